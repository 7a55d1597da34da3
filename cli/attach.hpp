#pragma once

// --attach: the terminal stays with what was started, and ends it.
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/wait.hpp"

namespace watercooler::cli {

/// Shows the logs of these (none: of all) until `interrupt` comes, and returns how that ends the program.
Result<Exit> follow_logs(const Context& context, const Arguments& arguments, const std::vector<std::string>& names,
                         const Interrupt& interrupt);

}  // namespace watercooler::cli
