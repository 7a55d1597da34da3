#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watercooler::cli {

/// The places where the next word may go, behind those that were typed, by a verb's synopsis:
///
///   A | B       one of several ways; each is read on its own
///   NAME FILE   places, one after the other; in lower case a word is meant as it is
///   [A B]       may be left out
///   A …         as often as one likes
///
/// "add FAULT | ls | rm ID …" behind nothing: add, ls, rm; behind "rm": ID. A flag in it ends its way.
std::vector<std::string_view> places_after(std::string_view synopsis, std::span<const std::string> typed);

/// Whether a place is meant as it is written: "start", or one of "bash|zsh|fish".
bool is_literal(std::string_view place);

}  // namespace watercooler::cli
