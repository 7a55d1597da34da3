#include "cli/top_brush.hpp"

#include <algorithm>

#include "cli/shown.hpp"

namespace watercooler::cli {

void TopBrush::put_cut(std::size_t column, std::size_t row, std::string_view text, const Ink& ink, std::size_t width) {
    if (column >= size().columns) return;
    width = std::min(width, size().columns - column);
    screen_.put(column, row, cut(shown(text), width, style_.utf8), ink, width);
}

void TopBrush::put_right(std::size_t row, std::string_view text, const Ink& ink) {
    const auto width = display_width(shown(text));
    if (width + 1 < size().columns) put(size().columns - width, row, text, ink);
}

}  // namespace watercooler::cli
