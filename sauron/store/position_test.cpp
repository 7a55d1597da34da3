#include <doctest/doctest.h>

#include <limits>

#include "store/store.hpp"

namespace watercooler::store {

TEST_CASE("a cursor is read back as it was written") {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    for (const auto& position : {Position{}, Position{1'700'000'000'000'000'000, 12, {345}},
                                 Position{std::numeric_limits<std::int64_t>::min(), most, {most}}}) {
        CHECK(parse_position(to_text(position)) == position);
    }
    CHECK(to_text(Position{17, 12, {345}}) == "17.12.345");
}

TEST_CASE("what is no cursor is none") {
    for (const char* text : {"", ".", "1", "1.2", "1.2.", "1.2.3.", "1.2.3 ", "x.2.3", "1.-2.3", "1..3",
                             "99999999999999999999.1.1", "1.99999999999999999999.1"}) {
        CAPTURE(text);
        CHECK(!parse_position(text));
    }
}

}  // namespace watercooler::store
