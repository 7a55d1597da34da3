#include "cli/top_screen.hpp"

#include <algorithm>

#include "cli/shown.hpp"
#include "message/text.hpp"

namespace watercooler::cli {
namespace {

/// So many equal cells are rather written again than jumped over.
constexpr std::size_t worth_a_jump = 6;

std::string move_to(std::size_t column, std::size_t row) {
    return "\x1b[" + std::to_string(row + 1) + ";" + std::to_string(column + 1) + "H";
}

std::string begin_of(const Ink& ink) {
    return std::string{"\x1b[0m"} + (ink.bold ? "\x1b[1m" : "") + (ink.reverse ? "\x1b[7m" : "") + ink.color;
}

bool is_ascii(std::string_view glyph) { return glyph.size() == 1; }

/// Writes cells, and remembers where the terminal's cursor is and how it writes.
class Pen {
public:
    explicit Pen(const Screen& screen) : screen_(screen) {}

    void write(std::size_t column, std::size_t row) {
        const auto& cell = screen_.at(column, row);
        if (cell.glyph.empty()) return;
        if (!known_ || column != column_ || row != row_) text_ += move_to(column, row);
        if (!any_ || !(cell.ink == ink_)) text_ += begin_of(cell.ink);
        text_ += cell.glyph;
        ink_ = cell.ink;
        any_ = true;
        column_ = column + 1;
        row_ = row;
        known_ = is_ascii(cell.glyph);  // terminals do not agree about the width of others
    }

    std::string done() && { return any_ ? text_ + "\x1b[0m" : text_; }

private:
    const Screen& screen_;
    std::string text_;
    Ink ink_;
    bool any_ = false, known_ = false;
    std::size_t column_ = 0, row_ = 0;
};

/// Where the next cell stands that differs; the row's end if none does.
std::size_t next_difference(const Screen& before, const Screen& after, std::size_t column, std::size_t row) {
    while (column < after.size().columns && before.at(column, row) == after.at(column, row)) ++column;
    return column;
}

void write_row(const Screen& before, const Screen& after, std::size_t row, Pen& pen) {
    const auto columns = after.size().columns;
    for (auto column = next_difference(before, after, 0, row); column < columns;) {
        auto begin = column;
        while (begin > 0 && after.at(begin, row).glyph.empty()) --begin;
        auto end = column + 1;
        for (;;) {
            column = next_difference(before, after, end, row);
            if (column >= columns || column - end > worth_a_jump) break;
            end = column + 1;
        }
        for (auto at = begin; at < end; ++at) pen.write(at, row);
    }
}

}  // namespace

std::size_t Screen::put(std::size_t column, std::size_t row, std::string_view text, const Ink& ink, std::size_t width) {
    if (row >= size_.rows || column >= size_.columns) return column;
    const auto edge = column + std::min(size_.columns - column, width);
    const auto safe = shown(text);
    auto* cells = &cells_[row * size_.columns];
    auto last = size_.columns;  // the cell that a combining character belongs to
    for (std::string_view rest{safe}; !rest.empty();) {
        const auto size = first_code_point(rest).value_or(CodePoint{0, 1}).size;
        const auto glyph = rest.substr(0, size);
        const auto wide = display_width(glyph);
        rest.remove_prefix(size);
        if (wide == 0) {
            if (last < size_.columns && cells[last].glyph.size() < 32) cells[last].glyph += glyph;
            continue;
        }
        if (column + wide > edge) break;
        cells[column] = {std::string{glyph}, ink};
        if (wide == 2) cells[column + 1] = {"", ink};
        last = column;
        column += wide;
    }
    return column;
}

void Screen::reverse(std::size_t row) {
    for (std::size_t column = 0; row < size_.rows && column < size_.columns; ++column)
        cells_[row * size_.columns + column].ink.reverse = true;
}

void Screen::clear(std::size_t row) {
    for (std::size_t column = 0; row < size_.rows && column < size_.columns; ++column)
        cells_[row * size_.columns + column] = {};
}

std::vector<std::string> Screen::lines() const {
    std::vector<std::string> lines;
    for (std::size_t row = 0; row < size_.rows; ++row) {
        std::string line;
        for (std::size_t column = 0; column < size_.columns; ++column) line += at(column, row).glyph;
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string difference(const Screen& before, const Screen& after) {
    if (before.size() != after.size()) return "\x1b[0m\x1b[2J" + difference(Screen{after.size()}, after);
    Pen pen{after};
    for (std::size_t row = 0; row < after.size().rows; ++row) write_row(before, after, row, pen);
    return std::move(pen).done();
}

}  // namespace watercooler::cli
