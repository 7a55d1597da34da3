#pragma once

#include <vector>

#include "cli/verbs.hpp"

namespace watercooler::cli {

/// The part of the table that is about Sauron.
std::vector<Verb> sauron_verbs();
/// The one of the simulator.
Verb verb_sim();

}  // namespace watercooler::cli
