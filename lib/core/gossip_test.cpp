#include <doctest/doctest.h>

#include "core/gossip_queues.hpp"
#include "core/test_one.hpp"

namespace watercooler::core {
namespace {

message::OtherUser event(int number) {  // a user event of 300 bytes, as Serf writes it
    std::string text{"\x03\x84\xa2"};
    text += "CC\xc3\xa5LTime";
    text += static_cast<char>(number);
    text += std::string{"\xa4Name\xa1x\xa7Payload\xda\x01\0", 18} + std::string(256, 'p');
    return {Buffer{text.begin(), text.end()}};
}

}  // namespace

TEST_CASE("an idle node arms no gossip, and one that has something to tell tells it in rounds, not at once") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    CHECK(one.queued("bob") == "alive");
    CHECK(one.queued("me") == "alive");
    CHECK(one.said.empty());
    one.pass(200ms);
    CHECK(one.heard_from_us<message::Alive>(82));
    one.pass(10s);
    CHECK(one.queued("bob").empty());
    one.pass(5s);
    CHECK(one.count_said<message::Alive>() == 0);
}

TEST_CASE("each datagram keeps a third of its room for Serf's messages when many members are told") {
    OneNode one;
    for (int i = 0; i < 60; ++i) {
        one.hear(one.alive("member-number-" + std::to_string(i), static_cast<std::uint16_t>(1000 + i)));
    }
    for (int i = 1; i <= 20; ++i) one.hear(event(i));
    one.pass(200ms);
    std::size_t alives = 0, events = 0;
    for (const auto& said : one.said) {
        alives += std::holds_alternative<message::Alive>(said.message) ? 1 : 0;
        events += std::holds_alternative<message::UserEvent>(said.message) ? 1 : 0;
    }
    CHECK(alives > 10);
    CHECK(events >= 3);  // one round, three datagrams
}

TEST_CASE("no datagram is larger than the settings allow, and none has more than 127 parts") {
    OneNode one;
    for (int i = 0; i < 300; ++i) one.hear(one.alive("m" + std::to_string(i), static_cast<std::uint16_t>(1000 + i)));
    one.pass(3s);
    std::size_t largest = 0;
    for (const auto& sent : one.events) {
        if (sent.kind == EventKind::sent && sent.bytes) largest = std::max<std::size_t>(largest, *sent.bytes);
    }
    CHECK(largest <= 1400);
    CHECK(largest > 1200);  // filled, not wasted
}

TEST_CASE("what fits no datagram is not queued, but dropped and counted") {
    auto given = OneNode::settings();
    given.datagram_bytes_max = 512;
    OneNode one{{}, given};
    auto fat = one.alive("bob", 82);
    fat.meta->resize(500, 0x80);
    one.hear(fat);
    CHECK(one.status("bob") == "alive");
    CHECK(one.queued("bob").empty());
    CHECK(one.event(EventKind::dropped)->reason == "too-large-to-tell: alive");
    CHECK(one.node.totals().queue_drops == 1);
}

TEST_CASE("a gossip's `sent` is caused by what is told in it") {
    OneNode one;
    one.pass(1s);
    one.hear(one.alive("bob", 82));
    const auto joined = one.event(EventKind::joined)->seq;
    one.pass(200ms);
    const auto* sent = one.event(EventKind::sent);
    REQUIRE(sent);
    CHECK(sent->reason == "compound: alive*2");
    CHECK(sent->cause == joined);
    CHECK(sent->packet);
}

}  // namespace watercooler::core
