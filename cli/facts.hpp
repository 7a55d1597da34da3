#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/calls.hpp"
#include "cli/roster.hpp"
#include "cli/style.hpp"

namespace watercooler::cli {

/// What `ls` tells of one member: its process, and what it answers of itself.
struct Facts {
    Member member;
    std::string frozen = "no";  ///< no, soft, hard
    std::optional<std::string> book{};
    std::uint64_t version = 0;
    std::uint64_t held = 0;  ///< inputs that wait for the thaw
    bool answered = false;   ///< false for the ended, the stopped, and who is silent
};

/// Asks all that run, at the same time; the ended and the stopped are not asked.
std::vector<Facts> gather(const Roster& members, std::chrono::milliseconds patience = answer_patience);

/// starting, running, stopped, ended; for eyes an ended one is told with how it ended.
std::string status_text(const Facts& facts);
Mark mark_of(const Facts& facts);

/// "5 members: 3 running, 1 frozen, 1 ended".
std::string count_text(const std::vector<Facts>& all);

/// One object of `ls --json`.
std::string to_json(const Facts& facts);

}  // namespace watercooler::cli
