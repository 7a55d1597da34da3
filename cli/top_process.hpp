#pragma once

// What a member's process takes of its host.
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace watercooler::cli {

/// Of /proc/PID/stat. Source: proc(5), fields 3, 14, 15, 22 and 24.
struct ProcessUse {
    char state{};                 ///< T: stopped
    std::uint64_t cpu_ticks = 0;  ///< in user mode and in the kernel
    std::uint64_t start_ticks = 0;
    std::uint64_t rss_bytes = 0;
    friend bool operator==(const ProcessUse&, const ProcessUse&) = default;
};

/// Nothing if this is no such line; a program's name in it may hold anything, also ") R 1".
std::optional<ProcessUse> parse_process_use(std::string_view line, std::uint64_t page_bytes);
/// Nothing if there is no such process.
std::optional<ProcessUse> process_use(pid_t pid);

/// Percent of a core between two, so many seconds apart.
double cpu_percent(const ProcessUse& before, const ProcessUse& after, double seconds);

}  // namespace watercooler::cli
