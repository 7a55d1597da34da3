#include "core/serf.hpp"

#include <doctest/doctest.h>

#include "core/test_one.hpp"

namespace watercooler::core {
namespace {

/// A member of another kind, with an intent, event or query of its making. Bytes as Serf's encoder writes them.
Buffer bytes(std::string_view text) { return {text.begin(), text.end()}; }
message::OtherUser join_intent(char time, const std::string& name) {
    return {bytes(std::string{"\x01\x82\xa5LTime"} + time + "\xa4Node" + static_cast<char>(0xa0 + name.size()) + name)};
}
message::OtherUser leave_intent(char time, const std::string& name) {
    return {bytes(std::string{"\x00\x83\xa5LTime", 8} + time + "\xa4Node" + static_cast<char>(0xa0 + name.size()) +
                  name + "\xa5Prune\xc2")};
}
message::OtherUser user_event(char time, const std::string& payload) {
    return {bytes(std::string{"\x03\x84\xa2"} + "CC\xc3\xa5LTime" + time + "\xa4Name\xa6" + "deploy\xa7Payload" +
                  static_cast<char>(0xa0 + payload.size()) + payload)};
}
message::Query query(std::uint32_t flags, std::uint32_t id) {
    message::Query made;
    made.flags = flags;
    made.id = id;
    made.ltime = 3;
    made.name = "who";
    made.source_node = "bob";
    return made;
}

}  // namespace

TEST_CASE("a Lamport clock counts on from whatever it sees, and never back") {
    LamportClock clock;
    CHECK(clock.read() == 1);
    clock.witness(1);
    CHECK(clock.read() == 2);
    clock.witness(10);
    CHECK(clock.read() == 11);
    clock.witness(5);
    CHECK(clock.read() == 11);
    clock.increment();
    CHECK(clock.read() == 12);
    clock.witness(~std::uint64_t{0});  // would leave nothing to count on to
    CHECK(clock.read() == 12);
    CHECK(LamportClock{7}.read() == 7);
}

TEST_CASE("a message is new once, and not at all when it is 512 times old") {
    RecentTimes recent;
    CHECK(recent.insert(10, 9, 1));
    CHECK_FALSE(recent.insert(10, 9, 1));
    CHECK(recent.insert(10, 9, 2));
    CHECK(recent.insert(10, 0, 1));
    CHECK(recent.insert(600, 9 + 512, 1));  // the same slot, another time
    CHECK_FALSE(recent.insert(600, 87, 1));
    CHECK(recent.insert(600, 88, 1));
}

TEST_CASE("one time holds a bounded number of messages") {
    RecentTimes recent;
    for (std::uint64_t id = 0; id < RecentTimes::ids_per_time_max; ++id) CHECK(recent.insert(5, 4, id));
    CHECK_FALSE(recent.insert(5, 4, 1000));
}

TEST_CASE("new intents, events and queries are told on once, byte for byte") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    one.pass(10s);  // what is told about bob has been told
    const auto intent = join_intent(9, "bob");
    one.hear(intent);
    one.hear(intent);
    const auto event = user_event(2, "v1");
    one.hear(event);
    one.hear(event);
    one.hear(user_event(2, "v2"));  // another event at the same time
    CHECK(one.queued_kind("join-intent") == 1);
    CHECK(one.queued_kind("event") == 2);
    one.hear(query(0, 1));
    one.hear(query(0, 1));
    one.hear(query(2, 2));  // says that it must not be told on
    CHECK(one.queued_kind("query") == 1);
    one.pass(400ms);
    std::size_t intents = 0;
    for (const auto& said : one.said) {
        if (const auto* told = std::get_if<message::JoinIntent>(&said.message)) {
            CHECK(told->raw == intent.raw);
            ++intents;
        }
        if (const auto* told = std::get_if<message::UserEvent>(&said.message)) {
            CHECK((told->raw == event.raw || told->raw == user_event(2, "v2").raw));
        }
    }
    CHECK(intents > 0);
}

TEST_CASE("a leave intent before the death makes it a goodbye, one after it a forced one") {
    OneNode one;
    one.hear(one.alive("bob", 82, 1, {}));
    one.hear(leave_intent(5, "bob"));
    CHECK(one.status("bob") == "alive");
    one.hear(OneNode::dead("bob", "cat"));
    CHECK(one.kinds() == "left");
    one.hear(one.alive("cat", 83, 1, {}));
    one.hear(OneNode::dead("cat", "dan"));
    CHECK(one.kinds() == "died");
    one.hear(leave_intent(6, "cat"));
    CHECK(one.kinds() == "left");
    CHECK(one.event(EventKind::left)->reason == "forced");
    CHECK(one.status("cat") == "left");
}

TEST_CASE("a join intent takes a leave intent back; an older one does not") {
    OneNode one;
    one.hear(one.alive("bob", 82, 1, {}));
    one.hear(leave_intent(5, "bob"));
    one.hear(join_intent(4, "bob"));
    one.hear(join_intent(6, "bob"));
    one.hear(OneNode::dead("bob", "cat"));
    CHECK(one.kinds() == "died");
}

TEST_CASE("an intent about somebody unknown is kept until it is known") {
    OneNode one;
    one.hear(leave_intent(5, "bob"));
    CHECK(one.queued_kind("leave-intent") == 1);
    one.hear(leave_intent(5, "bob"));
    CHECK(one.queued_kind("leave-intent") == 1);
    one.hear(one.alive("bob", 82, 1, {}));
    one.hear(OneNode::dead("bob", "cat"));
    CHECK(one.kinds() == "left");
}

TEST_CASE("a leave intent about ourselves is answered with a newer join intent, and not told on") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    one.hear(leave_intent(9, "me"));
    CHECK(one.kinds() == "refuted");
    CHECK(one.queued_kind("leave-intent") == 0);
    one.pass(300ms);
    const auto intent = one.heard_from_us<message::JoinIntent>();
    REQUIRE(intent);
    CHECK(intent->node == "me");
    CHECK(intent->ltime > 9);
}

TEST_CASE("members of other kinds hear the intent first, and the goodbye when it had time to spread") {
    OneNode one;
    one.hear(one.alive("bob", 82, 1, {}));
    Outbox out;
    one.node.leave(one.now, out);
    REQUIRE(out.datagrams.size() == 1);
    CHECK(out.events.back().reason == "leave-intent");
    one.pass(599ms);
    CHECK(one.heard_from_us<message::LeaveIntent>(82));
    CHECK_FALSE(one.heard_from_us<message::Dead>());
    one.pass(1ms);
    const auto goodbye = one.heard_from_us<message::Dead>(82);
    REQUIRE(goodbye);
    CHECK(goodbye->from == "me");
    CHECK(goodbye->node == "me");
    CHECK_FALSE(one.node.left());
    one.pass(1400ms);
    CHECK(one.node.left());
}

TEST_CASE("the clocks of an earlier life go on") {
    Memory memory;
    memory.member_clock = 7;
    memory.event_clock = 8;
    memory.query_clock = 9;
    OneNode one{memory};
    CHECK(one.node.memory().member_clock == 7);
    CHECK(one.node.memory().event_clock == 8);
    CHECK(one.node.memory().query_clock == 9);
    one.hear(join_intent(0x50, "bob"));
    CHECK(one.node.memory().member_clock == 0x51);
}

}  // namespace watercooler::core
