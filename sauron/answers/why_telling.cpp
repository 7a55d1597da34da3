#include "answers/why_telling.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace watercooler::answers {

using json::EventRecord;

void Telling::say(std::string says, const EventRecord& record) {
    why_.clauses.push_back({std::move(says), {ref_of(record)}, time_of(record), true});
}

void Telling::say(std::string says, const EventRecord& a, const EventRecord& b) {
    why_.clauses.push_back({std::move(says), {ref_of(a), ref_of(b)}, time_of(a), true});
}

void Telling::unknown(std::string says) { why_.clauses.push_back({std::move(says), {}, std::nullopt, false}); }

void Telling::unknown(const std::string& what, const Ref& hole) {
    unknown(what + " is unknown: " + to_text(hole) + " is not among the events");
}

std::string Telling::at(const EventRecord& record) { return " at " + clock_text(time_of(record)); }

std::string Telling::incarnation_words(const EventRecord& record) {
    if (!record.event.incarnation) return "";
    return " (incarnation " + std::to_string(record.event.incarnation->value) + ')';
}

std::string Telling::what_was_sent(const EventRecord& record) {
    std::string_view text = record.event.reason;
    if (text.starts_with("compound:")) text.remove_prefix(9);  // the machinery's word for several
    while (text.starts_with(' ')) text.remove_prefix(1);
    return std::string{text};
}

std::string Telling::word_of(const EventRecord& record) {
    const auto& reason = record.event.reason;
    if (reason.empty()) return "";
    if (reason == "club") return ", by the club's word";
    if (reason == "own flag") return ", by its own flag";
    if (reason == "club and own flag") return ", by the club's word and its own flag";
    if (reason == "time is up") return ", its time being up";
    return ": " + reason;
}

void Telling::came_by(const std::string& member) {
    if (std::ranges::find(why_.path, member) == why_.path.end()) why_.path.push_back(member);
}

std::optional<EventRecord> Telling::latest(const Stream& life, std::vector<EventKind> kinds, const std::string& peer,
                                           Sequence before, const std::string& what) {
    Want want{.kinds = std::move(kinds)};
    if (!peer.empty()) want.peer = peer;
    const auto look = trail_.latest(life, want, before);
    if (look.hole) unknown(what, *look.hole);
    gap_told_ = look.hole.has_value();
    return look.found;
}

std::vector<EventRecord> Telling::standing_faults(const Stream& life, Sequence before) {
    const auto span = trail_.between(life, {.kinds = {EventKind::fault_set, EventKind::fault_cleared}}, {}, before);
    gap_told_ = span.hole.has_value();
    if (span.hole) unknown("whether " + life.member + " has a fault", *span.hole);
    if (span.hole) return {};
    std::vector<EventRecord> standing;
    for (const auto& each : span.found) {
        if (each.event.kind == EventKind::fault_set) standing.push_back(each);
        if (each.event.kind == EventKind::fault_cleared)
            std::erase_if(standing, [&](const EventRecord& set) {
                return set.event.count == each.event.count && each.event.reason.starts_with(set.event.reason);
            });
    }
    return standing;
}

std::optional<EventRecord> Telling::cause_of(const EventRecord& event) {
    const auto look = trail_.cause_of(event);
    if (look.hole) unknown("what led " + event.context.member + " to it", *look.hole);
    if (!look.hole && !look.found) unknown("what led " + event.context.member + " to it, no event tells");
    return look.found;
}

}  // namespace watercooler::answers
