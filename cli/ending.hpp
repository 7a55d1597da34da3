#pragma once

// Ends members: with a goodbye, or without.
#include <chrono>
#include <functional>
#include <vector>

#include "cli/bulk.hpp"
#include "cli/roster.hpp"
#include "cli/wait.hpp"

namespace watercooler::cli {

/// Asks each to leave (SIGTERM, first SIGCONT's effect for the stopped), waits, and kills who has not gone after
/// `patience`. Outcomes: stopped; stopped (thawed first); killed after …; already ended. Interrupted: those that have
/// not gone are told as failed; they have been asked.
std::vector<MemberOutcome> stop_members(const club::Folder& club, const Roster& members,
                                        std::chrono::milliseconds patience, const Interrupt& interrupt,
                                        const std::function<void(std::size_t gone)>& progress);

/// Kills each (SIGKILL) and waits until it is gone. Outcomes: killed, already ended.
std::vector<MemberOutcome> kill_members(const club::Folder& club, const Roster& members);

/// The same roster, after those that are just starting had up to `patience` to become known.
Roster settled(const club::Folder& club, Roster members, std::chrono::milliseconds patience);

}  // namespace watercooler::cli
