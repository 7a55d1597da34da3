#pragma once

#include <vector>

#include "cli/verbs.hpp"

namespace watercooler::cli {

/// The part of the table that is about Sauron.
std::vector<Verb> sauron_verbs();
/// The one of the simulator.
Verb verb_sim();
/// The part that is about the club as a whole.
std::vector<Verb> club_verbs();
/// The part that is about the program itself.
std::vector<Verb> program_verbs();

}  // namespace watercooler::cli
