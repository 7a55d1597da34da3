#pragma once

#include <chrono>
#include <map>
#include <string>
#include <watercooler/settings.hpp>

#include "core/context.hpp"

namespace watercooler::core {

/// When an own value may be told again because others claim something else: at once the first time, then at most once
/// per key and gossip interval, and ever more seldom while the claims go on. Our version is above the claims all the
/// time.
class Refutations {
public:
    static constexpr std::chrono::seconds distance_max{10};

    explicit Refutations(const Settings& settings) : settings_(settings) {}

    /// True: tell it now. False: TimerKind::refute will say when.
    bool may_tell(Context& context, const std::string& key) {
        auto& row = rows_[key];
        if (context.now < row.next) {
            if (!context.timers.armed(TimerKind::refute, key))
                context.arm(row.next - context.now, TimerKind::refute, key);
            return false;
        }
        told(context, row);
        return true;
    }
    /// The timer of this key has come.
    void told(Context& context, const std::string& key) { told(context, rows_[key]); }

private:
    struct Row {
        Instant next = Instant::min();
        Duration distance{};
    };
    void told(Context& context, Row& row) {
        const bool calm = row.next == Instant::min() || context.now - row.next >= distance_max;
        row.distance = calm ? Duration{settings_.gossip_interval} : row.distance * 2;
        if (row.distance > distance_max) row.distance = distance_max;
        row.next = context.now + row.distance;
    }

    const Settings& settings_;
    std::map<std::string, Row> rows_;  // own keys only, so at most 32
};

}  // namespace watercooler::core
