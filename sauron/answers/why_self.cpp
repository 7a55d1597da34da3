#include "answers/why_self.hpp"

#include "answers/why_accused.hpp"

namespace watercooler::answers {

using json::EventRecord;

void SelfTelling::frozen(const Stream& life) {
    const auto end = trail_.end_of(life, why_.at_ns);
    const auto event =
        latest(life, {EventKind::frozen, EventKind::thawed}, "", end, "whether " + name() + " is frozen");
    if (!event) {
        if (gap_told_) return;
        why_.verdict = "no";
        return unknown("no event of " + name() + " tells of a freeze");
    }
    const bool still = event->event.kind == EventKind::frozen;
    why_.verdict = still ? "yes" : "no";
    if (!still) {
        say(name() + " was thawed" + at(*event) + " after " +
                duration_text(static_cast<std::int64_t>(event->event.count.value_or(0))) + word_of(*event),
            *event);
        return;
    }
    say(name() + " is frozen since " + clock_text(time_of(*event)) + word_of(*event), *event);
    asked(life, *event);
    club_too(*event);
}

/// Who asked for it, if that came through the member's own API.
void SelfTelling::asked(const Stream& life, const EventRecord& event) {
    constexpr std::int64_t near_ns = 2'000'000'000;
    for (const auto& request : trail_.events().find({.member = life.member,
                                                     .boot = life.boot,
                                                     .kinds = {EventKind::http_request},
                                                     .from_ns = time_of(event) - near_ns,
                                                     .to_ns = time_of(event) + near_ns,
                                                     .limit = 64})) {
        if (request.event.reason.find("control/freeze") == std::string::npos) continue;
        return say("around then its API was asked: " + request.event.reason +
                       (request.event.peer.empty() ? "" : " by " + request.event.peer),
                   request);
    }
    unknown(event.event.reason == "club" ? "who froze the club, no event tells" : "who froze it, no event tells");
}

void SelfTelling::club_too(const EventRecord& event) {
    constexpr std::int64_t near_ns = 1'000'000'000;
    const auto found = trail_.events().find({.kinds = {EventKind::frozen},
                                             .from_ns = time_of(event) - near_ns,
                                             .to_ns = time_of(event) + near_ns,
                                             .newest_first = false,
                                             .limit = 10'000});
    Clause clause{.says = {}, .time_ns = time_of(event)};
    std::vector<std::string> names;
    for (const auto& one : found) {
        if (one.context.member == name()) continue;
        names.push_back(one.context.member);
        clause.cites.push_back(ref_of(one));
    }
    if (names.empty()) return;
    clause.says = names_text(names, 8) + (names.size() == 1 ? " was" : " were") + " frozen within a second of it";
    why_.clauses.push_back(std::move(clause));
}

void SelfTelling::asleep(const Stream& life) {
    const auto event =
        latest(life, {EventKind::asleep}, "", trail_.end_of(life, why_.at_ns), "whether " + name() + " was asleep");
    if (!event) {
        if (gap_told_) return;
        why_.verdict = "no";
        return unknown("no event of " + name() + " tells that it did not run");
    }
    why_.verdict = "yes";
    const auto slept = static_cast<std::int64_t>(event->event.count.value_or(0));
    say(name() + " did not run for " + duration_text(slept) + " until " + clock_text(time_of(*event)) +
            (event->event.incarnation ? ", and then told that it lives" : "") + incarnation_words(*event),
        *event);
    const auto before = latest(life, {}, "", event->event.seq, "what " + name() + " did before");
    if (before) say("its last event before that is from " + clock_text(time_of(*before)), *before);
    unknown("what kept it from running, no event tells");
}

void SelfTelling::left(const Stream& life) {
    const auto end = trail_.end_of(life, why_.at_ns);
    const auto event = latest(life, {EventKind::leaving, EventKind::stopped}, "", end, "whether " + name() + " left");
    if (!event) {
        if (gap_told_) return;
        why_.verdict = "no";
        return AccusedTelling{trail_, why_}.last_words(life, end);
    }
    why_.verdict = "yes";
    if (event->event.kind == EventKind::leaving)
        return say(name() + " says goodbye since " + clock_text(time_of(*event)), *event);
    say(name() + " stopped" + at(*event) + (event->event.reason.empty() ? "" : ": " + event->event.reason), *event);
    const auto goodbye = latest(life, {EventKind::leaving}, "", event->event.seq, "whether it said goodbye");
    if (goodbye) {
        say(name() + " had said goodbye since " + clock_text(time_of(*goodbye)), *goodbye);
    } else if (!gap_told_) {
        unknown("no event tells of a goodbye before that");
    }
}

void SelfTelling::fault(const Stream& life) {
    const auto end = trail_.end_of(life, why_.at_ns);
    auto event =
        latest(life, {EventKind::fault_set, EventKind::fault_cleared}, "", end, "whether " + name() + " has a fault");
    if (event && event->event.kind == EventKind::fault_cleared) {  // of several, others may stand
        const auto standing = standing_faults(life, end);
        if (gap_told_) return;
        if (!standing.empty()) event = standing.back();
    }
    if (!event) {
        if (gap_told_) return;
        why_.verdict = "no";
        return unknown("no event of " + name() + " tells of a fault");
    }
    const bool set = event->event.kind == EventKind::fault_set;
    why_.verdict = set ? "yes" : "no";
    say(set ? name() + " has a fault since " + clock_text(time_of(*event)) + ": " + event->event.reason
            : name() + "'s faults were cleared" + at(*event),
        *event);
    const auto cause = trail_.cause_of(*event);
    if (cause.found) return say("it followed from: " + to_text(cause.found->event), *cause.found);
    unknown("who set it, no event tells");
}

}  // namespace watercooler::answers
