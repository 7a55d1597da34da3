#include "driver/fault_line.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "driver/boot_time.hpp"
#include "driver/testing.hpp"

namespace watercooler::driver {
namespace {

using namespace std::chrono_literals;
using namespace testing;

const Address amy = *parse_ip("127.0.0.1", 1001), bob = *parse_ip("127.0.0.1", 1002),
              agent = *parse_ip("127.0.0.1", 1003), stranger = *parse_ip("127.0.0.1", 1004);

/// The line of the member "me"; amy and bob are of the club, agent is foreign, the stranger nobody knows.
struct Line {
    Line()
        : line(io, "me", 7,
               {.arrive = [this](const Address&, Bytes bytes) { arrived.emplace_back(text_of(bytes)); },
                .send = [this](const Address&, Bytes bytes) { sent.emplace_back(text_of(bytes)); },
                .dropped =
                    [this](const std::string& peer, Bytes bytes, const std::string& why) {
                        dropped.push_back(peer + " " + std::string{text_of(bytes)} + ": " + why);
                    },
                .released = [this] { ++released; }}) {
        line.names({.at =
                        [this](const Address& address) {
                            ++asked;
                            if (address == amy) return Peer{"amy", true};
                            if (address == bob) return Peer{"bob", true};
                            return address == agent ? Peer{"agent", false} : Peer{};
                        },
                    .connected = {}});
    }
    void have(std::initializer_list<const char*> words) {
        std::vector<faults::Active> active;
        for (const auto* each : words) active.push_back({active.size() + 1, *faults::parse(each)});
        line.set(std::move(active));
    }
    boost::asio::io_context io;
    std::vector<std::string> arrived, sent, dropped;
    int released = 0, asked = 0;
    FaultLine line;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("without faults everything passes and nobody is asked for a name") {
    Line me;
    me.line.incoming(amy, bytes_of("in"));
    me.line.outgoing(amy, bytes_of("out"));
    me.have({"loss 0%", "latency 0"});
    me.line.incoming(stranger, bytes_of("in too"));
    CHECK(me.arrived == Lines{"in", "in too"});
    CHECK(me.sent == Lines{"out"});
    CHECK(me.asked == 0);
}

TEST_CASE("a cut is made on both ends") {
    Line me;
    me.have({"partition me,bob | amy"});
    me.line.incoming(amy, bytes_of("a"));
    me.line.outgoing(amy, bytes_of("b"));
    me.line.incoming(bob, bytes_of("c"));
    me.line.outgoing(bob, bytes_of("d"));
    me.line.incoming(stranger, bytes_of("e"));
    CHECK(me.dropped == Lines{"amy a: fault partition me,bob | amy", "amy b: fault partition me,bob | amy"});
    CHECK(me.arrived == Lines{"c", "e"});
    CHECK(me.sent == Lines{"d"});
    CHECK(me.line.silent("amy"));
    CHECK_FALSE(me.line.silent("bob"));
}

TEST_CASE("oneway cuts one way of datagrams, and streams altogether") {
    Line me;
    me.have({"oneway me -> amy"});
    me.line.incoming(amy, bytes_of("a"));
    me.line.outgoing(amy, bytes_of("b"));
    CHECK(me.arrived == Lines{"a"});
    CHECK(me.sent.empty());
    CHECK(me.line.silent("amy"));
}

TEST_CASE("everything but a cut is made where it arrives, and for a foreign peer where it leaves") {
    Line me;
    me.have({"loss 99.9999%"});
    me.line.outgoing(amy, bytes_of("a"));
    CHECK(me.sent == Lines{"a"});
    me.line.outgoing(agent, bytes_of("b"));
    me.line.incoming(amy, bytes_of("c"));
    me.line.incoming(stranger, bytes_of("d"));
    CHECK(me.dropped ==
          Lines{"agent b: fault loss 99.9999%", "amy c: fault loss 99.9999%", "127.0.0.1:1004 d: fault loss 99.9999%"});
}

TEST_CASE("latency keeps a packet for its time, in order") {
    Line me;
    me.have({"latency 60ms"});
    const auto begun = boot_time();
    for (const auto* each : {"a", "b", "c"}) me.line.incoming(amy, bytes_of(each));
    CHECK(me.arrived.empty());
    CHECK(me.line.delayed() == 3);
    REQUIRE(run_until(me.io, [&] { return me.arrived.size() == 3; }));
    CHECK(boot_time() - begun >= 59ms);
    CHECK(me.arrived == Lines{"a", "b", "c"});
    CHECK(me.released >= 1);
}

TEST_CASE("what is under way when a cut comes does not cross any more; what is under way at the heal arrives") {
    Line me;
    me.have({"latency 40ms"});
    me.line.incoming(amy, bytes_of("a"));
    me.line.incoming(bob, bytes_of("b"));
    me.have({"isolate amy"});
    REQUIRE(run_until(me.io, [&] { return me.line.delayed() == 0; }));
    CHECK(me.arrived == Lines{"b"});
    CHECK(me.dropped == Lines{"amy a: fault isolate amy"});
    me.have({"latency 40ms"});
    me.line.incoming(amy, bytes_of("c"));
    me.have({});
    REQUIRE(run_until(me.io, [&] { return me.line.delayed() == 0; }));
    CHECK(me.arrived.back() == "c");
}

TEST_CASE("a duplicate comes twice, a corrupt one differs in one bit") {
    Line me;
    me.have({"duplicate 100%", "corrupt 100%"});
    me.line.incoming(amy, bytes_of("hello"));
    REQUIRE(me.arrived.size() == 2);
    for (const auto& each : me.arrived) {
        int bits = 0;
        for (std::size_t at = 0; at < 5; ++at)
            bits += __builtin_popcount(static_cast<unsigned char>(each[at] ^ "hello"[at]));
        CHECK(bits == 1);
    }
}

TEST_CASE("what is kept is bounded, and the newest is told as dropped") {
    Line me;
    me.have({"latency 10s"});
    for (std::size_t count = 0; count < FaultLine::delayed_count_max + 3; ++count) me.line.incoming(amy, bytes_of("x"));
    CHECK(me.line.delayed() == FaultLine::delayed_count_max);
    CHECK(me.dropped == Lines(3, "amy x: fault delays more than it can hold"));
    me.line.stop();
    CHECK(me.line.delayed() == 0);
}

}  // namespace watercooler::driver
