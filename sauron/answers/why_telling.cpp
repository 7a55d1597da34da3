#include "answers/why_telling.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "answers/lives.hpp"

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
    const auto faults = faults_of(trail_, life, before);
    gap_told_ = faults.hole.has_value();
    if (faults.hole) unknown("whether " + life.member + " has a fault", *faults.hole);
    std::vector<EventRecord> standing;
    for (const auto& [set, cleared] : faults.spans)
        if (!cleared) standing.push_back(set);
    return standing;
}

std::optional<EventRecord> Telling::cause_of(const EventRecord& event) {
    const auto look = trail_.cause_of(event);
    if (look.hole) unknown("what led " + event.context.member + " to it", *look.hole);
    if (!look.hole && !look.found) unknown("what led " + event.context.member + " to it, no event tells");
    return look.found;
}

}  // namespace watercooler::answers
