#pragma once

#include <string>
#include <vector>

#include "cli/roster.hpp"

namespace watercooler::cli {

/// Whether this name is one that `new` chooses by itself: of the friendly list, or such a one with a number (amy-2).
bool is_chosen_name(std::string_view name);

/// Those of the living that may be stopped to make the club smaller, whom `new` would have chosen last first.
Roster who_may_go(const Roster& alive);

}  // namespace watercooler::cli
