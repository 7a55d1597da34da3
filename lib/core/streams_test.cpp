#include "core/streams.hpp"

#include <doctest/doctest.h>

#include "core/test_one.hpp"

namespace watercooler::core {
namespace {

constexpr StreamId accepted{2};

template <class Action>
std::vector<Action> all(const OneNode& one) {
    std::vector<Action> found;
    for (const auto& action : one.actions) {
        if (const auto* it = std::get_if<Action>(&action)) found.push_back(*it);
    }
    return found;
}

std::optional<message::StreamMessage> answer(const OneNode& one) {
    const auto writes = all<WriteStream>(one);
    if (writes.empty()) return std::nullopt;
    const auto read = one.codec->decode_stream(writes.front().bytes, false);
    return std::get<StreamRead::Whole>(read->value).message;
}

Buffer ping_for(const OneNode& one, const std::string& name) {
    return one.codec->encode_stream(
        message::Ping{.node = name, .sequence = 9, .source = {}, .fingerprint = std::nullopt}, true);
}

void accept(OneNode& one, StreamId id = accepted) { one.stream(id, StreamAccepted{OneNode::place(40000)}); }

}  // namespace

TEST_CASE("6.2: a ping by stream is answered with its number, and the stream closed") {
    OneNode one;
    accept(one);
    CHECK(one.event(EventKind::stream_opened)->reason == "accepted");
    one.stream(accepted, StreamData{ping_for(one, "me")});
    const auto reply = answer(one);
    REQUIRE(reply);
    CHECK(std::get<message::Ack>(*reply).sequence == 9);
    CHECK_FALSE(std::get<message::Ack>(*reply).payload);
    CHECK(all<CloseStream>(one).size() == 1);
    CHECK(one.event(EventKind::stream_closed)->reason == "done");
}

TEST_CASE("6.2: a ping for another name gets no answer") {
    OneNode one;
    accept(one);
    one.stream(accepted, StreamData{ping_for(one, "somebody else")});
    CHECK_FALSE(answer(one));
    CHECK(all<CloseStream>(one).size() == 1);
}

TEST_CASE("bytes may come one at a time") {
    OneNode one;
    accept(one);
    for (const auto byte : ping_for(one, "me")) {
        CHECK_FALSE(answer(one));
        one.stream(accepted, StreamData{Bytes{&byte, 1}});
    }
    CHECK(answer(one));
}

TEST_CASE("6.4: what cannot be read is answered with an error, and closed") {
    OneNode one;
    accept(one);
    one.stream(accepted, StreamData{bytes_of("\xc1 is no message")});
    const auto reply = answer(one);
    REQUIRE(reply);
    CHECK(std::holds_alternative<message::StreamError>(*reply));
    CHECK(one.event(EventKind::dropped));
    CHECK(all<CloseStream>(one).size() == 1);
}

TEST_CASE("a stream that says nothing, or not all, is closed when its time has passed") {
    OneNode one;
    accept(one);
    one.stream(accepted, StreamData{Bytes{ping_for(one, "me")}.first(5)});
    one.pass(9'999ms);
    CHECK(all<CloseStream>(one).empty());
    one.pass(1ms);
    CHECK(all<CloseStream>(one).size() == 1);
    CHECK(one.event(EventKind::stream_closed)->reason == "timeout");
    one.stream(accepted, StreamData{ping_for(one, "me")});  // under way when it was closed
    CHECK(one.actions.empty());
    CHECK(one.events.empty());
}

TEST_CASE("the other side's end and failures close a stream once") {
    OneNode one;
    accept(one);
    one.stream(accepted, StreamEnded{});
    CHECK(one.event(EventKind::stream_closed)->reason == "ended");
    CHECK(all<CloseStream>(one).size() == 1);
    one.stream(accepted, StreamEnded{});
    CHECK(one.events.empty());
    accept(one, StreamId{4});
    one.stream(StreamId{4}, StreamFailed{"reset"});
    CHECK(one.event(EventKind::stream_closed)->reason == "reset");
    CHECK(all<CloseStream>(one).empty());  // the driver knows
}

TEST_CASE("strangers cannot take all streams") {
    OneNode one;
    for (std::size_t i = 0; i < Streams::accepted_max; ++i) {
        accept(one, StreamId{2 * (i + 1)});
        CHECK(one.actions.empty());
    }
    accept(one, StreamId{1000});
    CHECK(all<CloseStream>(one).size() == 1);
    CHECK(one.event(EventKind::dropped)->reason == "too-many-streams");
    Outbox out;
    const auto seed = OneNode::place(82);
    one.node.join(one.now, std::span{&seed, 1}, out);
    CHECK(out.streams.size() == 1);
    one.stream(StreamId{2}, StreamEnded{});
    accept(one, StreamId{1002});
    CHECK(one.actions.empty());
}

TEST_CASE("streams together hold a bounded number of bytes") {
    OneNode one;
    // The head of a push/pull that promises 19 MiB of user state, then such bytes.
    message::PushPull large;
    large.user_state = Buffer(19 * 1024 * 1024, 1);
    const auto bytes = one.codec->encode_stream(large, true);
    std::size_t refused = 0;
    for (std::uint64_t i = 1; i <= 5; ++i) {
        accept(one, StreamId{2 * i});
        one.stream(StreamId{2 * i}, StreamData{Bytes{bytes}.first(bytes.size() - 1)});
        refused += all<CloseStream>(one).size();
    }
    CHECK(refused == 2);
    CHECK(one.event(EventKind::stream_closed)->reason == "too-many-bytes");
}

TEST_CASE("a user message by stream is heard like one in a datagram") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    accept(one);
    const message::Announce announce{.ids = {}, .answer = true, .from = "bob"};
    one.stream(accepted, StreamData{one.codec->encode_stream(message::StreamUser{announce}, true)});
    CHECK(one.event(EventKind::received)->reason == "announce");
    CHECK(one.event(EventKind::stream_closed)->reason == "done");
}

TEST_CASE("a stream comes from any port: its teller is the member named in the message, if it lives at that host") {
    const std::pair<const char*, const char*> table[] = {{"bob", "bob"}, {"nobody", "127.0.0.1:40000"}};
    for (const auto& [says, peer] : table) {
        CAPTURE(says);
        OneNode one;
        one.hear(one.alive("bob", 82));
        accept(one);
        message::RumorCopy copy{.rumor = {}, .hops = 1, .from = says, .age_ms = 0};
        copy.rumor.uuid = uuid_from_any_text("a rumor");
        copy.rumor.name = "jimmy";
        copy.rumor.payload = "Dune";
        one.stream(accepted, StreamData{one.codec->encode_stream(message::StreamUser{copy}, true)});
        REQUIRE(one.event(EventKind::applied));
        CHECK(one.event(EventKind::applied)->peer == peer);
    }
}

}  // namespace watercooler::core
