#include "member/picker.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace watercooler;
using namespace watercooler::member;
using namespace std::chrono_literals;

TEST_CASE("a new favourite differs from the old") {
    Picker picker{10s, 7};
    std::string book = picker.pick("");
    std::set<std::string> seen{book};
    for (int count = 0; count < 500; ++count) {
        const auto next = picker.pick(book);
        REQUIRE(next != book);
        seen.insert(book = next);
    }
    CHECK(seen.size() > 100);  // of the whole catalogue, not of two
}

TEST_CASE("picks come one jittered interval apart, and never with an interval of zero") {
    Picker picker{10s, 7};
    const Instant now{100s};
    std::set<Instant> dues;
    for (int count = 0; count < 100; ++count) {
        picker.rearm(now);
        CHECK(picker.due() >= now + 9s);
        CHECK(picker.due() <= now + 11s);
        dues.insert(picker.due());
    }
    CHECK(dues.size() > 90);
    Picker idle{0s, 7};
    idle.rearm(now);
    CHECK(idle.due() == never);
}

TEST_CASE("a book chosen by hand is held until the picker is released") {
    Picker picker{10s, 7};
    picker.rearm(Instant{0s});
    picker.hold();
    CHECK(picker.due() == never);
    picker.release(Instant{50s});
    CHECK_FALSE(picker.held());
    CHECK(picker.due() >= Instant{59s});
}
