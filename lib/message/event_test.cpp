#include <doctest/doctest.h>

#include <set>
#include <string>
#include <watercooler/event.hpp>
#include <watercooler/member.hpp>

#include "message/text.hpp"

namespace watercooler {

TEST_CASE("every kind has a name of its own that is read back, and a meaning") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        const auto kind = static_cast<EventKind>(i);
        CAPTURE(to_text(kind));
        CHECK(names.insert(to_text(kind)).second);
        CHECK(parse_event_kind(to_text(kind)) == kind);
        CHECK_FALSE(meaning(kind).empty());
        CHECK(meaning(kind).back() != '.');
    }
    CHECK(names.size() == event_kind_count);
}

TEST_CASE("what is no kind is not read") {
    for (const char* text : {"", "appliedx", "Applied", "applied ", "sent,received"})
        CHECK_FALSE(parse_event_kind(text));
}

TEST_CASE("the numbers of kinds never change, since stores keep them") {
    CHECK(static_cast<int>(EventKind::sent) == 0);
    CHECK(static_cast<int>(EventKind::applied) == 8);
    CHECK(static_cast<int>(EventKind::logged) == 41);
}

TEST_CASE("an event without anything else is its kind alone") {
    Event event;
    event.kind = EventKind::thawed;
    CHECK(to_text(event) == "thawed");
}

TEST_CASE("an event's text names what applies, in one order") {
    Event event;
    event.kind = EventKind::applied;
    event.seq = {12};
    event.cause = {11};
    event.peer = "amy";
    event.uuid = *parse_uuid("01932f5c-8a1e-7c55-9b1e-5d0c2a7be001");
    event.origin = "amy";
    event.key = "book";
    event.version = Version{7};
    event.hop = 2;
    event.bytes = 143;
    event.packet = PacketHash{0xabc};
    CHECK(to_text(event) ==
          "applied amy uuid=01932f5c-8a1e-7c55-9b1e-5d0c2a7be001 origin=amy key=book version=7 hop=2 bytes=143 "
          "packet=0000000000000abc cause=11");
    Event suspected;
    suspected.kind = EventKind::suspected;
    suspected.peer = "bob";
    suspected.incarnation = Incarnation{3};
    suspected.count = 0;
    suspected.reason = "ann";
    CHECK(to_text(suspected) == "suspected bob incarnation=3 count=0 reason=ann");
}

TEST_CASE("text from strangers can neither break the line nor pretend to be a field") {
    Event event;
    event.kind = EventKind::rejected;
    event.peer = "eve version=9";
    event.origin = "two\nlines";
    event.reason = "\xe2\x80\xae\x1b[2J\"";
    const auto line = to_text(event);
    CHECK(line == R"(rejected "eve version=9" origin="two\nlines" reason="\u{202e}\u{1b}[2J\"")");
    CHECK(split_words(line) ==
          std::vector<std::string>{"rejected", event.peer, "origin=" + event.origin, "reason=" + event.reason});
}

TEST_CASE("a status is written in the words of the JSON forms") {
    CHECK(to_text(Status::alive) == "alive");
    CHECK(to_text(Status::suspect) == "suspect");
    CHECK(to_text(Status::dead) == "dead");
    CHECK(to_text(Status::left) == "left");
}

}  // namespace watercooler
