#pragma once

#include <functional>
#include <string>

#include "cli/context.hpp"

namespace watercooler::cli {

/// What a verb shows: results, and a line about them that does not belong to the results.
struct Listing {
    std::string text;
    std::string footer{};
};
using Look = std::function<Result<Listing>()>;

/// Prints it once: the text to stdout, the footer to stderr.
Result<Exit> print_once(const Context& context, const Look& look);

/// Prints it each second until Ctrl-C; on a terminal in place of the one before. What cannot be seen for a moment is
/// told there and looked for again. Errors: the first look fails.
Result<Exit> watch(const Context& context, const Look& look);

/// The same text to be written over an older one from the top left corner, which it leaves no rest of.
std::string over_the_older(const std::string& text);

}  // namespace watercooler::cli
