#pragma once

#include <string_view>

namespace watercooler::filter {

/// An ASCII capital as its small letter; every other byte as it is.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Whether the pattern, which has no capital letters, fits anywhere in the text; capital letters do not matter.
bool fits_somewhere(std::string_view lower_pattern, std::string_view text);

}  // namespace watercooler::filter
