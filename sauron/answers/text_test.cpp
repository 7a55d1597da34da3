#include "answers/text.hpp"

#include <doctest/doctest.h>

using namespace watercooler::answers;

TEST_CASE("a span of time has as many digits as anyone reads") {
    const std::pair<std::int64_t, const char*> table[] = {
        {0, "0 ms"},
        {640'000, "640 us"},
        {2'000'000, "2 ms"},
        {12'400'000, "12.4 ms"},
        {310'000'000, "310 ms"},
        {4'200'000'000, "4.2 s"},
        {200'000'000'000, "3 min 20 s"},
        {-2'000'000, "-2 ms"},
        {INT64_MIN, "-153722867 min 16 s"},
    };
    for (const auto& [ns, text] : table) CHECK(duration_text(ns) == text);
}

TEST_CASE("few names are all told, of many the first and a number") {
    CHECK(names_text({}).empty());
    CHECK(names_text({"a"}) == "a");
    CHECK(names_text({"a", "b"}) == "a and b");
    CHECK(names_text({"a", "b", "c", "d"}) == "a, b, c and d");
    CHECK(names_text({"a", "b", "c", "d", "e"}) == "a, b, c and 2 more");
    CHECK(names_text({"a", "b", "c", "d"}, 3, 40) == "a, b, c and 37 more");
    CHECK(names_text({"a", "b"}, 3, 2) == "a and b");
}

TEST_CASE("what is shown does no harm, and is ASCII where it has to be") {
    CHECK(shown("caf\u00e9\u202e", {.utf8 = true}) == "caf\u00e9\\u{202e}");
    CHECK(shown("caf\u00e9", {.utf8 = false}) == "caf?");
    CHECK(cut("caf\u00e9 noir", 5, {.utf8 = true}) == "caf\u00e9\u2026");
    CHECK(cut("noir et blanc", 5, {.utf8 = false}) == "noir~");
    CHECK(cut("noir", 4, {}) == "noir");
    CHECK(columns("caf\u00e9") == 4);
}

TEST_CASE("a sentence is broken between words") {
    const Style narrow{.utf8 = true, .width = 12};
    CHECK(wrapped("", narrow).empty());
    CHECK(wrapped("amy and bob", narrow) == "amy and bob");
    CHECK(wrapped("amy and bob wait", narrow) == "amy and bob\n  wait");
    CHECK(wrapped("  amy told böb, who told carl", narrow) == "  amy told\n    böb, who\n    told\n    carl");
    CHECK(wrapped("01932f5c-8a1e-7c55 by amy", narrow) == "01932f5c-8a1e-7c55\n  by amy");
}

TEST_CASE("a table's columns are as wide as what is in them") {
    CHECK(table({{"name", "n"}, {"ann", "10"}, {"b", "7"}}, {false, true}, {}) == "name   n\nann   10\nb      7\n");
}
