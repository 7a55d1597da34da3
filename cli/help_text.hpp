#pragma once

#include <cstddef>
#include <string>

#include "cli/style.hpp"
#include "cli/verbs.hpp"

namespace watercooler::cli {

/// `program`: what stands before the verb in examples. `width`: columns within which sentences are broken between
/// words; 0 = not at all.
std::string first_steps(const std::string& program, const Style& style);  ///< five lines of what to do first
std::string verb_list(const std::string& program, const Style& style, std::size_t width = 0);  ///< every verb in a line
std::string verb_help(const Verb& verb, const std::string& program, const Style& style,
                      std::size_t width = 0);  ///< examples first

}  // namespace watercooler::cli
