#pragma once

#include <string>
#include <vector>

#include "sim/network.hpp"

namespace watercooler::sim {

/// What still keeps the living members from agreeing: all of them hold the same entries, list exactly each other as
/// alive, and list nobody else as alive or suspect. Empty: they agree. Looks only; stops at the first difference.
std::string disagreement(const Network& network);
/// `3 members see 3 alive`, or what each of them sees.
std::string summary(const Network& network);

}  // namespace watercooler::sim
