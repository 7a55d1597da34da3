#pragma once

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <watercooler/time.hpp>

namespace watercooler::member {

/// Decides when a member changes its mind by itself, and to which book. Driven by protocol time: it stands still while
/// the member is frozen.
class Picker {
public:
    /// `interval` zero: never by itself. The real gaps are `interval` ± 10 %, so that a club does not pick in step.
    Picker(std::chrono::milliseconds interval, std::uint64_t seed);

    /// A book of the catalogue other than `current`.
    std::string pick(std::string_view current);
    /// When the next pick is due; `never` while held or without an interval.
    Instant due() const { return held_ ? never : due_; }
    /// The next pick comes one interval from now.
    void rearm(Instant now);
    /// A person has chosen: no picks until `release`.
    void hold() { held_ = true; }
    void release(Instant now);
    bool held() const { return held_; }
    std::chrono::milliseconds interval() const { return interval_; }

private:
    std::chrono::milliseconds interval_;
    std::mt19937_64 random_;
    Instant due_ = never;
    bool held_ = false;
};

}  // namespace watercooler::member
