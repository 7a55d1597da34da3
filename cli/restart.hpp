#pragma once

#include <span>
#include <string>
#include <vector>

namespace watercooler::cli {

/// What of a member's command line its next life is to have too: all but its place, which is given anew, and its first
/// book, since it goes on with the last one. `argv` is without the program.
std::vector<std::string> flags_to_keep(std::span<const std::string> argv);

}  // namespace watercooler::cli
