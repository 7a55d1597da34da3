#include "filter/words.hpp"

#include <algorithm>

namespace watercooler::filter {
namespace {

using enum EventKind;

constexpr std::string_view keys[] = {"kind",  "result", "member",  "peer", "from",   "to",          "origin", "key",
                                     "value", "reason", "book",    "uuid", "packet", "text",        "since",  "until",
                                     "seq",   "cause",  "version", "hop",  "bytes",  "incarnation", "count"};
static_assert(std::size(keys) == static_cast<std::size_t>(Key::count) + 1);

template <class... Kind>
constexpr Kinds kinds(Kind... kind) {
    return (bit(kind) | ...);
}
constexpr Kinds from_to(EventKind first, EventKind last) { return ((bit(last) << 1) - 1) & ~(bit(first) - 1); }

/// How many letters must change to make one word of the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row.back();
}

}  // namespace

std::string_view key_word(Key key) { return keys[static_cast<std::size_t>(key)]; }

std::optional<Key> parse_key(std::string_view word) {
    if (word == "trace") return Key::uuid;
    const auto* const found = std::find(std::begin(keys), std::end(keys), word);
    if (found == std::end(keys)) return std::nullopt;
    return static_cast<Key>(found - std::begin(keys));
}

const std::vector<Group>& groups() {
    static const std::vector<Group> all{
        {"transport", from_to(sent, stream_closed)},
        {"rumor", from_to(born, expired)},
        {"membership", from_to(joined, returned)},
        {"sync", from_to(sync_started, sync_done)},
        {"life", from_to(started, eye_lost)},
        {"program", from_to(http_request, logged)},
        {"push", kinds(applied, duplicate, stale, refuted)},
        {"announce", kinds(announced)},
        {"pull", kinds(pulled)},
        {"ping", kinds(probed, acked, probe_failed)},
        {"digest", kinds(sync_started, sync_done)},
        {"packet", kinds(sent, received, refused, dropped, held)},
        {"stream", kinds(stream_opened, stream_closed)},
        {"fault", kinds(fault_set, fault_cleared)},
        {"freeze", kinds(frozen, thawed, stepped, asleep)},
    };
    return all;
}

const std::vector<Group>& results() {
    static const std::vector<Group> all{{"new", kinds(applied)},
                                        {"seen", kinds(duplicate)},
                                        {"stale", kinds(stale)},
                                        {"dropped", kinds(dropped, refused)},
                                        {"fault", kinds(fault_set, fault_cleared)}};
    return all;
}

Direction direction(EventKind kind) {
    constexpr Kinds out = kinds(sent, refused, announced, pulled, probed, sync_started);
    constexpr Kinds in =
        kinds(received, held, dropped, applied, duplicate, stale, refuted, conflict, rejected, acked, http_request);
    if (out & bit(kind)) return Direction::out;
    if (in & bit(kind)) return Direction::in;
    return Direction::none;
}

std::optional<std::string_view> nearest(std::string_view typed, const std::vector<std::string_view>& words) {
    constexpr std::size_t longest_word = 32;
    if (typed.size() > longest_word) return std::nullopt;
    std::optional<std::string_view> best;
    std::size_t smallest = std::min<std::size_t>(3, 1 + typed.size() / 2);
    for (const auto word : words) {
        const auto changes = distance(typed, word);
        if (changes < smallest) smallest = changes, best = word;
    }
    return best;
}

std::vector<std::string_view> key_words() {
    std::vector<std::string_view> words{std::begin(keys), std::end(keys)};
    words.push_back("trace");
    return words;
}

std::vector<std::string_view> kind_words() {
    std::vector<std::string_view> words;
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        words.push_back(watercooler::to_text(static_cast<EventKind>(kind)));
    }
    for (const auto& group : groups()) words.push_back(group.word);
    return words;
}

std::vector<std::string_view> result_words() {
    std::vector<std::string_view> words;
    for (const auto& group : results()) words.push_back(group.word);
    return words;
}

}  // namespace watercooler::filter
