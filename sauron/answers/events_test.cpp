#include "answers/events.hpp"

#include <doctest/doctest.h>

#include "answers/hand_events.hpp"

using namespace watercooler;
using namespace watercooler::answers;

namespace {

EventList some() {
    return EventList{{
        happened("bob", 2, 20, {.kind = EventKind::probed, .peer = "ann"}),
        happened("ann", 1, 10, {.kind = EventKind::started}),
        happened("ann", 2, 15, {.kind = EventKind::sent, .peer = "bob", .packet = PacketHash{7}}),
        happened("bob", 1, 10, {.kind = EventKind::started}),
        happened("ann", 2, 15, {.kind = EventKind::sent, .peer = "bob", .packet = PacketHash{7}}),
        happened("ann", 5, 30, {.kind = EventKind::eye_lost, .count = 2}),
    }};
}
std::vector<std::string> names(const std::vector<json::EventRecord>& records) {
    std::vector<std::string> result;
    for (const auto& record : records) result.push_back(to_text(ref_of(record)));
    return result;
}
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("events are found by what they say, newest first, each once") {
    auto events = some();
    CHECK(names(events.find({})) == Names{"ann#5", "bob#2", "ann#2", "bob#1", "ann#1"});
    CHECK(names(events.find({.newest_first = false, .limit = 2})) == Names{"ann#1", "bob#1"});
    CHECK(names(events.find({.member = "ann", .kinds = {EventKind::started}})) == Names{"ann#1"});
    CHECK(names(events.find({.packet = PacketHash{7}})) == Names{"ann#2"});
    CHECK(names(events.find({.peer = "ann"})) == Names{"bob#2"});
    CHECK(names(events.find({.member = "ann", .before = Sequence{5}, .limit = 1})) == Names{"ann#2"});
    const auto at = morning_ns + 15'000'000;
    CHECK(names(events.find({.from_ns = at, .to_ns = at})) == Names{"ann#2"});
    CHECK(events.find({.from_ns = at + 1, .to_ns = at}).empty());
    CHECK(events.find({.limit = 0}).empty());
}

TEST_CASE("an event is found by its name, and nothing by another") {
    auto events = some();
    const Ref ref{"ann", BootId{'a'}, Sequence{5}};
    REQUIRE(events.at(ref).has_value());
    CHECK(events.at(ref)->event.kind == EventKind::eye_lost);
    CHECK_FALSE(events.at({"ann", BootId{'a'}, Sequence{4}}).has_value());
    CHECK_FALSE(events.at({"ann", BootId{1}, Sequence{5}}).has_value());
    CHECK_FALSE(events.at({"eve", BootId{1}, Sequence{5}}).has_value());
}

TEST_CASE("what is missing in a stream is a gap, at its end too") {
    auto events = some();
    const auto ann = events.streams().front();
    CHECK(ann.member == "ann");
    CHECK(ann.first == Sequence{1});
    CHECK(ann.last == Sequence{5});
    CHECK(ann.events == 3);
    CHECK(ann.lost == 2);
    using Gaps = std::vector<std::pair<Sequence, Sequence>>;
    CHECK(ann.gaps == Gaps{{{3}, {4}}});
    const auto less = events.without({"ann", BootId{'a'}, Sequence{5}}).streams().front();
    CHECK(less.gaps == Gaps{{{3}, {5}}});
    CHECK(less.last_ns == ann.last_ns);
}

TEST_CASE("a citation is short for people and whole for programs") {
    const Ref ref{"bob", BootId{0x2a}, Sequence{412}};
    CHECK(to_text(ref) == "bob#412");
    CHECK(to_json(ref) == R"({"member":"bob","boot":"000000000000002a","seq":412})");
}
