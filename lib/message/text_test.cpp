#include "message/text.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <utility>

namespace watercooler {

TEST_CASE("only shortest-form UTF-8 of real characters is valid") {
    const std::pair<std::string, std::optional<std::size_t>> table[] = {
        {"", std::nullopt},
        {"The Great Gatsby", std::nullopt},
        {"Smilla\xc3\xa9 \xe2\x82\xac \xf0\x9f\x93\x9a", std::nullopt},
        {"\xf4\x8f\xbf\xbf", std::nullopt},  // U+10FFFF, the last
        {"\x80", 0},                         // a continuation without a lead
        {"ab\xff", 2},
        {"a\xc3", 1},             // cut off
        {"a\xe2\x82", 1},         // cut off later
        {"\xc3\x28", 0},          // a lead without its continuation
        {"\xc0\x80", 0},          // overlong NUL
        {"\xc1\xbf", 0},          // overlong DEL
        {"\xe0\x80\xaf", 0},      // overlong slash
        {"\xe0\x9f\xbf", 0},      // the last overlong of three
        {"\xf0\x8f\xbf\xbf", 0},  // the last overlong of four
        {"\xed\xa0\x80", 0},      // the first surrogate
        {"\xed\xbf\xbf", 0},      // the last surrogate
        {"\xf4\x90\x80\x80", 0},  // above U+10FFFF
        {"\xf5\x80\x80\x80", 0},  // a lead that cannot be
        {"\xf8\x88\x80\x80\x80", 0},
    };
    for (const auto& [text, bad] : table) {
        CAPTURE(escaped(text));
        CHECK(find_bad_utf8(text) == bad);
    }
}

TEST_CASE("a word shows plain text as it is and everything else so that it can be seen") {
    const std::pair<std::string, const char*> table[] = {
        {"jimmy", "jimmy"},
        {"127.0.0.1:81", "127.0.0.1:81"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"", R"("")"},
        {"two words", R"("two words")"},
        {"a=b", R"("a=b")"},
        {R"(say "hi")", R"("say \"hi\"")"},
        {R"(back\slash)", R"("back\\slash")"},
        {"line\nbreak\r\t", R"("line\nbreak\r\t")"},
        {std::string("nul\0!", 5), R"("nul\u{0}!")"},
        {"\x1b[31mred", R"("\u{1b}[31mred")"},  // a terminal's escape
        {"\xc2\x9b"
         "2J",
         R"("\u{9b}2J")"},  // the same as one C1 character
        {"\xe2\x80\xae"
         "gpj.exe",
         R"("\u{202e}gpj.exe")"},                // right-to-left override
        {"\xe2\x80\x8b", R"("\u{200b}")"},       // zero width space
        {"\xef\xbb\xbf", R"("\u{feff}")"},       // byte order mark
        {"\xc2\xa0", R"("\u{a0}")"},             // a space that is none
        {"\xf3\xa0\x81\x81", R"("\u{e0041}")"},  // an invisible tag letter
        {"\xf0\x9f\xbf\xbf", R"("\u{1ffff}")"},  // a noncharacter
        {"bad\xff", R"("bad\xff")"},
    };
    for (const auto& [text, shown] : table) {
        CAPTURE(shown);
        CHECK(word(text) == shown);
    }
}

TEST_CASE("a table's cell keeps quotes and spaces, and escapes the rest") {
    CHECK(escaped("The \"Great\" Gatsby = 1") == "The \"Great\" Gatsby = 1");
    CHECK(escaped("a\x1b[0m") == "a\\u{1b}[0m");
}

TEST_CASE("the table of deceptive characters catches its edges and spares their neighbours") {
    for (const char32_t c : {0x0,    0x1f,   0x7f,   0x80,   0x9f,   0xa0,   0xad,   0x61c,  0x200b,  0x200f,
                             0x2028, 0x202e, 0x2066, 0x206f, 0xfe0f, 0xfeff, 0xfffe, 0xffff, 0xe0001, 0x10ffff}) {
        CAPTURE(static_cast<std::uint32_t>(c));
        CHECK(is_deceptive(c));
    }
    for (const char32_t c : {0x20, 0x7e, 0xa1, 0xac, 0xae, 0x61b, 0x1fff, 0x2010, 0x2027, 0x2030, 0x205e, 0x2070,
                             0xfe10, 0xfffd, 0x10000, 0x1f4da, 0xdfffd}) {
        CAPTURE(static_cast<std::uint32_t>(c));
        CHECK_FALSE(is_deceptive(c));
    }
}

TEST_CASE("whatever bytes a word is made of, the line holds nothing deceptive and is split back into them") {
    std::mt19937 random{7};
    const std::string interesting = std::string("\0 =\"\\\n\x1b\x7f\xc2\xe2\x80\xae\xff\xf0nxu{}az", 22);
    for (int round = 0; round < 5000; ++round) {
        std::string first, second;
        for (auto* text : {&first, &second}) {
            const auto size = random() % 9;
            for (std::size_t i = 0; i < size; ++i) {
                *text += random() % 4 ? interesting[random() % interesting.size()] : static_cast<char>(random());
            }
        }
        const std::string line = word(first) + " key=" + word(second);
        CAPTURE(line);
        for (std::string_view rest = line; !rest.empty();) {
            const auto c = first_code_point(rest);
            REQUIRE(c);
            REQUIRE_FALSE(is_deceptive(c->value));
            rest.remove_prefix(c->size);
        }
        CHECK(split_words(line) == std::vector<std::string>{first, "key=" + second});
    }
}

TEST_CASE("a line that no word could have written is not split") {
    for (const char* line : {"\"open", "\"a\\", "\"a\\q\"", "\"\\x1\"", "\"\\xg0\"", "\"\\u{}\"", "\"\\u{110000}\"",
                             "\"\\u{d800}\"", "\"\\u41\"", "\"\\u{41\""}) {
        CAPTURE(line);
        CHECK_FALSE(split_words(line));
    }
}

TEST_CASE("a 64-bit number is 16 digits, and is read back") {
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{0xabc}, ~std::uint64_t{0}}) {
        CHECK(hex_text(value).size() == 16);
        CHECK(parse_hex(hex_text(value)) == value);
    }
    CHECK(parse_hex("ABC") == 0xabc);
    for (const char* text : {"", "g", "-1", "+1", "0x1", " 1", "1 ", "10000000000000000"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_hex(text));
    }
}

}  // namespace watercooler
