#include <doctest/doctest.h>

#include <set>
#include <watercooler/node.hpp>

#include "core/test_club.hpp"
#include "core/test_one.hpp"

namespace watercooler::core {

TEST_CASE("twenty nodes that join one another in a chain agree within seconds") {
    TestClub club;
    for (int i = 0; i < 20; ++i) {
        club.start("n" + std::to_string(i), static_cast<std::uint16_t>(8000 + i));
        if (i > 0) club.join("n" + std::to_string(i), "n" + std::to_string(i - 1));
    }
    CHECK(club.run_until(5s, [&] { return club.all_see_all(20); }));
    std::set<std::pair<std::uint64_t, std::uint64_t>> fingerprints;
    for (const auto& host : club.hosts()) fingerprints.insert(host.node->fingerprint());
    CHECK(fingerprints.size() == 1);
    CHECK(club.count_all(EventKind::suspected) == 0);
    CHECK(club.count_all(EventKind::conflict) == 0);
    CHECK(club.count_all(EventKind::dropped) == 0);
}

TEST_CASE("a join tells both sides with `sync_started` and `sync_done`, and both close their stream") {
    TestClub club;
    club.start("ann", 8001);
    club.start("bob", 8002);
    club.join("bob", "ann");
    club.run(100ms);
    CHECK(club.event("bob", EventKind::sync_started)->reason == "push-pull join");
    CHECK(club.event("bob", EventKind::sync_done)->count == 1);
    CHECK(club.event("ann", EventKind::sync_done)->count == 1);
    CHECK(club.count_all(EventKind::stream_opened) == club.count_all(EventKind::stream_closed));
    CHECK(club.causes("ann", club.event("ann", EventKind::joined, "bob")) == "joined < received < stream_opened");
    CHECK(club.causes("bob", club.event("bob", EventKind::joined, "ann")) ==
          "joined < received < stream_opened < sync_started");
}

TEST_CASE("a seed that is not there yet is tried again while the node is alone") {
    TestClub club;
    club.start("ann", 8001);
    club.join("ann", *parse_ip("127.0.0.1", 8002));
    club.run(5s);
    CHECK(club.event("ann", EventKind::stream_closed)->reason == "refused");
    club.start("bob", 8002);
    CHECK(club.run_until(20s, [&] { return club.all_see_all(2); }));
}

TEST_CASE("a node does not join itself") {
    TestClub club;
    club.start("ann", 8001);
    club.join("ann", *parse_ip("127.0.0.1", 8001));
    club.run(1s);
    CHECK(club.count_all(EventKind::stream_opened) == 0);
}

TEST_CASE("members of another label hear nothing of each other") {
    TestClub club, other;
    other.label = "other";
    club.start("ann", 8001);
    other.start("bob", 8002);
    const auto ping = [&] {
        Outbox out;
        other.node("bob").join(other.now, std::vector<Address>{club.at("ann").address}, out);
        return std::get<OpenStream>(out.streams.front()).bytes;
    }();
    auto& ann = club.at("ann");
    Outbox out;
    ann.node->stream(club.now, StreamId{2}, StreamAccepted{*parse_ip("127.0.0.1", 9)}, out);
    ann.node->stream(club.now, StreamId{2}, StreamData{ping}, out);
    CHECK(ann.node->members(club.now).size() == 1);
    CHECK(std::get<CloseStream>(out.streams.back()).id == StreamId{2});
}

TEST_CASE("islands find each other again after a partition that was longer than everybody's memory of the dead") {
    TestClub club;
    club.start_joined(6);
    const auto left_side = [](const std::string& name) { return name < "n3"; };
    club.cut = [&](const auto& from, const auto& to) { return left_side(from) != left_side(to); };
    CHECK(club.run_until(150s,
                         [&] { return club.status("n0", "n4") == "unknown" && club.status("n5", "n1") == "unknown"; }));
    CHECK(club.all_see_all(3));
    club.cut = {};
    const auto healed = club.now;
    CHECK(club.run_until(60s, [&] { return club.all_see_all(6); }));
    MESSAGE("healed after " << std::chrono::duration<double>(club.now - healed).count() << " s");
    CHECK(club.event("n0", EventKind::joined, "n4"));
}

TEST_CASE("a short partition heals as well, while the dead are still known as dead") {
    TestClub club;
    club.start_joined(6);
    const auto left_side = [](const std::string& name) { return name < "n3"; };
    club.cut = [&](const auto& from, const auto& to) { return left_side(from) != left_side(to); };
    CHECK(club.run_until(40s, [&] { return club.all_see_all(3); }));
    club.cut = {};
    CHECK(club.run_until(30s, [&] { return club.all_see_all(6); }));
    CHECK(club.event("n0", EventKind::returned));
}

TEST_CASE("a name that died comes back at another port at once, outbidding what was believed of it") {
    TestClub club;
    club.start_joined(4);
    club.kill("n2");
    CHECK(club.run_until(20s, [&] { return club.all_see_all(3); }));
    club.start("n2", 8099);  // remembers nothing: incarnation 1 again
    club.join("n2", "n0");
    CHECK(club.run_until(2s, [&] { return club.all_see_all(4); }));
    CHECK(club.view("n1", "n2").address.port == 8099);
    CHECK(club.event("n1", EventKind::returned, "n2"));
    CHECK(club.node("n2").incarnation().value >= 2);
}

TEST_CASE("a member that restarts with its memory on the same port is simply there again") {
    TestClub club;
    club.start_joined(4);
    const auto memory = club.node("n2").memory();
    club.kill("n2");
    club.run(300ms);
    club.start("n2", 8002, memory);  // joins whom it remembers
    CHECK(club.run_until(10s, [&] { return club.all_see_all(4); }));
    CHECK(club.count_all(EventKind::died) == 0);
    CHECK(club.node("n2").incarnation() > memory.incarnation);
}

TEST_CASE("a living holder of a name is a conflict: the newcomer waits, and takes over once the holder is dead") {
    TestClub club;
    club.start_joined(3);
    club.start("n1", 8099);
    club.join("n1", "n0");
    club.run(5s);
    CHECK(club.view("n0", "n1").address.port == 8001);
    CHECK(club.view("n2", "n1").address.port == 8001);
    CHECK(club.event("n0", EventKind::conflict, "n1")->reason == "held by 127.0.0.1:8001, claimed by 127.0.0.1:8099");
    CHECK(club.event("n1", EventKind::conflict, "n1"));
    for (auto& host : club.hosts()) {
        if (host.name == "n1" && host.address.port == 8001) host.running = false;
    }
    CHECK(club.run_until(40s, [&] { return club.view("n0", "n1").address.port == 8099 && club.all_see_all(3); }));
}

TEST_CASE("the reaped come back under their name, although everybody forgot the record that they would refute") {
    TestClub club;
    club.start_joined(3);
    club.kill("n2");
    CHECK(club.run_until(90s,
                         [&] { return club.status("n0", "n2") == "unknown" && club.status("n1", "n2") == "unknown"; }));
    club.start("n2", 8042);
    club.join("n2", "n1");
    CHECK(club.run_until(3s, [&] { return club.all_see_all(3); }));
}

TEST_CASE("two that lost sight of each other one way find back by the next ping") {
    for (const auto reaped : {false, true}) {
        CAPTURE(reaped);
        TestClub club;
        club.start_joined(2);
        // n0 takes n1 for dead, and n1 never hears of it.
        const auto codec = memberlist_codec({});
        const message::Dead dead{.from = "x", .incarnation = club.view("n0", "n1").incarnation, .node = "n1"};
        auto& host = club.at("n0");
        club.cut_datagrams = [](const auto& from, const auto& to) { return from == "n0" && to == "n1"; };
        club.act(host, [&](Outbox& out) {
            host.node->receive(club.now, *parse_ip("127.0.0.1", 9), codec->pack({codec->encode(dead)}, false), out);
        });
        CHECK(club.status("n0", "n1") == "dead");
        if (reaped) {
            club.cut = [](const auto&, const auto&) { return true; };
            CHECK(club.run_until(60s, [&] { return club.status("n0", "n1") == "unknown"; }));
            club.cut = {};
        }
        club.cut_datagrams = {};
        CHECK(club.run_until(12s, [&] { return club.all_see_all(2); }));
    }
}

TEST_CASE("who is pinged by somebody of its kind that it never heard of asks for that club's table") {
    OneNode one;
    message::Ping ping{.node = "me",
                       .sequence = 5,
                       .source = {.address = Buffer{127, 0, 0, 1}, .node = "bob", .port = 82},
                       .fingerprint = message::Fingerprint{1, 2}};
    one.hear(ping, 82);
    REQUIRE(one.actions.size() == 1);
    CHECK(std::get<OpenStream>(one.actions[0]).to == OneNode::place(82));
    ping.source.node = "cat";
    ping.source.port = 83;
    one.hear(ping, 83);
    CHECK(one.actions.empty());  // not more often than once a second
    one.pass(1s);
    ping.fingerprint.reset();
    one.hear(ping, 83);
    CHECK(one.actions.empty());  // of another kind: it exchanges tables of its own accord
}

TEST_CASE("an alive with versions that would break the cluster's exchanges is not believed") {
    TestClub club;
    club.start_joined(2);
    const auto codec = memberlist_codec({});
    const auto tell = [&](std::optional<Buffer> versions) {
        const message::Alive alive{.address = Buffer{127, 0, 0, 1},
                                   .incarnation = {1},
                                   .meta = std::nullopt,
                                   .node = "odd",
                                   .port = 9000,
                                   .versions = std::move(versions)};
        auto& host = club.at("n0");
        club.act(host, [&](Outbox& out) {
            host.node->receive(club.now, club.at("n1").address, codec->pack({codec->encode(alive)}, false), out);
        });
        return club.status("n0", "odd");
    };
    CHECK(tell(std::nullopt) == "unknown");
    CHECK(tell(Buffer{1, 5, 2, 0, 0, 0}) == "unknown");
    CHECK(tell(Buffer{5, 1, 2, 2, 5, 5}) == "unknown");
    CHECK(club.count("n0", EventKind::dropped) == 3);
    CHECK(tell(Buffer{1, 5, 2, 2, 5, 4}) == "alive");
}

TEST_CASE("the same inputs give the same bytes") {
    const auto run = [](std::uint64_t seed) {
        TestClub club;
        club.seed = seed;
        club.start_joined(6);
        club.kill("n3");
        club.run(20s);
        club.leave("n4");
        club.run(5s);
        return club.traffic();
    };
    CHECK(run(1) == run(1));
    CHECK(run(1) != run(2));
}

}  // namespace watercooler::core
