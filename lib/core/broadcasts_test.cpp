#include "core/broadcasts.hpp"

#include <doctest/doctest.h>

#include <string>

namespace watercooler::core {
namespace {

Broadcast about(std::string name, std::size_t size) { return {"alive", std::move(name), Buffer(size, 1), {}}; }

std::string names(const std::vector<Broadcast>& taken) {
    std::string all;
    for (const auto& broadcast : taken) all += broadcast.about;
    return all;
}

std::string take(Broadcasts& broadcasts, std::size_t room, std::uint32_t limit = 4) {
    return names(broadcasts.take({.room = room, .per_part = 2, .count_max = 127, .limit = limit}));
}

}  // namespace

TEST_CASE("the least told go first, within a count the longest that fits, then the newest") {
    Broadcasts broadcasts{100};
    broadcasts.add(about("a", 10));
    broadcasts.add(about("b", 20));
    broadcasts.add(about("c", 10));
    CHECK(take(broadcasts, 24) == "b");     // 22 of 24: nothing else fits
    CHECK(take(broadcasts, 12) == "c");     // the newest of equal ones
    CHECK(take(broadcasts, 40) == "ab");    // a was told never; b once and longer than c, which no longer fits
    CHECK(take(broadcasts, 100) == "cab");  // c and a once, the newer first; b twice
}

TEST_CASE("a shorter one is taken when the longest does not fit") {
    Broadcasts broadcasts{100};
    broadcasts.add(about("a", 50));
    broadcasts.add(about("b", 30));
    broadcasts.add(about("c", 10));
    CHECK(take(broadcasts, 60) == "a");
    CHECK(take(broadcasts, 46) == "bc");
}

TEST_CASE("a broadcast is told `limit` times and at least once") {
    Broadcasts broadcasts{100};
    const auto number = broadcasts.add(about("a", 10));
    CHECK(take(broadcasts, 100, 3) == "a");
    CHECK(take(broadcasts, 100, 3) == "a");
    CHECK(broadcasts.waits(number));
    CHECK(take(broadcasts, 100, 3) == "a");
    CHECK_FALSE(broadcasts.waits(number));
    CHECK(broadcasts.empty());
    broadcasts.add(about("b", 10));
    CHECK(take(broadcasts, 100, 0) == "b");
    CHECK(take(broadcasts, 100, 0).empty());
}

TEST_CASE("one packet never takes a broadcast twice") {
    Broadcasts broadcasts{100};
    broadcasts.add(about("a", 10));
    CHECK(take(broadcasts, 1000) == "a");
}

TEST_CASE("a newer broadcast about the same replaces the older, and starts anew") {
    Broadcasts broadcasts{100};
    const auto first = broadcasts.add(about("a", 10));
    CHECK(take(broadcasts, 100) == "a");
    const auto second = broadcasts.add(about("a", 30));
    CHECK_FALSE(broadcasts.waits(first));
    CHECK(broadcasts.waits(second));
    CHECK(broadcasts.size() == 1);
    CHECK(broadcasts.bytes(2) == 32);
    CHECK(broadcasts.view().front().transmits == 0);
}

TEST_CASE("those about nothing never replace each other") {
    Broadcasts broadcasts{100};
    broadcasts.add(about("", 10));
    broadcasts.add(about("", 10));
    CHECK(broadcasts.size() == 2);
}

TEST_CASE("beyond its bound the queue drops the most told, then the shortest, and counts them") {
    Broadcasts broadcasts{3};
    broadcasts.add(about("a", 50));
    CHECK(take(broadcasts, 60) == "a");
    broadcasts.add(about("b", 20));
    broadcasts.add(about("c", 10));
    broadcasts.add(about("d", 20));
    CHECK(broadcasts.dropped() == 1);
    CHECK(take(broadcasts, 1000) == "dbc");
    broadcasts.add(about("e", 5));
    CHECK(broadcasts.dropped() == 2);
    CHECK(take(broadcasts, 1000) == "edb");
}

TEST_CASE("one that is larger than the room is never taken") {
    Broadcasts broadcasts{10};
    broadcasts.add(about("a", 100));
    CHECK(take(broadcasts, 101).empty());
    CHECK(take(broadcasts, 0).empty());
    CHECK(take(broadcasts, 102) == "a");
}

}  // namespace watercooler::core
