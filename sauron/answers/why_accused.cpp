#include "answers/why_accused.hpp"

namespace watercooler::answers {

using json::EventRecord;

void AccusedTelling::tell(std::int64_t at_ns) {
    const auto* life = trail_.life(name(), at_ns);
    if (life == nullptr) return unknown(name() + " itself does not report, so that nobody knows what became of it");
    const auto end = trail_.end_of(*life, at_ns);
    const auto still =
        latest(*life, {EventKind::frozen, EventKind::thawed}, "", end, "whether " + name() + " was frozen");
    if (gap_told_) return;
    if (still && still->event.kind == EventKind::frozen)
        return say(name() + " was frozen since " + clock_text(time_of(*still)) + word_of(*still), *still);
    const auto woke = trail_.events().find({.member = name(),
                                            .boot = life->boot,
                                            .kinds = {EventKind::asleep},
                                            .from_ns = at_ns,
                                            .newest_first = false,
                                            .limit = 1});
    const auto slept = woke.empty() ? 0 : static_cast<std::int64_t>(woke.front().event.count.value_or(0));
    if (!woke.empty() && time_of(woke.front()) - slept <= at_ns) {
        return say(name() + " did not run for " + duration_text(slept) + " until " + clock_text(time_of(woke.front())),
                   woke.front());
    }
    last_words(*life, end);
}

void AccusedTelling::last_words(const Stream& life, Sequence end) {
    const auto last = latest(life, {}, "", end, "what " + name() + " did last");
    if (!last) return;
    const bool goes_on = end <= life.last;
    if (last->event.kind == EventKind::stopped) {
        say(name() + " itself says that it stopped" + at(*last) +
                (last->event.reason.empty() ? "" : " (" + last->event.reason + ')'),
            *last);
    } else if (goes_on) {
        say(name() + " itself was running: its latest event until then is from " + clock_text(time_of(*last)), *last);
    } else {
        say(name() + " has said nothing since " + clock_text(time_of(*last)) + ", and never that it would stop", *last);
    }
}

}  // namespace watercooler::answers
