// Batches: what goes in comes out, in few bytes.
#include "journal/journal.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "journal/event_mix.hpp"

using namespace watercooler;
using namespace watercooler::journal;
using journal::testing::EventMix;

namespace {

template <class T>
T number() {
    return *rc::gen::arbitrary<T>();
}
std::string any_text() {
    if (number<bool>()) return {};
    const auto bytes = *rc::gen::inRange<std::size_t>(0, 90);  // on either side of what the table takes
    return *rc::gen::container<std::string>(bytes, rc::gen::arbitrary<char>());
}
/// Of a few, so that the table is used.
std::string some_name() {
    return *rc::gen::element<std::string>("", "ann", "bob", "127.0.0.1:81", std::string(64, 'x'), std::string(65, 'y'));
}
std::uint64_t any_size() { return number<std::uint64_t>() >> *rc::gen::inRange(0, 64); }
template <class Value, class Make>
void maybe(std::optional<Value>& into, Make make) {
    if (number<bool>()) into = make();
}

Event any_event(std::uint64_t seq) {
    Event event;
    event.seq = {seq};
    event.protocol_time = Instant{Duration{number<std::int64_t>()}};
    event.kind = static_cast<EventKind>(*rc::gen::inRange<std::size_t>(0, event_kind_count));
    event.cause = {any_size()};
    event.peer = some_name();
    if (number<bool>()) event.uuid = {*rc::gen::arbitrary<std::array<std::uint8_t, 16>>()};
    event.origin = some_name();
    event.key = some_name();
    maybe(event.version, [] { return Version{any_size()}; });
    maybe(event.hop, [] { return number<std::uint32_t>(); });
    maybe(event.bytes, [] { return any_size(); });
    maybe(event.packet, [] { return PacketHash{number<std::uint64_t>()}; });
    maybe(event.incarnation, [] { return Incarnation{number<std::uint32_t>()}; });
    maybe(event.count, [] { return any_size(); });
    event.reason = any_text();
    event.value = any_text();
    return event;
}

std::vector<Stamped> any_events() {
    const auto count = *rc::gen::inRange<std::uint64_t>(1, 12);
    const auto first = std::max<std::uint64_t>(1, std::min(any_size(), ~std::uint64_t{0} - count));
    std::vector<Stamped> events;
    for (std::uint64_t i = 0; i < count; ++i) events.push_back({any_event(first + i), number<std::int64_t>()});
    return events;
}

Stamped simple(std::uint64_t seq) {
    Stamped stamped;
    stamped.event.seq = {seq};
    stamped.event.kind = EventKind::probed;
    return stamped;
}

}  // namespace

TEST_CASE("any events come out of a batch as they went in, and the batch knows which they are") {
    rc::check([] {
        const auto events = any_events();
        const auto batch = encode(events);
        RC_ASSERT(decode(batch) == events);
        const auto first = events.front().event.seq, last = events.back().event.seq;
        const Extent expected{first, last, static_cast<std::uint32_t>(events.size()), batch.size()};
        RC_ASSERT(extent(batch) == expected);
    });
}

TEST_CASE("batches back to back are read as one") {
    rc::check([] {
        auto events = any_events();
        const auto more = any_events();
        auto bytes = encode(events);
        const auto second = encode(more);
        bytes.insert(bytes.end(), second.begin(), second.end());
        events.insert(events.end(), more.begin(), more.end());
        RC_ASSERT(decode(bytes) == events);
    });
}

TEST_CASE("a reader that is used again leaves nothing of the event before") {
    rc::check([] {
        const auto events = any_events();
        const auto batch = encode(events);
        Stamped into{any_event(7), 7};
        Reader reader{batch};
        for (const auto& event : events) {
            RC_ASSERT(reader.next(into));
            RC_ASSERT(into == event);
        }
        RC_ASSERT(!reader.next(into));
        RC_ASSERT(!reader.error());
    });
}

TEST_CASE("the events of one rumor are found among the others as they went in") {
    const Uuid dune = make_uuid_v5("Dune");
    rc::check([&] {
        auto events = any_events();
        for (auto& each : events)
            if (number<bool>()) each.event.uuid = dune;
        const auto batch = encode(events);
        Reader reader{batch};
        Stamped found{any_event(7), 7};
        for (const auto& each : events) {
            if (each.event.uuid != dune) continue;
            RC_ASSERT(reader.next_of(dune, found));
            RC_ASSERT(found == each);
        }
        RC_ASSERT(!reader.next_of(dune, found));
        RC_ASSERT(!reader.error());
    });
}

TEST_CASE("an event of a busy member takes less than 25 bytes") {
    const auto events = EventMix{}.take(4000);
    const auto batch = encode(events);
    CHECK(decode(batch) == events);
    CAPTURE(batch.size());
    CHECK(batch.size() < events.size() * 25);
}

TEST_CASE("a text that was seen in the batch takes two bytes, up to its table's size") {
    std::vector<Stamped> events;
    for (std::uint64_t seq = 1; seq <= 2400; ++seq) {
        events.push_back(simple(seq));
        events.back().event.peer = "member-" + std::to_string(seq % 1200);  // 176 of them find no place
    }
    const auto batch = encode(events);
    CHECK(decode(batch) == events);
    CHECK(batch.size() < 2400 * 5 + 1024 * 12 + 2 * 176 * 12);
}

TEST_CASE("an encoder says when it is full, and begins anew after what it had was taken") {
    Encoder encoder{1000};
    std::uint64_t seq = 1;
    for (; encoder.add(simple(seq).event, 5); ++seq) CHECK(encoder.bytes() <= 1000);
    CHECK(encoder.first() == Sequence{1});
    CHECK(encoder.last() == Sequence{seq - 1});
    const auto before = decode(encoder.take());
    REQUIRE(before);
    CHECK(before->size() == seq - 1);
    CHECK(encoder.empty());
    CHECK(encoder.add(simple(900).event, 5));  // a gap lies between batches, never in one
    CHECK(extent(encoder.take())->first == Sequence{900});
}

TEST_CASE("an encoder takes 4,096 events and no more") {
    Encoder encoder;
    for (std::uint64_t seq = 1; seq <= batch_events_max; ++seq) REQUIRE(encoder.add(simple(seq).event, 5));
    CHECK_FALSE(encoder.add(simple(batch_events_max + 1).event, 5));
    CHECK(extent(encoder.take())->count == batch_events_max);
}

TEST_CASE("the largest texts fit, and what is beyond is left out") {
    auto large = simple(1);
    for (auto* text :
         {&large.event.peer, &large.event.origin, &large.event.key, &large.event.reason, &large.event.value})
        *text = std::string(text_bytes_max + 9, 'x');
    const auto batch = encode(std::vector{large});
    CHECK(batch.size() < batch_bytes_max);
    const auto events = decode(batch);
    REQUIRE(events);
    CHECK(events->front().event.value == std::string(text_bytes_max, 'x'));
}

TEST_CASE("a batch has the bytes that its grammar says") {
    auto first = simple(3), second = simple(4);
    first.event.peer = second.event.peer = "ann";
    first.event.protocol_time = Instant{Duration{10}};
    second.event.protocol_time = Instant{Duration{12}};
    first.wall_time_ns = 100;
    second.wall_time_ns = 101;
    second.event.cause = {3};
    const Buffer expected{1,  0, 0, 0,   23,  0,   2, 3, 200, 1, 20,  // head
                          18, 4, 6, 'a', 'n', 'n',                    // probed ann
                          18, 7, 4, 1,   1,   1};                     // 2 ns later, the wall clock 1 less; cause 3; ann
    CHECK(encode(std::vector{first, second}) == expected);
}
