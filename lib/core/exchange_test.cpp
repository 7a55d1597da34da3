#include "core/exchange.hpp"

#include <doctest/doctest.h>

#include "core/test_one.hpp"

namespace watercooler::core {
namespace {

message::NodeState row(const OneNode& one, const std::string& name, std::uint16_t port, Status status,
                       std::uint32_t incarnation = 1) {
    const auto alive = one.alive(name, port, incarnation);
    return {.address = alive.address,
            .incarnation = {incarnation},
            .meta = alive.meta,
            .name = name,
            .port = port,
            .status = status,
            .versions = alive.versions};
}

/// Hears a push/pull by stream; the node's answer.
std::optional<message::PushPull> exchange(OneNode& one, const message::PushPull& theirs) {
    static std::uint64_t id = 0;
    const StreamId stream{id += 2};
    one.stream(stream, StreamAccepted{OneNode::place(40000)});
    one.stream(stream, StreamData{one.codec->encode_stream(theirs, true)});
    for (const auto& action : one.actions) {
        if (const auto* write = std::get_if<WriteStream>(&action)) {
            const auto read = one.codec->decode_stream(write->bytes, false);
            return std::get<message::PushPull>(std::get<StreamRead::Whole>(read->value).message);
        }
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("6.1: the answer holds everyone we know, ourselves included, and the same `join`") {
    OneNode one;
    one.hear(one.alive("bob", 82, 3));
    one.hear(one.alive("cat", 83));
    one.hear(OneNode::dead("cat", "cat"));
    const auto reply = exchange(one, {.join = true, .nodes = {row(one, "dan", 84, Status::alive)}, .user_state = {}});
    REQUIRE(reply);
    CHECK(reply->join);
    REQUIRE(reply->nodes.size() == 3);  // made before the merge
    CHECK(reply->nodes[0].name == "bob");
    CHECK(reply->nodes[0].incarnation == Incarnation{3});
    CHECK(reply->nodes[1].status == Status::left);
    CHECK(reply->nodes[2].name == "me");
    CHECK(reply->nodes[2].versions == Buffer{1, 5, 2, 2, 5, 5});
    const auto state = one.codec->decode_state(reply->user_state);
    REQUIRE(state);
    CHECK(state->member_ltime >= 1);
    CHECK(state->left_members == std::vector<std::string>{"cat"});
    CHECK(state->status_ltimes.size() == 3);
    CHECK(state->fingerprint);
    CHECK(one.status("dan") == "alive");
    CHECK(one.event(EventKind::sync_done)->count == 1);
}

TEST_CASE("7.6: a remote claim of death is a suspicion, a goodbye is one, and the living are heard") {
    OneNode one;
    for (const auto* name : {"ann", "bob", "cat", "dan"}) {
        one.hear(one.alive(name, static_cast<std::uint16_t>(82 + name[0] - 'a')));
    }
    exchange(one, {.join = false,
                   .nodes = {row(one, "ann", 82, Status::dead), row(one, "bob", 83, Status::suspect),
                             row(one, "cat", 84, Status::left), row(one, "dan", 85, Status::alive, 2)},
                   .user_state = {}});
    CHECK(one.status("ann") == "suspect");
    CHECK(one.event(EventKind::suspected)->reason == "me");
    CHECK(one.status("bob") == "suspect");
    CHECK(one.status("cat") == "left");
    CHECK(one.view("dan")->incarnation == Incarnation{2});
    CHECK(one.event(EventKind::sync_done)->count == 4);
}

TEST_CASE("7.6: a restarted node learns of its former death, and refutes it") {
    for (const auto status : {Status::dead, Status::suspect, Status::left, Status::alive}) {
        CAPTURE(to_text(status));
        OneNode one;
        exchange(one, {.join = true, .nodes = {row(one, "me", 81, status, 8)}, .user_state = {}});
        CHECK(one.node.incarnation() == Incarnation{9});
        CHECK(one.event(EventKind::refuted));
    }
}

TEST_CASE("5.9: an exchange with versions that do not fit is answered, but not merged") {
    OneNode one;
    auto foreign = row(one, "bob", 82, Status::alive);
    auto good = row(one, "cat", 83, Status::alive);
    for (const auto& versions : {Buffer{1, 5, 2, 0, 0, 0}, Buffer{3, 5, 3, 2, 5, 5}, Buffer{}}) {
        foreign.versions = versions;
        CHECK(exchange(one, {.join = true, .nodes = {good, foreign}, .user_state = {}}));
        CHECK(one.node.members(one.now).size() == 1);
        REQUIRE(one.event(EventKind::dropped));
        CHECK(one.event(EventKind::dropped)->reason.starts_with("stream: push-pull refused: versions of "));
        CHECK_FALSE(one.event(EventKind::sync_done));
    }
    exchange(one, {.join = true, .nodes = {good}, .user_state = {}});
    CHECK(one.status("cat") == "alive");
}

TEST_CASE("an exchange shows somebody who was only cut off, and lets it defend itself at once") {
    OneNode one;
    one.hear(one.alive("bob", 82, 5));
    one.hear(OneNode::dead("bob", "ann", 5));
    exchange(one, {.join = true, .nodes = {row(one, "bob", 82, Status::alive, 5)}, .user_state = {}});
    CHECK(one.status("bob") == "dead");
    const auto nudge = one.heard_from_us<message::Suspect>(82);
    REQUIRE(nudge);
    CHECK(nudge->node == "bob");
    CHECK(nudge->incarnation == Incarnation{5});
}

TEST_CASE("user state that cannot be read spoils nothing else") {
    OneNode one;
    exchange(one, {.join = true, .nodes = {row(one, "bob", 82, Status::alive)}, .user_state = Buffer{9, 9, 9}});
    CHECK(one.status("bob") == "alive");
    CHECK(one.event(EventKind::dropped)->reason.starts_with("user-state: "));
}

TEST_CASE("after an exchange Serf's clocks are at or above the other's") {
    OneNode one;
    message::SerfState state;
    state.member_ltime = 100;
    state.event_ltime = 50;
    state.query_ltime = 25;
    exchange(one, {.join = true, .nodes = {}, .user_state = one.codec->encode_state(state)});
    CHECK(one.node.memory().member_clock == 100);
    CHECK(one.node.memory().event_clock == 50);
    CHECK(one.node.memory().query_clock == 25);
}

TEST_CASE("a merge that says that we have left makes us say that we joined, later than that") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    message::SerfState state;
    state.member_ltime = 30;
    state.left_members = {"me"};
    state.status_ltimes = {{"me", 20}};
    exchange(one, {.join = true, .nodes = {}, .user_state = one.codec->encode_state(state)});
    CHECK(one.queued_kind("join-intent") == 1);
}

}  // namespace watercooler::core
