#pragma once

#include <chrono>
#include <string>

namespace watercooler::club {

/// Time since this host's boot, suspended time included (CLOCK_BOOTTIME): the same for all its processes, and never
/// set back. Means nothing on another host or after another boot.
using BootTime = std::chrono::nanoseconds;
BootTime boot_time();

/// The id that the kernel drew at this boot, such as "5b0a5ce4-…" (36 characters). Empty if /proc does not tell.
/// Pids and boot times of another boot are worthless.
const std::string& boot_id();

/// RFC 3339 in UTC with nanoseconds: 2025-03-09T14:02:11.310000000Z.
std::string wall_time_text(std::chrono::system_clock::time_point time);

}  // namespace watercooler::club
