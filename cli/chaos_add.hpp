#pragma once

#include "cli/context.hpp"

namespace watercooler::cli {

/// `chaos add WORDS …`: posts the fault, and waits until all that run have it.
Result<Exit> add_fault(const Context& context, const Arguments& arguments);

}  // namespace watercooler::cli
