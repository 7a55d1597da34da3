#pragma once

#include <utility>
#include <watercooler/event.hpp>
#include <watercooler/node.hpp>

#include "core/random.hpp"
#include "core/timers.hpp"

namespace watercooler::core {

/// Numbers and counts the events of one node. It lives as long as the node.
class Journal {
public:
    Sequence add(Instant now, Sequence cause, Event event, Outbox& out) {
        event.seq = Sequence{++last_};
        event.protocol_time = now;
        if (event.cause == Sequence{}) event.cause = cause;
        ++counters_[static_cast<std::size_t>(event.kind)];
        out.events.push_back(std::move(event));
        return Sequence{last_};
    }
    const EventCounters& counters() const { return counters_; }
    std::uint64_t count(EventKind kind) const { return counters_[static_cast<std::size_t>(kind)]; }

private:
    std::uint64_t last_ = 0;
    EventCounters counters_{};
};

/// What every handler of one input is given: the time, what led here, and where results go. Made anew for each input.
struct Context {
    Instant now;
    Sequence cause;  // the event in whose handling we are; handlers that emit pass their event's seq on with `because`
    Outbox& out;
    Journal& journal;
    Timers& timers;
    Random& random;
    Totals& totals;

    /// Emits an event caused by the one in whose handling we are.
    Sequence emit(Event event) const { return journal.add(now, cause, std::move(event), out); }
    /// The same context with `event` as the cause of all that follows.
    Context because(Sequence event) const {
        auto next = *this;
        next.cause = event;
        return next;
    }
    void arm(Duration after, TimerKind kind, std::string subject = {}) const {
        timers.arm(now + after, kind, std::move(subject), cause);
    }
    void cancel(TimerKind kind, const std::string& subject = {}) const { timers.cancel(kind, subject); }
};

}  // namespace watercooler::core
