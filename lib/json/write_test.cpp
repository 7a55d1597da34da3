#include "json/write.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "json/tree.hpp"
#include "message/text.hpp"

namespace watercooler::json {
namespace {

/// Any value of that depth, with texts of any valid UTF-8.
Value any_value(int depth) {
    const auto text = [] {
        std::string result;
        const auto bytes = *rc::gen::arbitrary<std::string>();
        for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(1)) {
            if (const auto c = first_code_point(rest)) result += rest.substr(0, c->size);
        }
        return result;
    };
    switch (*rc::gen::inRange(0, depth > 0 ? 7 : 5)) {
        case 0:
            return Value{nullptr};
        case 1:
            return Value{*rc::gen::arbitrary<bool>()};
        case 2:
            return Value{*rc::gen::arbitrary<std::int64_t>()};
        case 3:
            return Value{*rc::gen::inRange<std::uint64_t>(std::uint64_t{1} << 63, ~std::uint64_t{0})};
        case 4:
            return Value{text()};
        case 5: {
            Array array;
            for (int i = *rc::gen::inRange(0, 4); i > 0; --i) array.push_back(any_value(depth - 1));
            return Value{array};
        }
        default: {
            Members members;
            for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
                members.emplace_back(std::to_string(i) + text(), any_value(depth - 1));
            }
            return Value{members};
        }
    }
}

}  // namespace

TEST_CASE("a character is quoted in the same way wherever it stands") {
    for (int c = 0; c < 256; ++c) {
        const auto alone = quote(std::string(1, static_cast<char>(c)));
        const auto inside = alone.substr(1, alone.size() - 2);
        for (std::size_t before = 0; before <= 17; ++before) {
            const std::string front(before, 'a'), back(17 - before, '~');
            CAPTURE(c);
            CAPTURE(before);
            CHECK(quote(front + static_cast<char>(c) + back) == '"' + front + inside + back + '"');
        }
    }
}

TEST_CASE("a string shows nothing that a terminal would act on or hide") {
    const std::pair<std::string, const char*> table[] = {
        {"plain caf\xc3\xa9 \xf0\x9f\x93\x9a", "\"plain caf\xc3\xa9 \xf0\x9f\x93\x9a\""},
        {"\"quoted\" \\ /", R"("\"quoted\" \\ /")"},
        {"\n\r\t", R"("\n\r\t")"},
        {std::string("\0\x1b\x7f", 3), R"("\u0000\u001b\u007f")"},
        {"\xc2\x9b", R"("\u009b")"},
        {"\xe2\x80\xae", R"("\u202e")"},
        {"\xf3\xa0\x81\x81", R"("\udb40\udc41")"},
        {"bad\xff!", R"("bad\ufffd!")"},
    };
    for (const auto& [text, json] : table) {
        CAPTURE(json);
        CHECK(quote(text) == json);
    }
}

TEST_CASE("an object has its fields in the order of the calls") {
    CHECK(Object{}.done() == "{}");
    CHECK(
        answer("thing").number("n", -1).flag("f", false).null("z").raw("a", array({"1", "2"})).text("t", "x").done() ==
        R"({"schema":"watercooler.thing/v1","n":-1,"f":false,"z":null,"a":[1,2],"t":"x"})");
    CHECK(array({}) == "[]");
}

TEST_CASE("what is written is read back as it was") {
    CHECK(rc::check("round trip", [] {
        const auto value = any_value(3);
        const auto text = to_text(value);
        RC_ASSERT(parse(text, answer_bounds) == value);
        RC_ASSERT(to_text(*parse(text, answer_bounds)) == text);
    }));
}

TEST_CASE("fractions are written with as many digits as it takes, and stay fractions") {
    CHECK(rc::check("round trip", [](double number) {
        RC_ASSERT(std::get<double>(parse(to_text(Value{number}), door_bounds)->is) == number);
    }));
}

}  // namespace watercooler::json
