#pragma once

// Text from strangers: how it is read (UTF-8, strictly) and how it is shown (so that it can do no harm).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watercooler {

struct CodePoint {
    char32_t value = 0;
    std::size_t size = 0;  // bytes it takes, 1 to 4
};
/// The first character of `text`; nothing if it is empty or does not begin with valid UTF-8 (overlong forms, surrogates
/// and values above U+10FFFF are invalid). Source: RFC 3629.
std::optional<CodePoint> first_code_point(std::string_view text);
/// Where the first byte that is no valid UTF-8 stands; nothing if all is valid.
std::optional<std::size_t> find_bad_utf8(std::string_view text);

/// C0, DEL and C1.
bool is_control(char32_t c);
/// What a terminal or a page would not show as it is: controls, format and bidi characters, spaces but ' ', fillers,
/// line separators, variation selectors, noncharacters. Shown escaped.
bool is_deceptive(char32_t c);

/// `text` as one word of a line: as it is if it is plain, else in double quotes with \" \\ \n \r \t, \u{202e} for
/// deceptive characters and \xff for bytes that are no UTF-8.
std::string word(std::string_view text);
/// The same without the quotes: for a table's cell.
std::string escaped(std::string_view text);
/// Splits a line of words back: what `word` wrote comes out as it went in. A word may have a bare prefix, as in
/// `key="two words"`, which stays in front. Nothing if a quote is not closed or an escape is unknown.
std::optional<std::vector<std::string>> split_words(std::string_view line);

/// A 64-bit number as 16 lower-case hexadecimal digits: packets and boots, which no JSON number can hold.
std::string hex_text(std::uint64_t value);
/// Reads 1 to 16 such digits, in either case.
std::optional<std::uint64_t> parse_hex(std::string_view text);

}  // namespace watercooler
