#pragma once

// What the parts of the picture of `top` share: how is written on its screen.
#include <cstddef>
#include <string>
#include <string_view>

#include "cli/top_screen.hpp"

namespace watercooler::cli {

class TopBrush {
public:
    TopBrush(Screen& screen, const Style& style) : screen_(screen), style_(style) {}

    Ink of(Paint paint) const { return {ink(paint, style_), paint == Paint::bold, false}; }
    Ink of(Mark mark) const { return {ink(mark, style_), false, false}; }
    /// The shape without its colour.
    std::string shape_of(Mark mark) const { return shape(mark, {Depth::none, false, style_.utf8}); }
    const Style& style() const { return style_; }
    ScreenSize size() const { return screen_.size(); }

    /// The column behind it, so that one can be put after the other.
    std::size_t put(std::size_t column, std::size_t row, std::string_view text, const Ink& ink = {}) {
        return screen_.put(column, row, text, ink);
    }
    /// What is longer ends in "…"; at the edge without a width.
    void put_cut(std::size_t column, std::size_t row, std::string_view text, const Ink& ink,
                 std::size_t width = std::string::npos);
    /// At the right edge; nothing where there is no room.
    void put_right(std::size_t row, std::string_view text, const Ink& ink);
    void reverse(std::size_t row) { screen_.reverse(row); }
    void clear() {
        for (std::size_t row = 0; row < size().rows; ++row) screen_.clear(row);
    }

private:
    Screen& screen_;
    const Style& style_;
};

}  // namespace watercooler::cli
