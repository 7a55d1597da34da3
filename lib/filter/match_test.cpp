#include <doctest/doctest.h>

#include "filter/filter.hpp"
#include "filter/testing.hpp"
#include "filter/words.hpp"

namespace watercooler::filter {
namespace {

Filter parsed(std::string_view text) {
    auto filter = parse(text, noon);
    REQUIRE_MESSAGE(filter, text);
    return *filter;
}

/// jimmy is told by amy that tod reads Dune.
Event applied() {
    Event event;
    event.seq = {41};
    event.kind = EventKind::applied;
    event.cause = {40};
    event.peer = "amy";
    event.uuid = *parse_uuid("01932f5c-9b2f-7a01-8c3d-6e1f0a2b3c4d");
    event.origin = "tod";
    event.key = "book";
    event.version = Version{3};
    event.hop = 2;
    event.value = "Dune Messiah";
    return event;
}
Event sent() {
    Event event;
    event.seq = {42};
    event.kind = EventKind::sent;
    event.peer = "bob";
    event.bytes = 143;
    event.packet = PacketHash{0xfeed};
    event.reason = "compound";
    return event;
}

struct Row {
    const char* text;
    bool applied, sent;
};

void check(std::initializer_list<Row> rows) {
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(matches(parsed(row.text), applied(), "jimmy", noon - 10'000'000'000) == row.applied);
        CHECK(matches(parsed(row.text), sent(), "jimmy", noon) == row.sent);
    }
}

}  // namespace

TEST_CASE("an empty filter lets everything through") { check({{"", true, true}, {"  \t\n ", true, true}}); }

TEST_CASE("kinds, their groups and results") {
    check({{"kind:applied", true, false},
           {"kind:applied,sent", true, true},
           {"kind:stale", false, false},
           {"-kind:applied", false, true},
           {"kind:rumor", true, false},
           {"kind:transport", false, true},
           {"kind:push", true, false},
           {"kind:packet", false, true},
           {"kind:a*d", true, false},
           {"result:new", true, false},
           {"result:seen,dropped", false, false},
           {"-result:new", false, true}});
}

TEST_CASE("who reported, about whom, and the way it went") {
    check({{"member:jimmy", true, true},
           {"member:amy", false, false},
           {"member:j*y,amy", true, true},
           {"peer:amy", true, false},
           {"peer:?o?", false, true},
           {"from:amy", true, false},
           {"from:jimmy", false, true},
           {"to:jimmy", true, false},
           {"to:b*", false, true},
           {"from:jimmy -to:a*", false, true}});
    Event born = applied();
    born.kind = EventKind::born;
    born.peer.clear();
    CHECK(matches(parsed("from:jimmy"), born, "jimmy", noon));
    CHECK(!matches(parsed("to:*"), born, "jimmy", noon));
    born.kind = EventKind::suspected;
    CHECK(!matches(parsed("from:*"), born, "jimmy", noon));
}

TEST_CASE("fields, and that they are there at all") {
    check({{"origin:tod", true, false},
           {"key:book", true, false},
           {"key:bo?k value:Dune*", true, false},
           {"value:Dune", false, false},
           {"book:\"Dune Messiah\"", true, false},
           {"book:dune*", false, false},
           {"reason:compound", false, true},
           {"origin:*", true, false},
           {"-origin:*", false, true},
           {"origin:\"\"", false, true}});
}

TEST_CASE("text is found anywhere, in small or capital letters") {
    check({{"messiah", true, false},
           {"text:MESS*AH", true, false},
           {"\"dune messiah\"", true, false},
           {"text:pound", false, true},
           {"b", true, true},
           {"-b", false, false},
           {"appl sent", false, false},
           {"text:appl,sent", true, true},
           {"\\*", false, false}});
}

TEST_CASE("a uuid by its beginning, with or without dashes, and a packet by its hash") {
    check({{"uuid:01932f5c", true, false},
           {"trace:01932F5C-9b2f-7", true, false},
           {"uuid:01932f5c9b2f7a018c3d6e1f0a2b3c4d", true, false},
           {"uuid:01932f5d", false, false},
           {"uuid:ff,0193", true, false},
           {"packet:000000000000feed", false, true},
           {"packet:0000000000000000", false, false}});
}

TEST_CASE("numbers are compared, and who has none never matches") {
    check({{"bytes>142", false, true},
           {"bytes>143", false, false},
           {"bytes>=143", false, true},
           {"bytes<143", false, false},
           {"bytes<=143", false, true},
           {"bytes=143", false, true},
           {"-bytes>142", true, false},
           {"hop:0,1,2", true, false},
           {"version>=3 hop<3", true, false},
           {"seq:42,43", false, true},
           {"cause<41", true, false},
           {"incarnation>=0", false, false},
           {"count:0", false, false}});
}

TEST_CASE("times are before now, of today, or full; both ends belong to it") {
    check({{"since:-30s", true, true},
           {"since:-5s", false, true},
           {"until:-10s", true, false},
           {"since:-10000ms until:-1s", true, false},
           {"since:11:59:50", true, true},
           {"since:11:59:50.000000001", false, true},
           {"until:2026-03-01T12:59:59.5+01:00", true, false},
           {"since:13:00:00", true, true},  // yesterday's
           {"-since:-5s", true, false},
           {"since:-2d until:-1m", false, false}});
}

TEST_CASE("each kind is in exactly one of the schema's groups, and every group has a kind") {
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        const auto kind = static_cast<EventKind>(i);
        int in = 0;
        for (std::size_t g = 0; g < schema_group_count; ++g) in += (groups()[g].kinds & bit(kind)) != 0;
        CAPTURE(watercooler::to_text(kind));
        CHECK(in == 1);
    }
    for (const auto& group : groups()) CHECK(group.kinds != 0);
}

}  // namespace watercooler::filter
