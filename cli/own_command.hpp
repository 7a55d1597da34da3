#pragma once

// This very program, run as somebody at a terminal would run it: the same words, and what came of them.
#include <chrono>
#include <string>
#include <vector>

#include "cli/failure.hpp"
#include "cli/wait.hpp"

namespace watercooler::cli {

/// What a command wrote, and how it ended.
struct Ran {
    int exit = 0;
    std::string out{}, err{};
};

/// Runs it in a session of its own, so that a Ctrl-C at the terminal does not reach it, with nothing to read.
/// `called` is what it shall think it was called. Once `interrupt` (null: nothing does) comes, it may go on for
/// `grace`; then it is asked to end. Errors: it cannot be started.
Result<Ran> run_own(const std::string& called, const std::vector<std::string>& words, const Interrupt* interrupt,
                    std::chrono::milliseconds grace);

/// What it said on stderr as JSON. If it said nothing of that kind: how it ended.
Failure failure_of(const Ran& ran);

}  // namespace watercooler::cli
