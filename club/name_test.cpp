#include "club/name.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace watercooler::club;

TEST_CASE("a name is 1 to 32 of a-z, 0-9 and -, and capitals are folded") {
    const std::pair<std::string, std::string> table[] = {
        {"jimmy", "jimmy"}, {"Jimmy", "jimmy"}, {"7", "7"},
        {"a-b-", "a-b-"},   {"allan", "allan"}, {std::string(32, 'x'), std::string(32, 'x')},
    };
    for (const auto& [given, name] : table) {
        CAPTURE(given);
        const auto parsed = Name::parse_member(given);
        REQUIRE(parsed);
        CHECK(parsed->text() == name);
    }
}

TEST_CASE("what is no name is refused, with the reason") {
    const std::tuple<std::string, std::string, std::string> table[] = {
        {"", "WC-NAME-BAD", "it is empty"},
        {"-a", "WC-NAME-BAD", "begins with \"-\""},
        {"a.b", "WC-NAME-BAD", "\".\" is not allowed"},
        {"..", "WC-NAME-BAD", "\".\" is not allowed"},
        {"a/b", "WC-NAME-BAD", "\"/\" is not allowed"},
        {"a b", "WC-NAME-BAD", "a space is not allowed"},
        {"a_b", "WC-NAME-BAD", "\"_\" is not allowed"},
        {std::string{"a\0b", 3}, "WC-NAME-BAD", "the byte 0x00"},
        {"j\xc3\xbcrgen", "WC-NAME-BAD", "the byte 0xc3"},
        {std::string(33, 'x'), "WC-NAME-BAD", "has 33 characters, at most 32"},
        {"all", "WC-NAME-RESERVED", "\"all\""},
        {"SAURON", "WC-NAME-RESERVED", "\"sauron\""},
        {"none", "WC-NAME-RESERVED", "\"none\""},
    };
    for (const auto& [given, code, reason] : table) {
        CAPTURE(given);
        const auto parsed = Name::parse_club(given);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == code);
        CHECK(parsed.error().message.find(reason) != std::string::npos);
        CHECK_FALSE(parsed.error().hint.empty());
    }
}

TEST_CASE("a pattern chooses names") {
    struct Row {
        const char* pattern;
        const char* name;
        bool matches;
    };
    const Row table[] = {
        {"*", "amy", true},         {"", "amy", false},          {"amy", "amy", true},    {"AMY", "amy", true},
        {"am", "amy", false},       {"a*", "amy", true},         {"*y", "amy", true},     {"*m*", "amy", true},
        {"a*b*c", "aXbXbYc", true}, {"a*b*c", "abbb", false},    {"a**", "a", true},      {"?", "a", true},
        {"???", "amy", true},       {"??", "amy", false},        {"n[0-9]", "n7", true},  {"n[0-9]", "na", false},
        {"n[!0-9]", "n7", false},   {"n[!0-9]", "na", true},     {"[a-c]*", "bob", true}, {"[a-c]*", "dan", false},
        {"[]a]*", "amy", true},     {"[a", "a", false},          {"x[-a]", "x-", true},   {"x[a-]", "x-", true},
        {"*-[1-3]", "bob-2", true}, {"*-[1-3]", "bob-4", false},
    };
    for (const auto& [pattern, name, matches] : table) {
        CAPTURE(pattern);
        CAPTURE(name);
        CHECK(glob_matches(pattern, *Name::parse_member(name)) == matches);
    }
}

TEST_CASE("a hostile pattern ends soon") {
    const auto name = *Name::parse_member(std::string(32, 'a'));
    std::string stars;
    for (int i = 0; i < 127; ++i) stars += "*a";
    CHECK_FALSE(glob_matches(stars + "b", name));
    CHECK_FALSE(glob_matches(std::string(256, '['), name));
    CHECK_FALSE(glob_matches(std::string(1'000'000, '*'), name));
}

TEST_CASE("only a pattern looks like one") {
    CHECK(is_glob("a*"));
    CHECK(is_glob("a?"));
    CHECK(is_glob("[ab]"));
    CHECK_FALSE(is_glob("amy-2"));
}
