#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/wait.hpp"

namespace watercooler::cli {

/// Whether a club has become one.
struct Joined {
    bool agreed = false;              ///< everybody lists everybody, and holds everybody's book
    bool frozen = false;              ///< the club stands still: nobody can join before the thaw
    std::vector<std::string> behind;  ///< who does not yet
    std::size_t members = 0;          ///< how many were asked
};

/// Waits until every living member that can (none that is frozen) lists every other as alive and holds each one's book
/// in at least the version that was current when this began; at most `patience`.
Result<Joined> wait_until_joined(const club::Folder& club, std::chrono::milliseconds patience,
                                 const Interrupt& interrupt,
                                 const std::function<void(std::size_t done, std::size_t all)>& progress);

}  // namespace watercooler::cli
