#include "driver/streams.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "driver/boot_time.hpp"
#include "driver/door.hpp"
#include "driver/testing.hpp"

namespace watercooler::driver {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// One end: a door, its streams, its faults, and what the node would be told. Who connects is called "other".
struct End {
    End(boost::asio::io_context& io, std::string name)
        : port(std::move(*bind_port(loopback))),
          address(port.address),
          faults(io, std::move(name), 7,
                 {.arrive = [](const Address&, Bytes) {},
                  .send = [](const Address&, Bytes) {},
                  .dropped = [this](const std::string& peer, Bytes,
                                    const std::string& why) { dropped.push_back(peer + ": " + why); },
                  .released = [] {}}),
          streams(
              io, [this](StreamId id, const StreamInput& input) { told(id, input); }, faults),
          door(io, std::move(port.tcp),
               {.http = [](Descriptor) {},
                .stream = [this](Descriptor fd, const Address& from) { streams.accepted(std::move(fd), from); },
                .tls = [](const Address&) {},
                .http_count = [] { return std::size_t{0}; },
                .stream_count = [this] { return streams.size(); },
                .give_up_http = [] { return false; }}) {
        const auto other = [](const Address&) { return Peer{"other", true}; };
        faults.names({.at = other, .connected = other});
        door.start();
    }
    void have(std::initializer_list<const char*> words) {
        std::vector<faults::Active> active;
        for (const auto* each : words) active.push_back({active.size() + 1, *faults::parse(each)});
        faults.set(std::move(active));
        streams.faults_changed();
    }
    void told(StreamId id, const StreamInput& input) {
        last = id;
        if (std::holds_alternative<StreamAccepted>(input)) ++accepted;
        if (const auto* data = std::get_if<StreamData>(&input)) received += text_of(data->bytes);
        if (std::holds_alternative<StreamEnded>(input)) ++ended;
        if (const auto* failure = std::get_if<StreamFailed>(&input)) failed = failure->reason;
    }
    void open(const End& to, std::string_view text, StreamId id = StreamId{1}) {
        const auto bytes = bytes_of(text);
        streams.act(OpenStream{id, to.address, Buffer(bytes.begin(), bytes.end())});
    }
    void write(StreamId id, std::string_view text) {
        const auto bytes = bytes_of(text);
        streams.act(WriteStream{id, Buffer(bytes.begin(), bytes.end())});
    }

    Port port;
    Address address;
    std::string received, failed;
    std::vector<std::string> dropped;
    StreamId last{};
    int accepted = 0, ended = 0;
    FaultLine faults;
    Streams streams;
    Door door;
};

struct Two {
    boost::asio::io_context io;
    End amy{io, "amy"}, bob{io, "bob"};
    bool until(const std::function<bool()>& done) { return run_until(io, done); }
};

}  // namespace

TEST_CASE("what is written arrives whole and in order, both ways, and then the end") {
    Two two;
    const std::string much(3'000'000, 'x');
    two.amy.open(two.bob, "hello ");
    two.amy.write(StreamId{1}, much);
    REQUIRE(two.until([&] { return two.bob.received.size() == 6 + much.size(); }));
    CHECK(two.bob.received == "hello " + much);
    two.bob.write(two.bob.last, "answer");
    two.bob.streams.act(CloseStream{two.bob.last});
    CHECK(two.until([&] { return two.amy.ended == 1; }));
    CHECK(two.amy.received == "answer");
    CHECK(two.until([&] { return two.bob.streams.size() == 0; }));
}

TEST_CASE("where nobody listens the stream is refused, and never from within act") {
    Two two;
    two.bob.door.stop();
    two.amy.open(two.bob, "x");
    CHECK(two.amy.failed.empty());
    CHECK(two.until([&] { return two.amy.failed == "refused"; }));
    CHECK(two.amy.streams.size() == 0);
}

TEST_CASE("a stream of a stranger to the family fails as unreachable") {
    Two two;
    two.amy.streams.act(OpenStream{StreamId{1}, Address{}, {}});
    CHECK(two.until([&] { return two.amy.failed == "unreachable"; }));
}

TEST_CASE("a stream across a cut is not even tried, and goes through when it heals") {
    Two two;
    two.amy.have({"partition amy | other"});
    two.amy.open(two.bob, "hello");
    run_for(two.io, 100ms);
    CHECK(two.bob.door.counts().accepted == 0);
    CHECK(two.amy.failed.empty());
    CHECK(two.amy.streams.size() == 1);
    CHECK(two.amy.dropped == std::vector<std::string>{"other: fault partition amy | other (stream)"});
    two.amy.have({});
    CHECK(two.until([&] { return two.bob.received == "hello"; }));
}

TEST_CASE("a stream across a cut that the node gives up leaves nothing") {
    Two two;
    two.amy.have({"isolate other"});
    two.amy.open(two.bob, "hello");
    two.amy.streams.act(CloseStream{StreamId{1}});
    CHECK(two.amy.streams.size() == 0);
    two.amy.have({});
    run_for(two.io, 50ms);
    CHECK(two.bob.accepted == 0);
}

TEST_CASE("a stream that comes across a cut is not answered: the member hears of it when it heals") {
    Two two;
    two.bob.have({"oneway bob -> other"});  // one way is enough: a stream needs both
    two.amy.open(two.bob, "hello");
    REQUIRE(two.until([&] { return two.bob.streams.size() == 1; }));
    run_for(two.io, 100ms);
    CHECK(two.bob.accepted == 0);
    CHECK(two.bob.received.empty());
    two.bob.have({});
    CHECK(two.until([&] { return two.bob.received == "hello"; }));
}

TEST_CASE("a new cut stops a stream that exists, in both directions, until it heals") {
    for (const bool at_reader : {true, false}) {
        CAPTURE(at_reader);
        Two two;
        two.amy.open(two.bob, "a");
        REQUIRE(two.until([&] { return two.bob.received == "a"; }));
        (at_reader ? two.bob : two.amy).have({"isolate other"});
        two.amy.write(StreamId{1}, "b");
        two.bob.write(two.bob.last, "c");
        run_for(two.io, 100ms);
        CHECK(two.bob.received == "a");
        CHECK((at_reader ? two.bob.received == "a" : two.amy.received.empty()));
        (at_reader ? two.bob : two.amy).have({});
        CHECK(two.until([&] { return two.bob.received == "ab" && two.amy.received == "c"; }));
    }
}

TEST_CASE("latency delays bytes and the end, and mixes up nothing") {
    Two two;
    two.bob.have({"latency 50ms+-50ms"});
    const auto begun = boot_time();
    std::string all;
    two.amy.open(two.bob, "");
    for (char c = 'a'; c <= 'z'; ++c) {
        two.amy.write(StreamId{1}, std::string(1'000, c));
        all += std::string(1'000, c);
    }
    two.amy.streams.act(CloseStream{StreamId{1}});
    REQUIRE(two.until([&] { return two.bob.ended == 1; }));
    CHECK(two.bob.received == all);
    CHECK(boot_time() - begun >= 1ms);
}

TEST_CASE("a rate holds a stream back, and no more than a bounded part of it waits here") {
    Two two;
    two.bob.have({"rate 800kbit"});  // 100,000 bytes a second
    const auto begun = boot_time();
    two.amy.open(two.bob, std::string(30'000, 'x'));
    REQUIRE(two.until([&] { return two.bob.received.size() == 30'000; }));
    CHECK(boot_time() - begun >= 290ms);
}

TEST_CASE("corrupt resets a stream") {
    Two two;
    two.bob.have({"corrupt 100%"});
    two.amy.open(two.bob, "hello");
    CHECK(two.until([&] { return two.bob.failed == "reset"; }));
    CHECK(two.bob.received.empty());
    CHECK(two.bob.streams.size() == 0);
}

TEST_CASE("loss, duplicates and reordering do nothing to a stream") {
    Two two;
    two.bob.have({"loss 99%", "duplicate 100%", "reorder 100%"});
    two.amy.open(two.bob, "hello");
    CHECK(two.until([&] { return two.bob.received == "hello"; }));
}

TEST_CASE("stopping leaves no stream, whatever state it is in") {
    Two two;
    two.amy.open(two.bob, "a");
    REQUIRE(two.until([&] { return two.bob.received == "a"; }));
    two.amy.have({"latency 10s"});
    two.bob.write(two.bob.last, "late");
    two.amy.have({"isolate other", "latency 10s"});
    two.amy.open(two.bob, "b", StreamId{3});
    two.amy.streams.stop();
    CHECK(two.amy.streams.size() == 0);
    run_for(two.io, 20ms);
    CHECK(two.amy.received.empty());
}

}  // namespace watercooler::driver
