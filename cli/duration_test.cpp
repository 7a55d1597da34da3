#include "cli/duration.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace watercooler::cli;
using namespace std::chrono_literals;

TEST_CASE("a duration has a unit, unless it is none at all") {
    const std::pair<std::string, std::chrono::milliseconds> table[] = {
        {"0", 0ms}, {"0s", 0ms}, {"200ms", 200ms}, {"10s", 10s}, {"5m", 5min}, {"2h", 2h}, {"7d", 168h}, {"90s", 90s},
    };
    for (const auto& [text, duration] : table) {
        CAPTURE(text);
        CHECK(parse_duration(text) == duration);
    }
    for (const auto* text :
         {"", "5", "s", "-1s", "+1s", "1.5s", "5 s", "5x", "1s2", "99999999999999999999s", "400d", "1S"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("a duration is written so that it can be read back") {
    for (const auto duration : {0ms, 1ms, 200ms, 1000ms, 1500ms, 60'000ms, 90'000ms, 3'600'000ms, 86'400'000ms}) {
        CAPTURE(duration.count());
        CHECK(parse_duration(duration_word(duration)) == duration);
    }
    CHECK(duration_word(10s) == "10s");
    CHECK(duration_word(1500ms) == "1500ms");
}

TEST_CASE("a time for people has as many digits as matter") {
    const std::pair<std::chrono::nanoseconds, std::string> table[] = {
        {0ns, "0 ms"},     {40us, "40 us"},   {400us, "0.4 ms"}, {1ms, "1 ms"}, {84ms, "84 ms"},
        {999ms, "999 ms"}, {1600ms, "1.6 s"}, {10s, "10 s"},     {59s, "59 s"}, {60s, "1 min"},
        {3min, "3 min"},   {45min, "45 min"}, {2h, "2 h"},       {36h, "36 h"}, {120h, "5 d"},
    };
    for (const auto& [duration, text] : table) {
        CAPTURE(text);
        CHECK(duration_text(duration) == text);
    }
}
