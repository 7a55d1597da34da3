#pragma once

// The larger parts of the picture of `top`.
#include <cstddef>

#include "cli/top_brush.hpp"
#include "cli/top_view.hpp"

namespace watercooler::cli {

/// The table's titles in that row, and below it so many members, from the view's first on.
void paint_members(TopBrush& brush, const TopSight& sight, const TopView& view, std::size_t row, std::size_t count);
/// Members as far as there is room: shape, name, book, and what is wrong.
void paint_few_members(TopBrush& brush, const TopSight& sight, const TopView& view, std::size_t row, std::size_t count);

/// What happened, the newest last; so many rows, `scroll` before the end.
void paint_happenings(TopBrush& brush, const TopSight& sight, std::size_t row, std::size_t count, std::size_t scroll);

/// Over all else: the view's sheet, of which `count` lines are seen.
void paint_sheet(TopBrush& brush, const TopSheet& sheet, std::size_t count);
/// Over the middle: what can be done, and which of it is under the cursor.
void paint_menu(TopBrush& brush, const TopSight& sight, const TopView& view);

}  // namespace watercooler::cli
