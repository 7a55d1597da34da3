#include "json/wall_time.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <limits>
#include <string>

namespace watercooler::json {

TEST_CASE("wall time is RFC 3339 in UTC with nine digits") {
    const std::pair<std::int64_t, const char*> table[] = {
        {0, "1970-01-01T00:00:00.000000000Z"},
        {1, "1970-01-01T00:00:00.000000001Z"},
        {-1, "1969-12-31T23:59:59.999999999Z"},
        {1'709'251'199'999'999'999, "2024-02-29T23:59:59.999999999Z"},
        {951'782'400'000'000'000, "2000-02-29T00:00:00.000000000Z"},
        {std::numeric_limits<std::int64_t>::max(), "2262-04-11T23:47:16.854775807Z"},
        {std::numeric_limits<std::int64_t>::min(), "1677-09-21T00:12:43.145224192Z"},
    };
    for (const auto& [ns, text] : table) CHECK(to_text(WallTime{ns}) == text);
}

TEST_CASE("times are read with any fraction and offset") {
    const std::pair<const char*, std::int64_t> table[] = {
        {"1970-01-01T00:00:00Z", 0},      {"1970-01-01t00:00:00z", 0},      {"1970-01-01T00:00:01.5Z", 1'500'000'000},
        {"1970-01-01T01:30:00+01:30", 0}, {"1969-12-31T23:00:00-01:00", 0}, {"1970-01-01T00:00:00.000000001Z", 1},
    };
    for (const auto& [text, ns] : table) {
        CAPTURE(text);
        CHECK(parse_wall_time(text) == WallTime{ns});
    }
}

TEST_CASE("what is no such time is not read") {
    for (const char* text : {"",
                             "now",
                             "1970-01-01",
                             "1970-01-01T00:00:00",
                             "1970-01-01 00:00:00Z",
                             "1970-13-01T00:00:00Z",
                             "1970-00-01T00:00:00Z",
                             "1970-01-32T00:00:00Z",
                             "2023-02-29T00:00:00Z",
                             "1970-01-01T24:00:00Z",
                             "1970-01-01T00:60:00Z",
                             "1970-01-01T00:00:60Z",
                             "1970-01-01T00:00:00.Z",
                             "1970-01-01T00:00:00.0000000001Z",
                             "1970-01-01T00:00:00+0100",
                             "1970-01-01T00:00:00Zx",
                             "9999-01-01T00:00:00Z",
                             "0000-01-01T00:00:00Z",
                             "1970-1-01T00:00:00Z",
                             "+970-01-01T00:00:00Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_wall_time(text));
    }
}

TEST_CASE("every time in the years that fit is read back to the nanosecond") {
    CHECK(rc::check("round trip", [] {
        constexpr std::int64_t year = 365LL * 86'400 * 1'000'000'000;
        const WallTime time{*rc::gen::inRange(-280 * year, 280 * year)};
        RC_ASSERT(parse_wall_time(to_text(time)) == time);
    }));
}

}  // namespace watercooler::json
