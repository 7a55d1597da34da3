#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <watercooler/number.hpp>
#include <watercooler/time.hpp>

namespace watercooler::core {

/// What a deadline is for. One deadline at most per (kind, subject).
enum class TimerKind : std::uint8_t {
    probe,         // the next probe is due
    probe_direct,  // the direct ping has had its time
    probe_end,     // the whole probe has had its time
    relay,         // subject: our sequence; a ping on behalf of another has had its time
    suspicion,     // subject: the suspect
    gossip,        // the next round of gossip, armed only while something is queued
    push_pull,     // the next full exchange with a member of another kind
    stream,        // subject: stream id; the exchange has had its time
    reconnect,     // somebody lost is tried again
    reap,          // records and buffered intents are looked through
    leave,         // the goodbye has had its time
    announce,      // announcements have waited for company
    answer,        // subject: member; our announcement to the next in hash order went unanswered
    pull,          // subject: uuid; a pull went unanswered
    refute,        // subject: key; an own value is told again
    sync,          // subject: member; a reconciliation has had its time
    expire,        // entries and uuids are looked through for age
};

struct Timer {
    TimerKind kind{};
    std::string subject{};
    Sequence cause{};  // the event in whose handling it was armed
};

/// All deadlines of a node in one place, so that there is one next wake-up, and one way to shift them all.
/// Equal deadlines fire in the order in which they were armed.
class Timers {
public:
    /// Arms, or moves, the deadline of (kind, subject).
    void arm(Instant at, TimerKind kind, std::string subject, Sequence cause) {
        cancel(kind, subject);
        const Key key{at, ++armed_};
        places_.emplace(std::pair{kind, subject}, key);
        queue_.emplace(key, Timer{kind, std::move(subject), cause});
    }
    void cancel(TimerKind kind, const std::string& subject) {
        const auto place = places_.find({kind, subject});
        if (place == places_.end()) return;
        queue_.erase(place->second);
        places_.erase(place);
    }
    bool armed(TimerKind kind, const std::string& subject) const { return places_.contains({kind, subject}); }
    std::optional<Instant> at(TimerKind kind, const std::string& subject) const {
        const auto place = places_.find({kind, subject});
        if (place == places_.end()) return std::nullopt;
        return place->second.first;
    }
    Instant next() const { return queue_.empty() ? never : queue_.begin()->first.first; }
    /// Takes the earliest deadline that has passed.
    std::optional<Timer> pop(Instant now) {
        if (next() > now) return std::nullopt;
        auto timer = std::move(queue_.begin()->second);
        queue_.erase(queue_.begin());
        places_.erase({timer.kind, timer.subject});
        return timer;
    }
    /// The process was asleep: everything is due that much later.
    void shift(Duration by) {
        std::map<Key, Timer> moved{};
        for (auto& [key, timer] : queue_)
            moved.emplace_hint(moved.end(), Key{key.first + by, key.second}, std::move(timer));
        for (auto& [what, key] : places_) key.first += by;
        queue_ = std::move(moved);
    }

private:
    using Key = std::pair<Instant, std::uint64_t>;
    std::map<Key, Timer> queue_;
    std::map<std::pair<TimerKind, std::string>, Key> places_;
    std::uint64_t armed_ = 0;
};

}  // namespace watercooler::core
