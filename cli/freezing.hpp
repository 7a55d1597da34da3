#pragma once

// Freezing and thawing by each of the three ways: the club's word, a member's own flag, and the kernel.
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "cli/bulk.hpp"
#include "cli/facts.hpp"
#include "json/event.hpp"

namespace watercooler::cli {

/// What became of the members after the club's word was stored.
struct FreezeReport {
    std::vector<MemberOutcome> outcomes;
    /// From the store to the last member's `frozen` event; nothing if no member froze because of it.
    std::optional<std::chrono::nanoseconds> skew;
};

/// When this member froze, by its own events: the latest `frozen` at or after `since`. Nothing: not by this store.
std::optional<json::WallTime> froze_at(const std::vector<json::EventRecord>& events, json::WallTime since);

/// Waits until all that run say they are frozen, and finds out since when. `stored`: wall time just before the store.
FreezeReport watch_freeze(const Roster& members, json::WallTime stored, std::chrono::milliseconds patience);

/// SIGSTOP or SIGCONT to all, as close together as can be (`took`); returns when those that were told to stop stand
/// still. Outcomes: `done`, or `already` if it was so before.
struct HardWords {
    int signal;
    std::string_view done, already;
};
std::vector<MemberOutcome> signal_hard(const Roster& members, const HardWords& words, std::chrono::nanoseconds& took);

/// Each member's answer to POST /api/v1/control/…: `done` if that changed something, else `already`.
std::vector<MemberOutcome> control(const Roster& members, const std::string& target, const std::string& body,
                                   const std::string& token, std::string_view done, std::string_view already);

json::WallTime wall_now();

}  // namespace watercooler::cli
