#pragma once

// Starting member programs: many at a time, each with one pipe on which it says how it went.
#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/wait.hpp"
#include "club/error.hpp"

namespace watercooler::cli {

/// How one start went.
struct Started {
    enum class How {
        ready,
        refused,  ///< it told why it cannot run, and ended
        died,     ///< it ended without a word
        slow,     ///< no word within the time, or until an interrupt; it may still live
        not_tried
    } how = How::not_tried;
    pid_t pid = 0;
    std::string url{};                ///< ready
    club::Error error{};              ///< refused
    std::string words{};              ///< died: what it wrote to stderr, bounded
    int status = 0;                   ///< refused, died: as waitpid told, 0 if it did not
    std::chrono::nanoseconds took{};  ///< from its start to its word
};

struct StartLimits {
    std::size_t at_once = 16;  ///< starting at the same time; more only slow each other down
    std::chrono::milliseconds patience{15'000};
};

/// A program of ours, such as watercooler-member: beside this program's own file, else on PATH. Nothing if it is at
/// neither.
std::optional<std::string> find_program(const std::string& name);

/// Starts each command line (without the program) in a session of its own, with nothing inherited but the pipe at
/// descriptor 3 (`--ready-fd 3`) and stderr until its log is open. Results are in the order of `commands`; after an
/// interrupt those that had not begun are `not_tried`, and the others have half a second left. `progress` hears how
/// many have told their word.
std::vector<Started> start_all(const std::string& program, std::span<const std::vector<std::string>> commands,
                               const StartLimits& limits, const Interrupt& interrupt,
                               const std::function<void(std::size_t told)>& progress);

/// Reads the one line a member writes: {"ready":true,"url":…} or {"ready":false,"code":…,"message":…,"hint":…}, among
/// other lines it may have written to stderr. Nothing while there is no such line.
std::optional<Started> parse_ready_line(std::string_view text);

}  // namespace watercooler::cli
