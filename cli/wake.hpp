#pragma once

#include "cli/roster.hpp"

namespace watercooler::cli {

/// Sends each running member a datagram of no bytes: a store to the freeze page wakes nobody, this does. What does not
/// arrive costs the member's own 50 ms look.
void wake_all(const Roster& members);

}  // namespace watercooler::cli
