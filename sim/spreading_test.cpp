#include "sim/spreading.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "sim/sweep.hpp"
#include "sim/theory.hpp"

namespace watercooler::sim {
namespace {

Spreading of(Mode mode, std::uint32_t members, std::optional<std::uint32_t> ttl = {}, Chance loss = 0) {
    return {.mode = mode, .members = members, .seed = 7, .fanout = 3, .ttl = ttl, .loss = loss};
}
constexpr Mode modes[] = {Mode::push, Mode::pull, Mode::push_pull, Mode::flood, Mode::watercooler};

}  // namespace

TEST_CASE("the same seed gives the same course, and another one another") {
    for (const auto mode : modes) {
        CAPTURE(to_text(mode));
        const auto one = spread(of(mode, 500));
        const auto again = spread(of(mode, 500));
        auto other_seed = of(mode, 500);
        other_seed.seed = 8;
        CHECK(one.known == again.known);
        CHECK(one.messages == again.messages);
        CHECK(one.time == again.time);
        CHECK(spread(other_seed).known != one.known);
    }
}

TEST_CASE("nobody forgets, and nobody is counted twice") {
    for (const auto mode : modes) {
        CAPTURE(to_text(mode));
        for (const auto members : {1u, 2u, 3u, 50u}) {
            CAPTURE(members);
            const auto course = spread(of(mode, members, {}, 10'000));
            CHECK(course.known.front() == 1);
            CHECK(std::ranges::is_sorted(course.known));
            CHECK(course.reached() <= members);
            CHECK(course.copies + 1 >= course.reached());
            CHECK(course.messages >= course.copies);
        }
    }
}

TEST_CASE("without a ttl everybody learns it, except by a flood") {
    for (const auto mode : {Mode::push, Mode::pull, Mode::push_pull, Mode::watercooler}) {
        CAPTURE(to_text(mode));
        CHECK(spread(of(mode, 1000)).reached() == 1000);
        CHECK(spread(of(mode, 1000, {}, 20'000)).reached() == 1000);
    }
    const auto flood = spread(of(Mode::flood, 1000));
    CHECK(flood.reached() < 1000);  // 6 % of them: u = e^(-3 (1 - u))
    CHECK(flood.reached() > 900);
}

TEST_CASE("a ttl bounds who learns in a textbook, and not in Watercooler") {
    for (const auto mode : {Mode::push, Mode::pull, Mode::push_pull, Mode::flood}) {
        CAPTURE(to_text(mode));
        const auto course = spread(of(mode, 1000, 2));
        CHECK(course.rounds() <= 2);
        CHECK(course.reached() < 100);
    }
    CHECK(spread(of(Mode::watercooler, 1000, 2)).reached() == 1000);
}

TEST_CASE("what is measured is what the textbook expects, within what chance does") {
    for (const auto mode : modes) {
        for (const auto loss : {Chance{0}, Chance{10'000}}) {
            CAPTURE(to_text(mode));
            CAPTURE(loss);
            const auto measured = measure(of(mode, 2000, {}, loss), 5);
            const auto& expected = measured.expected;
            CHECK(measured.rounds == doctest::Approx(expected.rounds).epsilon(0.4));
            // Averages end between two rounds, members at the end of one; and in a round of push everybody speaks.
            const bool all_speak = mode == Mode::push || mode == Mode::push_pull;
            const double last_round = all_speak ? 2000.0 * measured.spreading.fanout : 0;
            CHECK(std::abs(measured.copies - expected.copies) < 0.15 * expected.copies + last_round);
            CHECK(measured.reached == doctest::Approx(expected.reached).epsilon(0.02));
        }
    }
}

TEST_CASE("Watercooler sends about one copy for each member") {
    const auto course = spread(of(Mode::watercooler, 1000));
    CHECK(course.copies < 1.1 * 1000);
    CHECK(spread(of(Mode::push, 1000)).copies > 5 * course.copies);
}

TEST_CASE("modes have names") {
    for (const auto mode : modes) CHECK(parse_mode(to_text(mode)) == mode);
    CHECK_FALSE(parse_mode("shout"));
}

}  // namespace watercooler::sim
