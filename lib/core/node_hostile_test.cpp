#include <doctest/doctest.h>

#include <watercooler/node.hpp>

#include "core/members.hpp"
#include "core/random.hpp"
#include "core/test_one.hpp"

namespace watercooler::core {

TEST_CASE("garbage of any length on either transport becomes events, and the node goes on") {
    OneNode one;
    Random random{42};
    one.hear(one.alive("bob", 82));
    for (int i = 0; i < 3000; ++i) {
        Buffer garbage(random.below(i % 100 == 0 ? 60'000 : 200));
        for (auto& byte : garbage) byte = static_cast<std::uint8_t>(random.next());
        if (!garbage.empty() && i % 2 == 0) garbage[0] = static_cast<std::uint8_t>(random.below(14));
        one.hear_bytes(garbage, static_cast<std::uint16_t>(1 + random.below(100)));
        if (i % 10 != 0) continue;
        const StreamId id{static_cast<std::uint64_t>(2 * i + 2)};
        one.stream(id, StreamAccepted{OneNode::place(9)});
        one.stream(id, StreamData{garbage});
        one.stream(id, StreamEnded{});
        one.pass(10ms);
    }
    one.hear(message::Ping{.node = "me", .sequence = 5, .source = {}, .fingerprint = std::nullopt}, 82);
    CHECK(one.heard_from_us<message::Ack>(82));
}

TEST_CASE("messages with single bytes changed never break the node") {
    OneNode one;
    Random random{43};
    const std::vector<message::Message> messages{
        one.alive("bob", 82, 2),
        one.alive("me", 81, 2),
        OneNode::suspect("bob", "cat", 2),
        OneNode::dead("bob", "cat", 2),
        message::Ping{.node = "me",
                      .sequence = 5,
                      .source = {.address = Buffer{127, 0, 0, 1}, .node = "bob", .port = 82},
                      .fingerprint = message::Fingerprint{1, 2}},
        message::IndirectPing{.nack = true,
                              .node = "cat",
                              .port = 83,
                              .sequence = 6,
                              .source = {.address = Buffer{127, 0, 0, 1}, .node = "bob", .port = 82},
                              .target = Buffer{127, 0, 0, 1}},
        message::JoinIntent{.ltime = 4, .node = "bob", .raw = {}},
        message::LeaveIntent{.ltime = 5, .node = "me", .prune = true, .raw = {}}};
    for (int round = 0; round < 4000; ++round) {
        std::vector<Buffer> parts;
        for (int i = 0; i < 3; ++i) parts.push_back(one.codec->encode(messages[random.below(messages.size())]));
        auto bytes = one.codec->pack(parts, false);
        for (int i = 0; i < 2; ++i) bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
        one.hear_bytes(bytes, static_cast<std::uint16_t>(80 + random.below(5)));
        if (round % 50 == 0) one.pass(100ms);
    }
    one.pass(5s);
    CHECK(one.status("me") == "alive");
    CHECK(one.node.members(one.now).size() < 5000);
}

TEST_CASE("more members than the table holds are dropped, and counted") {
    OneNode one;
    std::vector<Buffer> parts;
    std::size_t told = 0;
    for (std::size_t i = 0; i < Members::count_max + 10; ++i) {
        parts.push_back(
            one.codec->encode(one.alive("m" + std::to_string(i), static_cast<std::uint16_t>(1 + i % 60'000))));
        if (parts.size() < 120 && i + 1 < Members::count_max + 10) continue;
        Outbox out;
        one.node.receive(one.now, OneNode::place(82), one.codec->pack(parts, false), out);
        for (const auto& event : out.events) {
            if (event.kind == EventKind::dropped && event.reason == "alive: too-many-members") ++told;
        }
        parts.clear();
    }
    CHECK(told == 11);  // we are one ourselves
}

}  // namespace watercooler::core
