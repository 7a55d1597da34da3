#pragma once

#include <cstddef>

namespace watercooler::cli {

/// $COLUMNS, else the terminal's own; 0 if stdout is no terminal and nobody says.
std::size_t width_of_output();

}  // namespace watercooler::cli
