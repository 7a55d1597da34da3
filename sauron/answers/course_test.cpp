#include "answers/course.hpp"

#include <doctest/doctest.h>

#include "answers/hand_events.hpp"

using namespace watercooler;
using namespace watercooler::answers;

namespace {

Event update_event(EventKind kind, const std::string& origin, std::uint64_t version, std::uint32_t hop,
                   const std::string& peer = {}) {
    Uuid uuid;
    uuid.bytes[0] = static_cast<std::uint8_t>(origin[0]);
    uuid.bytes[15] = static_cast<std::uint8_t>(version);
    return {.kind = kind,
            .peer = peer,
            .uuid = uuid,
            .origin = origin,
            .key = "book",
            .version = Version{version},
            .hop = hop,
            .value = kind == EventKind::born ? "Emma" : ""};
}

/// amy, bob, carl and dee have begun; what they do next has seq 2.
struct Four {
    Four() {
        for (const std::string name : {"amy", "bob", "carl", "dee"})
            fold.take(happened(name, 1, 0, {.kind = EventKind::started}));
    }
    void born(const std::string& who, std::uint64_t seq, std::int64_t ms, std::uint64_t version = 1) {
        fold.take(happened(who, seq, ms, update_event(EventKind::born, who, version, 0)));
    }
    void learns(const std::string& who, std::uint64_t seq, std::int64_t ms, std::uint64_t version = 1,
                EventKind kind = EventKind::applied) {
        fold.take(happened(who, seq, ms, update_event(kind, "amy", version, 1, "amy")));
    }
    std::int64_t spread_ms(std::size_t percent) const {
        const auto ns = fold.course().spread.at_percent(percent);
        return ns == Quantiles::never ? -1 : ns / 1'000'000;
    }
    CourseFold fold;
};

}  // namespace

TEST_CASE("quantiles count up, and who has no value is above all others") {
    const auto half = Quantiles::of({10, 20}, 4);
    CHECK(half.at_percent(0) == 10);
    CHECK(half.at_percent(25) == 10);
    CHECK(half.at_percent(50) == 20);
    CHECK(half.at_percent(55) == Quantiles::never);
    CHECK(Quantiles::of({}, 0).at_percent(0) == Quantiles::never);
}

TEST_CASE_FIXTURE(Four, "an update has spread when all know it that lived at its birth") {
    born("amy", 2, 100);
    learns("bob", 2, 110);
    learns("carl", 2, 130);
    CHECK(fold.course().finished == 0);
    CHECK(spread_ms(50) == 10);
    CHECK(spread_ms(75) == 30);
    CHECK(spread_ms(100) == -1);
    fold.take(happened("eve", 1, 140, {.kind = EventKind::started}));  // too late to be waited for
    learns("dee", 2, 160);
    CHECK(spread_ms(100) == 60);
    const auto course = fold.course();
    CHECK(course.members == 5);
    CHECK(course.updates == 1);
    CHECK(course.finished == 1);
    CHECK(course.origin_ns == morning_ns + 100'000'000);
}

TEST_CASE_FIXTURE(Four, "who stopped, began anew or holds a newer version is not waited for") {
    born("amy", 2, 100);
    learns("bob", 2, 110);
    fold.take(happened("carl", 2, 120, {.kind = EventKind::stopped}));
    auto reborn = happened("dee", 1, 120, {.kind = EventKind::started});
    reborn.context.boot = BootId{99};
    fold.take(reborn);
    CHECK(spread_ms(100) == 10);
    CHECK(fold.course().finished == 1);

    Four other;
    other.born("amy", 2, 100);
    other.learns("bob", 2, 110);
    other.born("amy", 3, 200, 2);
    for (const std::string name : {"carl", "dee"}) other.learns(name, 2, 240, 2);
    CHECK(other.fold.course().finished == 1);  // version 1: carl and dee know better
    CHECK(other.fold.course().followed == 2);
}

TEST_CASE_FIXTURE(Four, "over many updates the median counts, and what nobody else could learn does not") {
    for (std::uint64_t version = 1; version <= 3; ++version) {
        const auto ms = static_cast<std::int64_t>(version * 1000);
        born("amy", version + 1, ms, version);
        for (const std::string name : {"bob", "carl", "dee"})
            learns(name, version + 1, ms + static_cast<std::int64_t>(version * version), version);
    }
    CHECK(spread_ms(100) == 4);
    CourseFold alone;
    alone.take(happened("amy", 1, 0, update_event(EventKind::born, "amy", 1, 0)));
    CHECK(alone.course().updates == 1);
    CHECK(alone.course().followed == 0);
}

TEST_CASE_FIXTURE(Four, "copies, hops and messages are counted") {
    born("amy", 2, 100);
    learns("bob", 2, 110);
    learns("bob", 3, 111, 1, EventKind::duplicate);
    learns("carl", 2, 120);
    fold.take(happened("dee", 2, 125, update_event(EventKind::applied, "amy", 1, 3, "bob")));
    learns("dee", 3, 130, 1, EventKind::duplicate);
    learns("dee", 4, 131, 1, EventKind::duplicate);
    fold.take(happened("amy", 3, 250, {.kind = EventKind::sent, .bytes = 40}));
    fold.take(happened("amy", 4, 260, {.kind = EventKind::sent, .bytes = 60}));
    const auto course = fold.course();
    CHECK(course.copies == 6);
    CHECK(course.news == 3);
    CHECK(course.copies_each.at_percent(100) == 2000);
    CHECK(course.hops == std::vector<std::uint64_t>{0, 2, 0, 1});
    CHECK(course.count(EventKind::sent) == 2);
    CHECK(course.bytes == 100);
    CHECK(course.messages.columns() == std::vector<std::uint64_t>{0, 0, 2});
    CHECK(course.tellings.size() == 4);
}

TEST_CASE("columns become wider, and none is lost") {
    Rates rates;
    for (std::int64_t second = 0; second < 10'000; ++second) rates.add(second * 1'000'000'000);
    std::uint64_t sum = 0;
    for (const auto count : rates.columns()) sum += count;
    CHECK(sum == 10'000);
    CHECK(rates.columns().size() <= Rates::columns_max);
    CHECK(rates.width_ns() == 6'400'000'000);
    CHECK(rates.at_least(20'000'000'000).width_ns() == 25'600'000'000);
    Rates early;
    early.add(-5);
    CHECK(early.columns() == std::vector<std::uint64_t>{1});
}
