#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "club/fault_board.hpp"
#include "club/folder.hpp"

namespace watercooler::api {

/// How the club is now, by its own folder: what Sauron's events tell a moment later, and what no event tells.
struct ClubState {
    struct Fault {
        club::PostedFault posted;
        std::optional<std::uint64_t> left_ms{};  ///< nothing: until it is healed, or nobody can say
    };
    bool frozen = false;                                   ///< by the club's word
    std::optional<std::int64_t> since_ns{}, thaw_at_ns{};  ///< wall time
    std::uint32_t steps = 0;                               ///< gossip intervals released since it was frozen
    std::size_t living = 0;                                ///< processes that run or are stopped
    std::vector<std::string> stopped{};                    ///< by the kernel: frozen hard; by name
    std::vector<Fault> faults{};
};

/// Reads it. The freeze word and the fault board are read each time; processes are looked at once a second at most,
/// since a thousand of them take a while. Faults know from a member how long they will be. Not thread-safe.
class ClubStateReader {
public:
    explicit ClubStateReader(club::Folder folder) : folder_(std::move(folder)) {}

    /// Errors: as Folder::freeze_page, FaultBoard::read_if_attended or probe_members.
    club::Expected<ClubState> read();

private:
    struct Processes {
        std::vector<std::string> stopped{};
        std::size_t living = 0;
        std::optional<std::pair<std::string, std::uint16_t>> someone{};  ///< the address of one that answers
    };
    club::Expected<void> look();
    void ask_time_left(std::vector<ClubState::Fault>& faults) const;

    club::Folder folder_;
    Processes processes_;
    std::optional<std::chrono::steady_clock::time_point> looked_;
};

/// `watercooler.club_state/v1`. `cli`: what a person types before the verb; `able`: whether commands can be run here.
std::string to_json(const ClubState& state, const std::string& club, const std::string& cli, bool able);

}  // namespace watercooler::api
