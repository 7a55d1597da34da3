#include "core/seen.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>

#include "core/random.hpp"

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

Uuid nth(std::uint64_t number) { return make_uuid_v7(number, 0, 0); }

}  // namespace

TEST_CASE("a uuid is remembered with its latest content, until it is forgotten") {
    Seen seen{16, 10min};
    CHECK(seen.content(nth(1)) == std::nullopt);
    seen.remember({}, nth(1), 7);
    seen.remember({}, nth(2), 9);
    CHECK(seen.content(nth(1)) == 7);
    seen.remember({}, nth(1), 8);
    CHECK(seen.content(nth(1)) == 8);
    CHECK(seen.size() == 2);
    seen.forget(nth(1));
    seen.forget(nth(1));
    CHECK(seen.content(nth(1)) == std::nullopt);
    CHECK(seen.content(nth(2)) == 9);
    CHECK(seen.size() == 1);
}

TEST_CASE("the oldest goes first when there are too many") {
    Seen seen{16, 10min};
    for (std::uint64_t number = 0; number < 100; ++number) seen.remember({}, nth(number), number);
    CHECK(seen.size() == 16);
    CHECK(seen.content(nth(83)) == std::nullopt);
    CHECK(seen.content(nth(84)) == 84);
    CHECK(seen.content(nth(99)) == 99);
}

TEST_CASE("what is older than the age goes, at the next rumor or when asked") {
    Seen seen{1000, 10s};
    seen.remember(Instant{0s}, nth(1), 1);
    seen.remember(Instant{5s}, nth(2), 2);
    seen.remember(Instant{11s}, nth(3), 3);
    CHECK(seen.content(nth(1)) == std::nullopt);
    CHECK(seen.content(nth(2)) == 2);
    seen.age(Instant{1h});
    CHECK(seen.size() == 0);
}

TEST_CASE("it does what a plain list of the latest would do, over many steps") {
    Random random{21};
    constexpr std::size_t count_max = 64;
    Seen seen{count_max, 1h};
    std::deque<std::pair<Uuid, std::uint64_t>> list;
    const auto find = [&](const Uuid& one) {
        return std::find_if(list.begin(), list.end(), [&](const auto& row) { return row.first == one; });
    };
    for (std::uint64_t step = 0; step < 20'000; ++step) {
        const auto one = nth(random.below(150));
        if (random.below(4) == 0) {
            seen.forget(one);
            if (const auto row = find(one); row != list.end()) list.erase(row);
        } else {
            seen.remember({}, one, step);
            if (const auto row = find(one); row != list.end()) {
                row->second = step;
            } else {
                list.emplace_back(one, step);
                if (list.size() > count_max) list.pop_front();
            }
        }
        const auto asked = nth(random.below(150));
        const auto row = find(asked);
        REQUIRE(seen.content(asked) == (row == list.end() ? std::nullopt : std::optional{row->second}));
        REQUIRE(seen.size() == list.size());
    }
}

}  // namespace watercooler::core
