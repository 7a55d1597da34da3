// What kind of line an event is drawn with; web/src/shared/lib/message_kind.ts says the same of a single event.
#include <algorithm>
#include <array>

#include "answers/spacetime.hpp"

namespace watercooler::answers {
namespace {

constexpr std::array<std::string_view, line_count> line_names{"push",       "pull",  "digest", "ping",
                                                              "membership", "fault", "control"};
constexpr std::array<std::string_view, fate_count> fate_names{"received", "held", "dropped", "refused",
                                                              "lost",     "open", "outside", "unknown"};

bool any_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](auto word) { return text.find(word) != std::string_view::npos; });
}

bool is_probing(std::string_view word) {
    word = word.substr(0, word.find('*'));
    return word == "ping" || word == "indirect-ping" || word == "ack" || word == "nack";
}

/// Whether a packet carries nothing but probes and what answers them: `compound: ping ack*2`.
bool only_probing(std::string_view text) {
    constexpr std::string_view compound = "compound: ";
    if (text.starts_with(compound)) text.remove_prefix(compound.size());
    if (text.empty()) return false;
    for (;;) {
        const auto space = text.find(' ');
        if (!is_probing(text.substr(0, space))) return false;
        if (space == std::string_view::npos) return true;
        text.remove_prefix(space + 1);
    }
}

/// By what a packet carries: the word that says most about it.
Line line_of_packet(std::string_view text) {
    if (any_of(text, {"rumor"})) return Line::push;
    if (any_of(text, {"announce", "have"}) || text == "pull" || any_of(text, {" pull", "pull ", "pull*"}))
        return Line::pull;
    if (any_of(text, {"sums", "digest", "push-pull"})) return Line::digest;
    return only_probing(text) ? Line::ping : Line::membership;
}

}  // namespace

std::string_view to_text(Line line) { return line_names[static_cast<std::size_t>(line)]; }
std::string_view to_text(Fate fate) { return fate_names[static_cast<std::size_t>(fate)]; }

std::optional<Line> parse_line(std::string_view text) {
    const auto found = std::ranges::find(line_names, text);
    if (found == line_names.end()) return std::nullopt;
    return static_cast<Line>(found - line_names.begin());
}

Line line_of(const Event& event) {
    using enum EventKind;
    switch (event.kind) {
        case sent:
        case received:
        case held:
            return line_of_packet(event.reason);
        case born:
        case applied:
        case duplicate:
        case stale:
        case refuted:
        case expired:
            return Line::push;
        case announced:
        case pulled:
            return Line::pull;
        case sync_started:
        case sync_done:
            return Line::digest;
        case probed:
        case acked:
            return Line::ping;
        case refused:
        case dropped:
        case conflict:
        case rejected:
        case probe_failed:
        case suspected:
        case died:
        case fault_set:
        case fault_cleared:
        case eye_lost:
            return Line::fault;
        case started:
        case frozen:
        case thawed:
        case stepped:
        case asleep:
        case leaving:
        case stopped:
        case http_request:
        case logged:
            return Line::control;
        default:
            return Line::membership;
    }
}

const std::vector<EventKind>& anomalies() {
    using enum EventKind;
    static const std::vector<EventKind> kinds{dropped, refused, held,   conflict, rejected, probe_failed, suspected,
                                              died,    frozen,  thawed, asleep,   stopped,  eye_lost};
    return kinds;
}

}  // namespace watercooler::answers
