#include "answers/why_belief.hpp"

#include <algorithm>
#include <utility>

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

/// A further accusation against somebody who is suspected already.
bool confirms(const EventRecord& record) {
    return record.event.kind == EventKind::suspected && record.event.count.has_value();
}

std::string accusers_words(const EventRecord& confirmation) {
    return std::to_string(*confirmation.event.count) + " accusers";
}

}  // namespace

void BeliefTelling::tell(const Stream& life) {
    if (life.member == name()) return about_itself(life);
    const auto end = trail_.end_of(life, why_.at_ns);
    const auto event = begun(life, end);
    if (!event) {
        if (!gap_told_) unknown("no event of " + life.member + " names " + name());
        return;
    }
    why_.verdict = status_after(event->event.kind);
    say(life.member + " holds " + name() + ' ' + verdict_words(*event) + " since " + clock_text(time_of(*event)),
        *event);
    why_.path.push_back(life.member);
    if (event->event.kind == EventKind::suspected) agreed(life, event->event.seq, end);
    walk(*event);
    if (accuses(event->event.kind)) {
        ProbeTelling{trail_, why_}.accusers(*event);
        AccusedTelling{trail_, why_}.tell(time_of(*event));
    }
}

/// The event since which it is believed: later accusers of a suspect change nothing about that.
std::optional<EventRecord> BeliefTelling::begun(const Stream& life, Sequence before) {
    const auto what = "what " + life.member + " believes of " + name();
    auto event = latest(life, belief_kinds, name(), before, what);
    while (event && confirms(*event)) event = latest(life, belief_kinds, name(), event->event.seq, what);
    return event;
}

/// What shortened a suspicion between these two: further accusers, and a refusal by the host.
void BeliefTelling::agreed(const Stream& life, Sequence after, Sequence before) {
    const auto span =
        trail_.between(life, {.kinds = {EventKind::suspected, EventKind::refused}, .peer = name()}, after, before);
    if (span.hole) unknown("what else shortened the suspicion of " + life.member, *span.hole);
    bool refused = span.hole.has_value();  // the first one counts, and who knows which that was
    for (const auto& one : span.found) {
        if (confirms(one)) {
            const auto own = one.event.reason == life.member;
            say((own ? life.member + " accused it itself, too,"
                     : one.event.reason + " accused it, too, as " + life.member + " heard") +
                    at(one) + ": " + accusers_words(one) + " leave less patience",
                one);
        } else if (one.event.kind == EventKind::refused && !std::exchange(refused, true)) {
            say(name() + "'s host told " + life.member + at(one) +
                    " that nobody listens there: that leaves half of the shortest patience",
                one);
        }
    }
}

std::string BeliefTelling::verdict_words(const EventRecord& event) {
    const auto status = status_after(event.event.kind);
    if (event.event.kind == EventKind::reaped) return "forgotten";
    return status + incarnation_words(event);
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
    if (const auto* life = trail_.stream(died.context.member, died.context.boot)) {
        agreed(*life, suspected.event.seq, died.event.seq);
    }
}

/// What somebody heard: from whom, and what that one knew when it was sent. Nothing: the way ends here.
std::optional<EventRecord> BeliefTelling::hop(const EventRecord& event, const EventRecord& received) {
    const auto& here = received.context.member;
    const auto look = trail_.sent_for(received);
    const auto from = look.found ? look.found->context.member : received.event.peer;
    say(here + " heard it from " + received.event.peer + at(received) + " (" + what_was_sent(received) + ')', received);
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
    held_by_teller(*known);
    return same_claim(event, *known) ? known : std::nullopt;
}

/// Whether what was heard is what the teller knew: the same accuser, the same incarnation.
bool BeliefTelling::same_claim(const EventRecord& event, const EventRecord& known) {
    const auto& teller = known.context.member;
    const auto& accuser = event.event.reason;
    const bool both_accuse = event.event.kind == EventKind::suspected && known.event.kind == EventKind::suspected;
    const bool named = accuser != event.context.member && accuser != teller;
    if (both_accuse && named && accuser != known.event.reason) {
        unknown(teller + " passed on what " + accuser + " said; how it heard that, no event tells");
        return false;
    }
    if (event.event.incarnation == known.event.incarnation) return true;
    unknown(teller + " told of another incarnation of " + name() + "; how it heard of that, no event tells");
    return false;
}

void BeliefTelling::held_by_teller(const EventRecord& known) {
    const auto& teller = known.context.member;
    if (confirms(known)) {
        const auto own = known.event.reason == teller;
        return say(
            (own ? teller + " accused " + name() + " itself, too," + at(known)
                 : teller + " believed " + known.event.reason + at(known) + ", who accused " + name() + ", too") +
                " (" + accusers_words(known) + ')',
            known);
    }
    auto words = teller + " held " + name() + ' ' + verdict_words(known) + " since " + clock_text(time_of(known));
    if (!known.event.reason.empty() && accuses(known.event.kind)) words += ", by the word of " + known.event.reason;
    say(words, known);
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
    if (!goodbye && own->event.incarnation && own->event.incarnation != event.event.incarnation) {
        return unknown("how " + life.member + " came by that incarnation, no event tells");
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
            return "woke" + at(own) + incarnation_words(own) + " after " +
                   duration_text(static_cast<std::int64_t>(own.event.count.value_or(0))) + " without running";
        default:
            return "denied what " + own.event.peer + " said of it" + at(own) + incarnation_words(own);
    }
}

}  // namespace watercooler::answers
