#pragma once

// The screen of `top`: a pure function of what was seen, what the person chose, the terminal's size and its style.
#include <cstddef>
#include <string>
#include <vector>

#include "cli/top_screen.hpp"
#include "cli/top_view.hpp"

namespace watercooler::cli {

/// Smaller than this there is one line about the club, and members as far as there is room.
inline constexpr ScreenSize top_whole_min{60, 12};
/// So tall, and what happens is told below the members.
inline constexpr std::size_t top_tall_rows = 30;

/// How many rows of members, or lines of text, there is room for.
std::size_t top_rows(const TopView& view, ScreenSize size);
/// Whether the picture needs what happened of late, and what text.
bool shows_happenings(const TopView& view, ScreenSize size);

Screen draw_top(const TopSight& sight, const TopView& view, ScreenSize size, const Style& style);

/// The club in a line of plain text: how many there are, how they are, and whether they agree.
std::string top_headline(const TopSight& sight, const Style& style);

}  // namespace watercooler::cli
