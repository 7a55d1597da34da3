#pragma once

// How answers are written for people. Everything here is pure: the same answer, width and style give the same text.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watercooler::answers {

struct Style {
    bool utf8 = true;         // false: ASCII only, whatever the names are
    std::size_t width = 100;  // columns; longer lines are cut, and say so with … or ~
};

/// `14:02:12.310`, UTC.
std::string clock_text(std::int64_t ns);
/// `640 us`, `12.4 ms`, `310 ms`, `4.2 s`, `3 min 20 s`; never more digits than anyone reads.
std::string duration_text(std::int64_t ns);
/// `a`, `a and b`, `a, b and 3 more`. `count`: of how many these are the first; nothing: that is all.
std::string names_text(const std::vector<std::string>& names, std::size_t shown_max = 3,
                       std::optional<std::size_t> count = {});
/// `1 member`, `2 members`
std::string count_text(std::uint64_t count, std::string_view one, std::string_view many);

/// Columns that the text takes on a terminal, one per code point.
std::size_t columns(std::string_view text);
/// The text, escaped so that it can do no harm, and in ASCII if the style says so.
std::string shown(std::string_view text, const Style& style);
/// A sentence as lines of at most the style's width, broken between words; those behind the first begin two columns
/// further in than it does. A word that is longer than a line is not broken.
std::string wrapped(std::string_view text, const Style& style);
/// Cut to so many columns, or filled up with spaces.
std::string cut(std::string_view text, std::size_t width, const Style& style);
std::string padded(std::string_view text, std::size_t width);
std::string padded_left(std::string_view text, std::size_t width);
/// A table: the first row is the head; columns of numbers are right-aligned.
std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& numbers,
                  const Style& style);

}  // namespace watercooler::answers
