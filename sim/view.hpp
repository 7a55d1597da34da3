#pragma once

#include <string>
#include <vector>

#include "sim/network.hpp"

namespace watercooler::sim {

/// One line per group of members that show the same: `ann bob list: ann alive 1, bob alive 1`. `what` is members,
/// books, counters, totals, held or messages; anything else gives nothing. Those without a process are left out.
std::vector<std::string> views(const Network& network, const std::string& what,
                               const std::vector<std::string>& handles);
bool is_view(const std::string& what);

}  // namespace watercooler::sim
