#pragma once

#include <chrono>
#include <cstdint>

namespace watercooler {

/// A clock nobody can read: the library learns the time only from its arguments.
struct Clock {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = std::chrono::nanoseconds;  // and, on purpose, no now()
    using time_point = std::chrono::time_point<Clock>;
    static constexpr bool is_steady = true;
};

/// A point of protocol time: boot-time clock minus the spans in which the node was frozen.
using Instant = std::chrono::time_point<Clock>;
using Duration = Clock::duration;

/// "Nothing is pending."
inline constexpr Instant never = Instant::max();

}  // namespace watercooler
