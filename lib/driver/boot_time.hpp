#pragma once

#include <watercooler/time.hpp>

namespace watercooler::driver {

/// Host time: the boot-time clock, which goes on while the machine is suspended.
Instant boot_time();

}  // namespace watercooler::driver
