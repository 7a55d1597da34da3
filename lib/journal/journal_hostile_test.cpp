// Hostile bytes: the reader answers something for anything, and never believes a number before it is checked.
#include <doctest/doctest.h>

#include <random>
#include <set>

#include "journal/event_mix.hpp"
#include "journal/journal.hpp"

using namespace watercooler;
using namespace watercooler::journal;
using journal::testing::EventMix;

namespace {

std::string reason_against(Bytes bytes) {
    const auto events = decode(bytes);
    return events ? "" : events.error().reason;
}

/// Of each rumor, what is found by passing over the others is what a whole read finds, up to the same damage.
void check_passing_over(Bytes bytes) {
    std::vector<Stamped> all;
    Reader whole{bytes};
    for (Stamped event; whole.next(event);) all.push_back(event);
    std::set<Uuid> rumors;
    for (const auto& each : all) rumors.insert(each.event.uuid);
    rumors.erase(Uuid{});
    for (const auto& uuid : rumors) {
        Reader reader{bytes};
        Stamped found;
        for (const auto& each : all)
            if (each.event.uuid == uuid) REQUIRE((reader.next_of(uuid, found) && found == each));
        REQUIRE_FALSE(reader.next_of(uuid, found));
        REQUIRE(reader.error() == whole.error());
    }
}

/// What was understood is written and understood the same way again.
void check_again(Bytes bytes) {
    Reader reader{bytes};
    std::vector<Stamped> events;
    std::size_t count = 0;
    for (Stamped event; reader.next(event); ++count) {
        if (!events.empty() && events.back().event.seq.value + 1 != event.event.seq.value) events.clear();
        if (event.event.seq.value == ~std::uint64_t{0}) continue;
        events.push_back(event);
    }
    REQUIRE(count <= bytes.size() / 2 + 1);
    if (!events.empty() && events.size() <= 100) REQUIRE(decode(encode(events)) == events);
    check_passing_over(bytes);
}

}  // namespace

TEST_CASE("every truncation of a batch is an error, after the events that came whole") {
    const auto events = EventMix{}.take(60);
    const auto batch = encode(events);
    CHECK(decode({}) == std::vector<Stamped>{});
    for (std::size_t size = 1; size < batch.size(); ++size) {
        CAPTURE(size);
        REQUIRE(reason_against(Bytes{batch}.first(size)) == "truncated");
    }
}

TEST_CASE("a batch cut short behind a lying length gives the events that are there") {
    const auto events = EventMix{}.take(60);
    auto batch = encode(events);
    batch.resize(batch.size() - 20);
    batch[3] = static_cast<std::uint8_t>(batch.size() >> 8);
    batch[4] = static_cast<std::uint8_t>(batch.size());
    Reader reader{batch};
    std::size_t count = 0;
    for (Stamped event; reader.next(event); ++count) CHECK(event == events[count]);
    CHECK(count >= 50);
    CHECK(reader.error() == DecodeError{"truncated"});
    Stamped event;
    CHECK_FALSE(reader.next(event));  // and it stays so
}

TEST_CASE("lies of a batch's head are told by name") {
    const auto good = encode(EventMix{}.take(3));
    const auto changed = [&](std::size_t at, std::vector<std::uint8_t> bytes) {
        auto batch = good;
        std::copy(bytes.begin(), bytes.end(), batch.begin() + static_cast<std::ptrdiff_t>(at));
        return reason_against(batch);
    };
    CHECK(changed(0, {2}) == "bad-version");
    CHECK(changed(1, {0xff, 0xff, 0xff, 0xff}) == "bad-length");
    CHECK(changed(1, {0, 0, 0, 3}) == "bad-length");
    CHECK(changed(1, {0, 1, 0, 0}) == "truncated");
    CHECK(changed(5, {0, 0}) == "bad-count");
    CHECK(changed(5, {0xff, 0xff}) == "bad-count");
    CHECK(changed(5, {0x0f, 0xff}) == "bad-count");  // more than there are bytes for
    CHECK(changed(5, {0, 2}) == "bad-length");
    CHECK(changed(7, {0}) == "bad-seq");
}

TEST_CASE("damage inside an event is told by name") {
    const auto of = [](std::vector<std::uint8_t> event) {
        Buffer batch{1, 0, 0, 0, static_cast<std::uint8_t>(10 + event.size()), 0, 1, 1, 0, 0};
        batch.insert(batch.end(), event.begin(), event.end());
        return reason_against(batch);
    };
    const std::vector<std::uint8_t> endless(12, 0xff);
    CHECK(of({0, 0}) == "");
    CHECK(of({event_kind_count, 0}) == "bad-kind");
    CHECK(of({0, 0x80, 0x80, 0x01}) == "bad-field");
    CHECK(of({0, 4, 1}) == "bad-text");  // a place that is not taken
    CHECK(of({0, 4, 9}) == "bad-text");
    CHECK(of({0, 4, 8, 'a'}) == "truncated");                               // four bytes, one there
    CHECK(of({0, 4, 0xff, 0xff, 0xff, 0xff, 0x0e}) == "bad-text");          // half a gigabyte
    CHECK(of({0, 64, 6, 'a', 'b', 'c'}) == "bad-text");                     // a uuid of three bytes
    CHECK(of({0, 0x80, 8, 0xff, 0xff, 0xff, 0xff, 0x7f}) == "bad-number");  // a hop of 35 bits
    CHECK(of({0, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2}) == "bad-number");
    CHECK(of({0, 16, 1, 2, 3}) == "truncated");
    CHECK(of({0, 0, 0}) == "bad-length");
}

TEST_CASE("a changed byte is answered, never a crash") {
    std::mt19937 random{7};
    const auto good = encode(EventMix{}.take(40));
    for (std::size_t at = 0; at < good.size(); ++at) {
        auto batch = good;
        batch[at] ^= static_cast<std::uint8_t>(1u << random() % 8);
        check_again(batch);
    }
}

TEST_CASE("random bytes behind an honest head are answered") {
    std::mt19937 random{8};
    for (int round = 0; round < 3000; ++round) {
        Buffer batch{1, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(1 + random() % 20), 1, 0, 0};
        for (auto left = random() % 200; left > 0; --left)
            batch.push_back(static_cast<std::uint8_t>(random() % 3 == 0 ? random() : random() % 20));
        batch[4] = static_cast<std::uint8_t>(batch.size());
        check_again(batch);
    }
}
