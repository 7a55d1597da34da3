#pragma once

// Text from others on our terminal: it can do no harm there, and its width is known.
#include <string>
#include <string_view>
#include <vector>

namespace watercooler::cli {

/// `text` with all that a terminal would not show as it is (controls, bidi marks, bytes that are no UTF-8) written as
/// \n, \u{202e} or \xff. Quotes and backslashes stay: it is for eyes, and is never read back.
std::string shown(std::string_view text);
/// The same for several lines: newlines stay.
std::string shown_lines(std::string_view text);

/// Columns that `text`, which was `shown`, takes on a terminal: 2 for East Asian wide characters and emoji, 0 for
/// combining marks.
std::size_t display_width(std::string_view text);

/// `text` within `width` columns; what does not fit is cut and ends in "…" (or ".." where UTF-8 is not understood).
std::string cut(std::string_view text, std::size_t width, bool utf8 = true);

/// Words as lines within `width` columns (0: one line), each after the first with `indent` spaces before it; `used`
/// columns of the first are taken. A word that is wider stands alone.
std::string wrapped(std::string_view text, std::size_t width, std::size_t used, std::size_t indent);

/// A text as its lines; those that are wider than `width` (0: as wide as they are) are broken between words.
std::vector<std::string> text_lines(std::string_view text, std::size_t width = 0);

}  // namespace watercooler::cli
