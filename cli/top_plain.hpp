#pragma once

// What `top` saw as plain text and as JSON.
#include <string>

#include "cli/context.hpp"
#include "cli/top_sight.hpp"
#include "cli/top_table.hpp"

namespace watercooler::cli {

/// A line about the club, and the table. Errors: --columns names one that is not there.
Result<std::string> top_text(const Context& context, const TopSight& sight, const TopOrder& order);

/// {"schema":"watercooler.top/v1",…}, one line.
std::string top_json(const TopSight& sight, const TopOrder& order);

}  // namespace watercooler::cli
