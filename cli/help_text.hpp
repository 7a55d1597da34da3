#pragma once

#include <string>

#include "cli/style.hpp"
#include "cli/verbs.hpp"

namespace watercooler::cli {

/// `program`: what stands before the verb in examples.
std::string first_steps(const std::string& program, const Style& style);  ///< five lines of what to do first
std::string verb_list(const std::string& program, const Style& style);    ///< every verb in a line
std::string verb_help(const Verb& verb, const std::string& program, const Style& style);  ///< examples first

}  // namespace watercooler::cli
