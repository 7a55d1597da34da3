#pragma once

// The faults of a club: what stands on its board, and what its members say they have.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/context.hpp"
#include "cli/roster.hpp"
#include "club/fault_board.hpp"
#include "json/faults.hpp"

namespace watercooler::cli {

/// A club, its board, and who lives there.
struct FaultyClub {
    club::Folder folder;
    club::FaultBoard board;
    Roster alive;
};
Result<FaultyClub> open_faulty_club(const Context& context);

/// Those of them that can be asked.
Roster awake(const Roster& members);

/// Waits until each that runs has what `wanted` asks for; the others by name.
std::vector<std::string> wait_for_faults(const Roster& members, std::chrono::milliseconds patience,
                                         const std::function<bool(const json::FaultsInfo&)>& wanted);

/// One fault, the club's or a member's own.
struct FaultLine {
    std::string id;      // 3, or amy:1
    std::string member;  // of an own one
    std::string words, kind;
    std::optional<std::uint64_t> left_ms;
    std::size_t members = 0;
    bool forever = false;
};
std::vector<FaultLine> gather_fault_lines(const FaultyClub& club, const club::Posted& posted);

/// Warns of those of `all` that were not seen to follow.
Exit report_late(const Context& context, const std::vector<std::string>& late, std::size_t all, std::string_view what);

std::string count_of(std::size_t count, std::string_view what);

/// How long members may take to have a fault, or to be without it.
inline constexpr std::chrono::milliseconds fault_patience{3'000};

}  // namespace watercooler::cli
