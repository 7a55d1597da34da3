#include "core/relay.hpp"

#include <doctest/doctest.h>

#include "core/test_one.hpp"

namespace watercooler::core {
namespace {

message::IndirectPing request(bool nack) {
    return {.nack = nack,
            .node = "cat",
            .port = 83,
            .sequence = 77,
            .source = {.address = Buffer{127, 0, 0, 1}, .node = "bob", .port = 82},
            .target = Buffer{127, 0, 0, 1}};
}

message::Ack ack(std::uint32_t sequence) {
    return {.payload = std::nullopt, .sequence = sequence, .fingerprint = std::nullopt};
}

}  // namespace

TEST_CASE("8.3: a ping on behalf of another bears our name and our number, and the answer theirs") {
    OneNode one;
    one.hear(request(true), 4444);
    const auto ping = one.heard_from_us<message::Ping>(83);
    REQUIRE(ping);
    CHECK(ping->node == "cat");
    CHECK(ping->source.node == "me");
    CHECK(ping->sequence != 77);
    CHECK_FALSE(ping->fingerprint);
    one.hear(ack(ping->sequence), 83);
    const auto answer = one.heard_from_us<message::Ack>(82);  // where the request says its sender is
    REQUIRE(answer);
    CHECK(answer->sequence == 77);
    CHECK_FALSE(answer->payload);
    one.pass(1s);
    CHECK_FALSE(one.heard_from_us<message::Nack>());
}

TEST_CASE("8.3: silence is told a little before its time has passed, to those who asked for it") {
    for (const auto wanted : {true, false}) {
        CAPTURE(wanted);
        OneNode one;
        one.hear(request(wanted));
        one.pass(399ms);
        CHECK_FALSE(one.heard_from_us<message::Nack>());
        one.pass(1ms);
        const auto nack = one.heard_from_us<message::Nack>(82);
        CHECK(nack.has_value() == wanted);
        if (nack) CHECK(nack->sequence == 77);
        one.pass(2s);
        CHECK_FALSE(one.heard_from_us<message::Nack>());  // once
    }
}

TEST_CASE("8.3: an answer is told even after the nack, but not when all its time has passed") {
    for (const auto& [after, told] : {std::pair<Duration, bool>{450ms, true}, {501ms, false}}) {
        OneNode one;
        one.hear(request(true));
        const auto ping = one.heard_from_us<message::Ping>(83);
        one.pass(after);
        one.hear(ack(ping->sequence), 83);
        CHECK(one.heard_from_us<message::Ack>(82).has_value() == told);
        one.hear(ack(ping->sequence), 83);
        CHECK(one.said.empty());
    }
}

TEST_CASE("8.3: a request without the sender's address is answered where it came from") {
    OneNode one;
    auto bare = request(true);
    bare.source = {};
    one.hear(bare, 4444);
    one.pass(400ms);
    CHECK(one.heard_from_us<message::Nack>(4444));
}

TEST_CASE("8.3: no place to ping, or too many requests, are dropped with a reason") {
    OneNode one;
    auto nowhere = request(true);
    nowhere.target = Buffer{1, 2, 3};
    one.hear(nowhere);
    CHECK(one.event(EventKind::dropped)->reason == "indirect-ping: bad-target");
    for (std::size_t i = 0; i < Relay::count_max; ++i) one.hear(request(false));
    CHECK(one.kinds().empty());
    one.hear(request(false));
    CHECK(one.event(EventKind::dropped)->reason == "indirect-ping: too-many");
    CHECK(one.node.totals().queue_drops >= 1);
}

}  // namespace watercooler::core
