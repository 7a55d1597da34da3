#include "store/block.hpp"

#include <algorithm>
#include <limits>

namespace watercooler::store {
namespace {

/// Collects words; the same word again costs one look.
class Words {
public:
    void add(const std::string& word) {
        if (word.empty() || full_ || !seen_.insert(word).second) return;
        auto lower = small_letters(word);
        if (lower != word && !seen_.insert(lower).second) return;
        text_ += lower;
        text_ += '\0';
        full_ = text_.size() > words_bytes_max;
    }
    void finish(Head& head) {
        head.any_words = full_;
        head.words = full_ ? std::string{} : std::move(text_);
    }

private:
    std::unordered_set<std::string> seen_;
    std::string text_{'\0'};
    bool full_ = false;
};

RumorRow rumor_row(const journal::Stamped& stamped) {
    const auto& event = stamped.event;
    return {.uuid = event.uuid,
            .origin = event.origin,
            .key = event.key,
            .version = event.version,
            .value = event.value,
            .born_ns = stamped.wall_time_ns,
            .born = event.kind == EventKind::born};
}

class Digester {
public:
    Digester() { digest_.head.first_wall = std::numeric_limits<std::int64_t>::max(); }

    void add(const journal::Stamped& stamped) {
        auto& head = digest_.head;
        const auto& event = stamped.event;
        if (head.events++ == 0) {
            head.first = event.seq;
            head.last_wall = stamped.wall_time_ns;
        }
        head.last = event.seq;
        head.first_wall = std::min(head.first_wall, stamped.wall_time_ns);
        head.last_wall = std::max(head.last_wall, stamped.wall_time_ns);
        head.kinds |= filter::bit(event.kind);
        ++head.counts[static_cast<std::size_t>(event.kind)];
        for (const auto* word : {&event.peer, &event.origin, &event.key, &event.value, &event.reason})
            words_.add(*word);
        if (event.packet) head.packets += fingerprint(*event.packet);
        if (event.uuid != Uuid{}) add_rumor(stamped);
    }

    Digest finish(std::size_t bytes) {
        words_.finish(digest_.head);
        digest_.head.bytes = bytes;
        std::sort(digest_.uuids.begin(), digest_.uuids.end());
        digest_.uuids.erase(std::unique(digest_.uuids.begin(), digest_.uuids.end()), digest_.uuids.end());
        return std::move(digest_);
    }

private:
    void add_rumor(const journal::Stamped& stamped) {
        auto& uuids = digest_.uuids;
        if (uuids.empty() || uuids.back() != stamped.event.uuid) uuids.push_back(stamped.event.uuid);
        const auto kind = stamped.event.kind;
        if (kind == EventKind::born || kind == EventKind::applied) digest_.rumors.push_back(rumor_row(stamped));
    }

    Digest digest_{};
    Words words_;
};

/// A number above this would not fit the engines' signed 64 bits.
constexpr std::uint64_t seq_max = std::numeric_limits<std::int64_t>::max() - 1;

}  // namespace

tl::expected<Digest, std::string> digest(Bytes batches) {
    Digester digester;
    journal::Reader reader{batches};
    journal::Stamped stamped;
    Sequence last{};
    while (reader.next(stamped)) {
        const auto seq = stamped.event.seq;
        if (seq.value == 0 || seq.value > seq_max) return tl::unexpected{std::string{"a seq that cannot be"}};
        if (last.value != 0 && seq.value != last.value + 1)
            return tl::unexpected{std::string{"a seq that does not follow"}};
        last = seq;
        digester.add(stamped);
    }
    if (reader.error()) return tl::unexpected{reader.error()->reason};
    if (last.value == 0) return tl::unexpected{std::string{"a batch without events"}};
    return digester.finish(batches.size());
}

void join(Head& head, const Head& more) {
    head.last = more.last;
    head.first_wall = std::min(head.first_wall, more.first_wall);
    head.last_wall = std::max(head.last_wall, more.last_wall);
    head.kinds |= more.kinds;
    for (std::size_t i = 0; i < event_kind_count; ++i) head.counts[i] += more.counts[i];
    head.events += more.events;
    head.bytes += more.bytes;
    head.packets += more.packets;
    head.any_words |= more.any_words;
    for (std::size_t at = 0; !head.any_words && at + 1 < more.words.size();) {
        const auto end = more.words.find('\0', at + 1);
        const auto word = std::string_view{more.words}.substr(at, end + 1 - at);  // with both zeros
        if (head.words.find(word) == head.words.npos) head.words += word.substr(1);
        at = end;
        head.any_words = head.words.size() > words_bytes_max;
    }
    if (head.any_words) head.words.clear();
}

std::string fingerprint(PacketHash packet) {
    return {static_cast<char>(packet.value >> 16), static_cast<char>(packet.value >> 8),
            static_cast<char>(packet.value)};
}

std::string small_letters(std::string_view text) {
    std::string lower{text};
    for (auto& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string write_counts(const EventCounters& counts) {
    std::string bytes;
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        if (counts[kind] == 0) continue;
        bytes += static_cast<char>(kind);
        for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(counts[kind] >> shift);
    }
    return bytes;
}

EventCounters read_counts(std::string_view bytes) {
    EventCounters counts{};
    for (; bytes.size() >= 5; bytes.remove_prefix(5)) {
        const auto kind = static_cast<std::uint8_t>(bytes[0]);
        if (kind >= event_kind_count) continue;
        for (int i = 0; i < 4; ++i) {
            counts[kind] |= std::uint64_t{static_cast<std::uint8_t>(bytes[1 + i])} << (8 * i);
        }
    }
    return counts;
}

}  // namespace watercooler::store
