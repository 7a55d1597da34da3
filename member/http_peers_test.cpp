#include "member/http_peers.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace watercooler::member {
namespace {

using namespace std::chrono_literals;
using End = HttpPeers::End;

const Address py = *parse_address("127.0.0.1:9000");
const Address rb = *parse_address("127.0.0.1:9001");

Instant at(std::chrono::milliseconds since) { return Instant{since}; }

/// A node that was looked at at 0 and is ours to tell, with nothing lacking.
HttpPeers one_told() {
    HttpPeers peers;
    peers.heard(at(0ms), py, "py");
    REQUIRE(peers.next(at(0ms)));
    REQUIRE(peers.answered_look(at(0ms), py) == End::found);
    peers.tell(at(0ms), py, true);
    peers.lacks(at(0ms), py, {}, {});
    return peers;
}
std::vector<std::string> told(HttpPeers& peers, Instant now) {
    std::vector<std::string> origins;
    while (const auto question = peers.next(now)) {
        if (question->origin.empty()) break;
        origins.push_back(question->origin);
        peers.answered_telling(question->place);
    }
    return origins;
}

}  // namespace

TEST_CASE("a node is looked at before it is told anything") {
    HttpPeers peers;
    CHECK(peers.due() == never);
    peers.heard(at(5ms), py, "py");
    CHECK(peers.due() == at(5ms));
    CHECK(peers.proven().empty());
    const auto question = peers.next(at(5ms));
    REQUIRE(question);
    CHECK(question->place == py);
    CHECK(question->origin.empty());
    CHECK_FALSE(peers.next(at(5ms)));  // one question at a time
    CHECK(peers.answered_look(at(6ms), py) == End::found);
    CHECK(peers.proven() == std::vector{py});
    CHECK(peers.due() == at(6ms) + HttpPeers::look_every);
}

TEST_CASE("what proved to be no node is not asked again at once") {
    HttpPeers peers;
    peers.heard(at(0ms), py, "py");
    peers.next(at(0ms));
    CHECK(peers.failed(at(1ms), py) == End::no_node);
    peers.heard(at(2ms), py, "py");
    CHECK(peers.empty());
    peers.heard(at(1ms) + HttpPeers::unproven_pause, py, "py");
    CHECK(peers.knows(py));
}

TEST_CASE("news is told in its order, each origin once, with whatever is newest then") {
    auto peers = one_told();
    peers.news(at(1s), "amy", {7});
    peers.news(at(1s), "bob", {8});
    peers.news(at(1s), "amy", {9});
    CHECK(peers.due() <= at(1s));
    CHECK(told(peers, at(1s)) == std::vector<std::string>{"amy", "bob"});
    CHECK(peers.due() == at(0ms) + HttpPeers::look_every);
}

TEST_CASE("what becomes news while it is told is told once more") {
    auto peers = one_told();
    peers.news(at(1s), "amy", {7});
    REQUIRE(peers.next(at(1s))->origin == "amy");
    peers.news(at(1s), "amy", {8});
    peers.news(at(1s), "amy", {9});
    CHECK_FALSE(peers.next(at(1s)));
    peers.answered_telling(py);
    CHECK(told(peers, at(1s)) == std::vector<std::string>{"amy"});
}

TEST_CASE("who is not its teller tells it nothing, and one that becomes it looks first") {
    auto peers = one_told();
    peers.tell(at(1s), py, false);
    peers.news(at(1s), "amy", {7});
    CHECK_FALSE(peers.next(at(1s)));
    peers.tell(at(2s), py, true);
    CHECK(peers.takes_all(py));
    const auto question = peers.next(at(2s));
    REQUIRE(question);
    CHECK(question->origin.empty());
}

TEST_CASE("its own news by another way says that it may have been started anew, but not every time") {
    auto peers = one_told();
    peers.news(at(1s), "py", {7});
    CHECK(peers.due() == at(2s));  // two seconds after the last look
    REQUIRE(peers.next(at(3s)));
    CHECK(peers.answered_look(at(3s), py) == End::fine);
    peers.news(at(9s), "py", {8});
    CHECK(peers.due() == at(9s));
}

TEST_CASE("who fails is asked later and later, and given up after the third time") {
    auto peers = one_told();
    peers.news(at(0ms), "amy", {7});
    auto now = at(0ms);
    for (const auto wait : {1s, 2s}) {
        REQUIRE(peers.next(now));
        CHECK(peers.failed(now, py) == End::fine);
        CHECK(peers.takes_all(py));
        CHECK(peers.due() == now + wait);
        CHECK_FALSE(peers.next(now + wait - 1ms));
        now += wait;
    }
    REQUIRE(peers.next(now));
    CHECK(peers.failed(now, py) == End::lost);
    CHECK(peers.empty());
    CHECK(peers.due() == never);
}

TEST_CASE("an answer between failures forgives them, and what was due is still due") {
    auto peers = one_told();
    peers.news(at(0ms), "amy", {7});
    peers.next(at(0ms));
    peers.failed(at(0ms), py);
    REQUIRE(peers.next(at(1s))->origin.empty());
    CHECK(peers.answered_look(at(1s), py) == End::fine);
    CHECK(told(peers, at(1s)) == std::vector<std::string>{"amy"});
    peers.news(at(1s), "bob", {8});
    peers.next(at(1s));
    peers.failed(at(1s), py);
    CHECK(peers.due() == at(2s));  // the first again
}

TEST_CASE("who comes again is asked at once, under the name that it has now") {
    auto peers = one_told();
    peers.next(at(10s));
    peers.failed(at(10s), py);
    peers.heard(at(10s) + 1ms, py, "python");
    peers.forgot(at(10s) + 1ms, py);
    const auto question = peers.next(at(11s));
    REQUIRE(question);
    CHECK(question->name == "python");
}

TEST_CASE("everything is bounded: nodes, and what waits for one") {
    HttpPeers peers;
    for (std::uint16_t port = 1; port <= 100; ++port) {
        peers.heard(at(0ms), *parse_ip("127.0.0.1", port), "n");
    }
    std::size_t asked = 0;
    while (peers.next(at(0ms))) ++asked;
    CHECK(asked == HttpPeers::count_max);
    auto one = one_told();
    std::vector<std::string> many;
    for (std::size_t i = 0; i < HttpPeers::lacking_max + 5; ++i) many.push_back("m" + std::to_string(i));
    CHECK(one.lacks(at(0ms), py, many, {}) == 5);
    CHECK(one.takes_all(py));  // what did not fit is found by a later look
    CHECK(told(one, at(1s)).size() == HttpPeers::lacking_max);
}

TEST_CASE("two of the members that know a node tell it, and not the same two every time") {
    const std::set<std::string> hosts{"amy", "bob", "cat", "dan", "eve"};
    std::set<std::string> ever;
    for (const auto& place : {py, rb, *parse_address("127.0.0.1:9002"), *parse_address("127.0.0.1:9003")}) {
        std::size_t tellers = 0;
        for (const auto& host : hosts) {
            if (!is_teller(host, place, hosts)) continue;
            ++tellers;
            ever.insert(host);
        }
        CHECK(tellers == http_tellers);
    }
    CHECK(ever.size() > http_tellers);
    CHECK(is_teller("amy", py, {"amy"}));
}

}  // namespace watercooler::member
