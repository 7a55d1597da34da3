#include "answers/why_belief.hpp"

#include <algorithm>

#include "answers/lives.hpp"
#include "answers/why_accused.hpp"
#include "answers/why_probe.hpp"

namespace watercooler::answers {

using json::EventRecord;

namespace {

/// Events that say what their member believes of `peer`.
const std::vector<EventKind> belief_kinds{EventKind::joined, EventKind::suspected, EventKind::cleared,
                                          EventKind::died,   EventKind::left,      EventKind::updated,
                                          EventKind::reaped, EventKind::returned};
const std::vector<EventKind> accusing_kinds{EventKind::suspected, EventKind::died, EventKind::left};
/// What a member does that makes others hear that it lives.
const std::vector<EventKind> self_kinds{EventKind::started, EventKind::refuted, EventKind::asleep};

bool accuses(EventKind kind) { return std::ranges::find(accusing_kinds, kind) != accusing_kinds.end(); }

std::string status_after(EventKind kind) {
    switch (kind) {
        case EventKind::suspected:
            return "suspect";
        case EventKind::died:
            return "dead";
        case EventKind::left:
            return "left";
        case EventKind::reaped:
            return "unknown";
        default:
            return "alive";
    }
}

/// `to_text` of a set of message kinds without the machinery's word for it.
std::string what_was_sent(const EventRecord& record) {
    std::string_view text = record.event.reason;
    if (text.starts_with("compound:")) text.remove_prefix(9);
    while (text.starts_with(' ')) text.remove_prefix(1);
    return std::string{text};
}

}  // namespace

void BeliefTelling::tell(const Stream& life) {
    if (life.member == name()) return about_itself(life);
    const auto end = trail_.end_of(life, why_.at_ns);
    const auto event = latest(life, belief_kinds, name(), end, "what " + life.member + " believes of " + name());
    if (!event) {
        if (!gap_told_) unknown("no event of " + life.member + " names " + name());
        return;
    }
    why_.verdict = status_after(event->event.kind);
    say(life.member + " holds " + name() + ' ' + verdict_words(*event) + " since " + clock_text(time_of(*event)),
        *event);
    why_.path.push_back(life.member);
    walk(*event);
    if (accuses(event->event.kind)) {
        ProbeTelling{trail_, why_}.accusers(*event);
        AccusedTelling{trail_, why_}.tell(time_of(*event));
    }
}

std::string BeliefTelling::verdict_words(const EventRecord& event) {
    const auto status = status_after(event.event.kind);
    if (event.event.kind == EventKind::reaped) return "forgotten";
    if (!event.event.incarnation) return status;
    return status + " (incarnation " + std::to_string(event.event.incarnation->value) + ')';
}

void BeliefTelling::about_itself(const Stream& life) {
    const auto last = life_at(trail_, life.member, why_.at_ns);
    why_.verdict = lives(last.state) ? "alive" : "unknown";
    const auto start =
        latest(life, {EventKind::started}, "", trail_.end_of(life, why_.at_ns), "since when " + life.member + " runs");
    if (start) {
        say(life.member + " knows itself: it started" + at(*start), *start);
    } else {
        why_.verdict = "unknown";
    }
}

/// From an event about `name` to the event that led to it, from member to member, until its beginning.
void BeliefTelling::walk(EventRecord event) {
    for (int steps = 0; steps < steps_max; ++steps) {
        const auto cause = cause_of(event);
        if (!cause) return;
        switch (cause->event.kind) {
            case EventKind::suspected:
                ran_out(event, *cause);
                event = *cause;
                continue;
            case EventKind::probe_failed:
                return ProbeTelling{trail_, why_}.tell(*cause);
            case EventKind::received: {
                const auto before = hop(event, *cause);
                if (!before) return;
                event = *before;
                continue;
            }
            default:
                say("it followed from: " + to_text(cause->event), *cause);
                return;
        }
    }
    unknown("the way is longer than " + std::to_string(steps_max) + " steps; the rest is left out");
}

void BeliefTelling::ran_out(const EventRecord& died, const EventRecord& suspected) {
    say(died.context.member + " declared " + name() + " dead itself: its suspicion ended after " +
            duration_text(time_of(died) - time_of(suspected)) + " and nothing had cleared it",
        died, suspected);
    say(suspected.context.member + " had suspected " + name() + " since " + clock_text(time_of(suspected)) +
            ", first accused by " + suspected.event.reason,
        suspected);
}

/// What somebody heard: from whom, and what that one knew when it was sent. Nothing: the way ends here.
std::optional<EventRecord> BeliefTelling::hop(const EventRecord& event, const EventRecord& received) {
    const auto& here = received.context.member;
    const auto look = trail_.sent_for(received);
    const auto from = look.found ? look.found->context.member : received.event.peer;
    say(here + " heard it from " + from + at(received) + " (" + what_was_sent(received) + ')', received);
    if (look.hole) unknown("when " + from + " sent it", *look.hole);
    if (!look.found) {
        if (!look.hole) unknown("how " + from + " came to say it, no event tells");
        return std::nullopt;
    }
    say(from + " had sent it to " + here + at(*look.found), *look.found);
    came_by(from);
    const auto* life = trail_.stream(from, look.found->context.boot);
    if (life == nullptr) return std::nullopt;
    if (from == name()) return itself(*life, event, *look.found), std::nullopt;
    return teller(*life, event, *look.found);
}

std::optional<EventRecord> BeliefTelling::teller(const Stream& life, const EventRecord& event,
                                                 const EventRecord& sent) {
    const bool bad = accuses(event.event.kind);
    const auto known = latest(life, belief_kinds, name(), sent.event.seq, "what " + life.member + " believed then");
    if (!known) {
        if (!gap_told_) unknown("how " + life.member + " knew of " + name() + ", no event tells");
        return std::nullopt;
    }
    if (bad != accuses(known->event.kind)) {
        unknown(life.member + " itself believed something else of " + name() +
                " then; how it came to pass this on, "
                "no event tells");
        return std::nullopt;
    }
    auto words =
        life.member + " held " + name() + ' ' + verdict_words(*known) + " since " + clock_text(time_of(*known));
    if (!known->event.reason.empty() && bad) words += ", by the word of " + known->event.reason;
    say(words, *known);
    return passed_on(event, *known);
}

/// A further accusation against somebody already suspected is passed on without an event.
std::optional<EventRecord> BeliefTelling::passed_on(const EventRecord& event, const EventRecord& known) {
    const auto& accuser = event.event.reason;
    const bool both_accuse = event.event.kind == EventKind::suspected && known.event.kind == EventKind::suspected;
    const bool other = both_accuse && accuser != known.event.reason && accuser != event.context.member &&
                       accuser != known.context.member;
    if (!other) return known;
    unknown(known.context.member + " passed on what " + accuser + " said; how it heard that, no event tells");
    const auto* life = trail_.life(accuser, time_of(event));
    if (life == nullptr) return std::nullopt;
    const auto own = latest(*life, {EventKind::suspected}, name(), trail_.end_of(*life, time_of(event)),
                            "why " + accuser + " accused " + name());
    if (!own || own->event.reason != accuser) return std::nullopt;
    say(accuser + " had suspected " + name() + " since " + clock_text(time_of(*own)), *own);
    came_by(accuser);
    return own;
}

/// The news is from the member itself: that it starts, lives, or leaves.
void BeliefTelling::itself(const Stream& life, const EventRecord& event, const EventRecord& sent) {
    const bool goodbye = event.event.kind == EventKind::left;
    if (accuses(event.event.kind) && !goodbye) {
        unknown("the news came from " + life.member + " itself; why it says so, no event tells");
        return;
    }
    const auto kinds = goodbye ? std::vector{EventKind::leaving} : self_kinds;
    const auto own = latest(life, kinds, "", sent.event.seq, "what " + life.member + " did then");
    if (!own) {
        if (!gap_told_) unknown("why " + life.member + " said so, no event tells");
        return;
    }
    say(life.member + ' ' + own_words(*own), *own);
}

std::string BeliefTelling::own_words(const EventRecord& own) {
    switch (own.event.kind) {
        case EventKind::leaving:
            return "said goodbye" + at(own);
        case EventKind::started:
            return "started" + at(own);
        case EventKind::asleep:
            return "woke" + at(own) + " after " +
                   duration_text(static_cast<std::int64_t>(own.event.count.value_or(0))) + " without running";
        default:
            return "denied what " + own.event.peer + " said of it" + at(own) +
                   (own.event.incarnation ? " (incarnation " + std::to_string(own.event.incarnation->value) + ')' : "");
    }
}

}  // namespace watercooler::answers
