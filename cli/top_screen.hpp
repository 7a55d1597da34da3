#pragma once

// A screen of cells, and what turns one into the next: no terminal is touched here.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/style.hpp"

namespace watercooler::cli {

struct ScreenSize {
    std::size_t columns = 0, rows = 0;
    friend bool operator==(const ScreenSize&, const ScreenSize&) = default;
};

/// How a text stands on the screen. Bold and reverse are not colours: they are there under NO_COLOR, too.
struct Ink {
    std::string color{};  ///< as style.hpp's ink() gives it; empty: the terminal's own
    bool bold = false, reverse = false;
    friend bool operator==(const Ink&, const Ink&) = default;
};

struct ScreenCell {
    std::string glyph{" "};  ///< a character and what combines with it; empty: the right half of the one before
    Ink ink{};
    friend bool operator==(const ScreenCell&, const ScreenCell&) = default;
};

class Screen {
public:
    explicit Screen(ScreenSize size = {}) : size_(size), cells_(size.columns * size.rows) {}

    ScreenSize size() const { return size_; }
    const ScreenCell& at(std::size_t column, std::size_t row) const { return cells_[row * size_.columns + column]; }

    /// Writes a text, which may be anybody's, from there on; what goes over the edge, or over `width` columns, is left
    /// out. Returns the column behind it. Rows that are not there take nothing.
    std::size_t put(std::size_t column, std::size_t row, std::string_view text, const Ink& ink = {},
                    std::size_t width = std::string::npos);
    /// The row as if selected.
    void reverse(std::size_t row);
    void clear(std::size_t row);

    /// The rows as text, without colours and without blanks at their ends.
    std::vector<std::string> lines() const;

private:
    ScreenSize size_;
    std::vector<ScreenCell> cells_;
};

/// What a terminal that shows `before` must be sent to show `after`; empty if that is the same. Another size: all of
/// it, on a cleared terminal.
std::string difference(const Screen& before, const Screen& after);

}  // namespace watercooler::cli
