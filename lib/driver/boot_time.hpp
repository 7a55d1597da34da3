#pragma once

#include <cstdint>
#include <watercooler/time.hpp>

namespace watercooler::driver {

/// Host time: the boot-time clock, which goes on while the machine is suspended.
Instant boot_time();

/// Nanoseconds since 1970; for people only: nothing is decided by it.
std::int64_t wall_now_ns();

}  // namespace watercooler::driver
