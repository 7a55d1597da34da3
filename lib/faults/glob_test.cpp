#include "faults/glob.hpp"

#include <doctest/doctest.h>

#include <tuple>

namespace watercooler::faults {

TEST_CASE("a glob means the names that it is like, in either case") {
    const std::tuple<const char*, const char*, bool> table[] = {
        {"amy", "amy", true},     {"amy", "Amy", true},      {"AMY", "amy", true},         {"amy", "amyx", false},
        {"a*", "amy", true},      {"a*", "a", true},         {"a*", "bob", false},         {"*y", "amy", true},
        {"*m*", "amy", true},     {"a*b*c", "aXbYc", true},  {"a*b*c", "aXbY", false},     {"?", "a", true},
        {"?", "ab", false},       {"[b-z]*", "bob", true},   {"[b-z]*", "amy", false},     {"[!b-z]*", "amy", true},
        {"[abc]at", "cat", true}, {"[abc]at", "dat", false}, {"n[0-9][0-9]", "n42", true}, {"[]x]", "]", true},
        {"[a-", "[a-", true},     {"", "a", false},          {"**", "amy", true},
    };
    for (const auto& [pattern, name, like] : table) {
        CAPTURE(pattern);
        CAPTURE(name);
        CHECK(matches(pattern, name) == like);
    }
}

TEST_CASE("nobody knows the name: only a star means him") {
    CHECK(matches("*", ""));
    CHECK(matches("**", ""));
    CHECK_FALSE(matches("?*", ""));
    CHECK_FALSE(matches("[b-z]*", ""));
    CHECK_FALSE(matches("", ""));
    CHECK(matches(Globs{}, ""));
    CHECK_FALSE(matches(Globs{"amy", "b*"}, ""));
}

TEST_CASE("a pattern of stars takes no time that matters") {
    std::string pattern, name(2000, 'a');
    while (pattern.size() < glob_bytes_max - 2) pattern += "*a";
    CHECK_FALSE(matches(pattern + "b", name));
}

TEST_CASE("what no name can have is objected to") {
    CHECK(objection("a*[b-z]?").empty());
    CHECK(objection("") == "is empty");
    CHECK(objection("a b") == "has a character that is in no name");
    CHECK(objection("\xc3\xa9") == "has a character that is in no name");
    CHECK(objection("[a-z") == "has a [ without its ]");
    CHECK(objection(std::string(65, 'a')) == "is longer than 64 bytes");
}

}  // namespace watercooler::faults
