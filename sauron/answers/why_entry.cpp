#include "answers/why_entry.hpp"

#include <set>
#include <utility>

namespace watercooler::answers {

using json::EventRecord;

void EntryTelling::tell(const Stream& life) {
    const auto end = trail_.end_of(life, why_.at_ns);
    const auto what = name() + "'s " + why_.question.key;
    Want want{
        .kinds = {EventKind::applied, EventKind::born, EventKind::expired}, .origin = name(), .key = why_.question.key};
    const auto look = trail_.latest(life, want, end);
    if (look.hole) return unknown("what " + life.member + " knows of " + what, *look.hole);
    if (!look.found) {
        unknown("no event of " + life.member + " tells of " + what);
        return lack(life, end, nullptr);
    }
    const auto& event = *look.found;
    if (event.event.kind == EventKind::expired) {
        return say(life.member + " forgot " + what + at(event) + " for its age", event);
    }
    why_.verdict = event.event.value;
    say(life.member + " holds " + what + " to be \"" + event.event.value + '"' + version_words(event) + " since " +
            clock_text(time_of(event)),
        event);
    why_.path.push_back(life.member);
    lack(life, end, &event);
    walk(event);
}

/// If its origin has chosen something newer: what keeps this member from knowing it.
void EntryTelling::lack(const Stream& life, Sequence end, const EventRecord* known) {
    const auto* origin = trail_.life(name(), why_.at_ns);
    if (origin == nullptr || origin->member == life.member) return;
    const Want want{.kinds = {EventKind::born}, .origin = name(), .key = why_.question.key};
    const auto look = trail_.latest(*origin, want, trail_.end_of(*origin, why_.at_ns));
    if (look.hole) return unknown("whether " + name() + " has chosen anything newer", *look.hole);
    if (!look.found) return;
    const auto& newest = *look.found;
    const auto rank = [](const Event& event) { return std::pair{event.version.value_or(Version{}), event.uuid}; };
    if (known && rank(known->event) >= rank(newest.event)) return;
    say(life.member + " lacks \"" + newest.event.value + '"' + version_words(newest) + ", which " + name() + " chose" +
            at(newest),
        newest);
    under_faults(life, end);
    bool found = false;
    if (stands_still(life, end, newest, found) && !found) on_its_way(life, newest);
}

/// Nothing proves that a fault kept the news away, but who looks for a reason begins there.
void EntryTelling::under_faults(const Stream& life, Sequence end) {
    for (const auto& set : standing_faults(life, end))
        say(life.member + " has a fault since " + clock_text(time_of(set)) + ": " + set.event.reason, set);
}

bool EntryTelling::stands_still(const Stream& life, Sequence end, const EventRecord& newest, bool& found) {
    const auto state =
        latest(life, {EventKind::frozen, EventKind::thawed}, "", end, "whether " + life.member + " is frozen");
    if (!state || state->event.kind == EventKind::thawed) return !gap_told_;
    say(life.member + " is frozen since " + clock_text(time_of(*state)) + word_of(*state), *state);
    const auto holds = "what " + life.member + " holds";
    const auto span = trail_.between(life, {.kinds = {EventKind::held}}, state->event.seq, end);
    if (span.hole) unknown(holds, *span.hole);
    if (span.hole) return false;
    std::size_t untold = 0;
    for (const auto& held : span.found) {
        const auto sent = trail_.sent_for(held).found;
        untold += !sent && held.event.packet;
        if (!sent || sent->event.uuid != newest.event.uuid) continue;
        found = true;
        say(life.member + " holds " + sent->context.member + "'s " + what_was_sent(*sent) + " with it" + at(held) +
                ": the thaw or a step hands it over",
            held, *sent);
        return true;
    }
    if (untold > 0)
        unknown("who sent " + count_text(untold, "message", "messages") + " of " + holds + ", no event tells");
    return untold == 0;
}

/// Who has sent it, as far as that is known; whether it will come, nobody can say.
void EntryTelling::on_its_way(const Stream& life, const EventRecord& newest) {
    constexpr std::size_t told_max = 8;
    const auto sends = trail_.events().find({.kinds = {EventKind::sent},
                                             .peer = life.member,
                                             .uuid = newest.event.uuid,
                                             .to_ns = why_.at_ns,
                                             .limit = told_max});
    for (const auto& sent : sends)
        say(sent.context.member + " has sent it to " + life.member + at(sent) + " (" + what_was_sent(sent) + ')', sent);
    unknown(sends.empty() ? "no event tells that anybody has sent it to " + life.member
                          : "no event tells that it has arrived");
}

std::string EntryTelling::version_words(const EventRecord& event) {
    return event.event.version ? " (v" + std::to_string(event.event.version->value) + ')' : "";
}

void EntryTelling::walk(EventRecord event) {
    std::set<Ref> seen;
    while (seen.insert(ref_of(event)).second) {
        if (event.event.kind == EventKind::born) return birth(event);
        if (event.event.hop.value_or(0) == 0) {
            return say("it came to " + event.context.member + " through its " +
                           (event.event.peer.empty() ? "door" : event.event.peer) + at(event),
                       event);
        }
        const auto received = cause_of(event);
        if (!received) return;
        if (received->event.kind != EventKind::received) {
            return say("it followed from: " + to_text(received->event), *received);
        }
        const auto before = told(event, *received);
        if (!before) return;
        event = *before;
    }
    unknown("the way comes back to where it was; how it began, no event tells");
}

std::optional<EventRecord> EntryTelling::told(const EventRecord& event, const EventRecord& received) {
    const auto& here = received.context.member;
    const auto look = trail_.sent_for(received);
    const auto from = look.found ? look.found->context.member : event.event.peer;
    say(here + " was told by " + from + at(received) + " (hop " + std::to_string(event.event.hop.value_or(0)) + ')',
        received);
    if (look.hole) unknown("when " + from + " sent it", *look.hole);
    if (!look.found) {
        if (!look.hole) unknown("how " + from + " knew it, no event tells");
        return std::nullopt;
    }
    say(from + " had sent it to " + here + at(*look.found), *look.found);
    came_by(from);
    const auto* life = trail_.stream(from, look.found->context.boot);
    if (life == nullptr) return std::nullopt;
    const auto known = trail_.latest(*life, {.kinds = {EventKind::applied, EventKind::born}, .uuid = event.event.uuid},
                                     look.found->event.seq);
    if (known.hole) unknown("how " + from + " knew it", *known.hole);
    if (!known.hole && !known.found) unknown("how " + from + " knew it, no event tells");
    if (known.found && known.found->event.kind == EventKind::applied) {
        say(from + " had believed it since " + clock_text(time_of(*known.found)), *known.found);
    }
    return known.found;
}

void EntryTelling::birth(const EventRecord& born) {
    const auto& who = born.context.member;
    const auto& reason = born.event.reason;
    if (reason == "remembered") return say(who + " remembered it from its life before and told it" + at(born), born);
    if (reason == "refutation") {
        return say(who + " told its own value again" + at(born) + ", above what others claimed", born);
    }
    say(who + " chose it itself" + at(born), born);
}

}  // namespace watercooler::answers
