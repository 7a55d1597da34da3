#include "store/block.hpp"

#include <doctest/doctest.h>

#include "store/testing.hpp"

namespace watercooler::store {
namespace {

Digest digested(const Buffer& batches) {
    auto result = digest(batches);
    REQUIRE(result);
    return *result;
}

}  // namespace

TEST_CASE("a block knows its words in small letters, its kinds and the ends of its packets' hashes") {
    std::vector<journal::Stamped> events(3);
    for (std::size_t i = 0; i < 3; ++i) events[i].event.seq = {i + 5};
    events[0].event.kind = EventKind::sent;
    events[0].event.peer = "Amy";
    events[0].event.packet = PacketHash{0x11223344};
    events[0].wall_time_ns = 70;
    events[1].event.kind = EventKind::applied;
    events[1].event.origin = "amy";
    events[1].event.key = "book";
    events[1].event.uuid = make_uuid_v5("one");
    events[1].wall_time_ns = 50;
    events[2].event.kind = EventKind::sent;
    events[2].event.peer = "book";
    events[2].wall_time_ns = 60;
    const auto [head, uuids, rumors] = digested(journal::encode(events));
    CHECK(head.first == Sequence{5});
    CHECK(head.last == Sequence{7});
    CHECK(head.first_wall == 50);
    CHECK(head.last_wall == 70);
    CHECK(head.kinds == (filter::bit(EventKind::sent) | filter::bit(EventKind::applied)));
    CHECK(head.counts[static_cast<std::size_t>(EventKind::sent)] == 2);
    CHECK(head.words == std::string("\0amy\0book\0", 10));
    CHECK(head.packets == "\x22\x33\x44");
    CHECK(uuids == std::vector<Uuid>{make_uuid_v5("one")});
    CHECK(rumors.size() == 1);
}

TEST_CASE("two blocks joined know what one block of all their events does") {
    testing::Club club{1};
    for (int round = 0; round < 50; ++round) {
        const auto events = club.next(0, 2 + static_cast<int>(club.random(60)));
        const auto middle = events.begin() + 1 + static_cast<long>(club.random(events.size() - 1));
        const auto one = journal::encode(std::vector(events.begin(), middle)),
                   two = journal::encode(std::vector(middle, events.end()));
        auto joined = digested(one).head;
        join(joined, digested(two).head);
        auto both = one;
        both.insert(both.end(), two.begin(), two.end());
        CHECK((joined == digested(both).head));
    }
}

TEST_CASE("a block with too many words says that it does not know them") {
    std::vector<journal::Stamped> events(600);
    for (std::size_t i = 0; i < events.size(); ++i) {
        events[i].event.seq = {i + 1};
        events[i].event.reason = "a long and different reason " + std::to_string(i);
    }
    auto head = digested(journal::encode(events)).head;
    CHECK(head.any_words);
    CHECK(head.words.empty());
    auto few = digested(journal::encode(std::vector(events.begin(), events.begin() + 2))).head;
    CHECK(!few.any_words);
    join(few, head);
    CHECK(few.any_words);
    CHECK(few.words.empty());
}

TEST_CASE("batches with a hole, damage or nothing inside are no block") {
    testing::Club club{2};
    auto one = club.batch(0, 10).events;
    club.lose(0, 1);
    const auto two = club.batch(0, 10).events;
    CHECK(!digest({}));
    CHECK(digest(one));
    for (std::size_t size = 1; size < one.size(); ++size) CHECK(!digest(Bytes{one}.first(size)));
    one.insert(one.end(), two.begin(), two.end());
    CHECK(!digest(one));
}

TEST_CASE("counts are read back, and what is no count is passed over") {
    EventCounters counts{};
    counts[0] = 1;
    counts[7] = 0xfffffffe;
    counts[event_kind_count - 1] = 300;
    CHECK(read_counts(write_counts(counts)) == counts);
    CHECK(read_counts("") == EventCounters{});
    CHECK(read_counts(std::string("\xff\1\0\0\0\0\2\0\0\0\3\1", 12))[0] == 2);
}

}  // namespace watercooler::store
