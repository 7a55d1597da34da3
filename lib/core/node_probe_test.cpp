#include <doctest/doctest.h>

#include <watercooler/node.hpp>

#include "core/test_club.hpp"

namespace watercooler::core {

TEST_CASE("a dead member is suspected, then dies, and the causes lead back to the unanswered ping") {
    TestClub club;
    club.icmp = false;
    club.start_joined(2);
    REQUIRE(club.all_see_all(2));
    club.kill("n1");
    CHECK(club.run_until(20s, [&] { return club.status("n0", "n1") == "dead"; }));
    const auto died = club.event("n0", EventKind::died, "n1");
    CHECK(club.causes("n0", died) == "died < suspected < probe_failed < probed < probed < started");
    CHECK(died->reason == "n0");
    CHECK(died->incarnation == club.event("n0", EventKind::suspected, "n1")->incarnation);
    const auto patience = died->protocol_time - club.event("n0", EventKind::suspected, "n1")->protocol_time;
    CHECK(patience == 4s);  // two members: nobody could confirm, so the shortest
}

TEST_CASE("everybody in a larger club hears of a death, from the accuser or by their own probe") {
    TestClub club;
    club.icmp = false;
    club.start_joined(8);
    REQUIRE(club.all_see_all(8));
    club.kill("n5");
    CHECK(club.run_until(40s, [&] { return club.all_see_all(7); }));
    for (const auto& host : club.hosts()) {
        if (!host.running) continue;
        CAPTURE(host.name);
        const auto chain = club.causes(host.name, club.event(host.name, EventKind::died, "n5"));
        CHECK(chain.starts_with("died < "));
        CHECK((chain.ends_with("< started") || chain.ends_with("< received")));
    }
}

TEST_CASE("a member that is suspected wrongly refutes, and is cleared with a higher incarnation") {
    TestClub club;
    club.start_joined(4);
    const auto before = club.node("n1").incarnation();
    club.cut = [](const auto& from, const auto& to) { return from == "n1" || to == "n1"; };
    CHECK(club.run_until(10s, [&] { return club.status("n0", "n1") == "suspect"; }));
    club.cut = {};
    CHECK(club.run_until(5s, [&] { return club.all_see_all(4); }));
    CHECK(club.count_all(EventKind::died) == 0);
    CHECK(club.node("n1").incarnation() > before);
    const auto refuted = club.event("n1", EventKind::refuted);
    REQUIRE(refuted);
    CHECK(refuted->reason == "suspect");
    CHECK(club.causes("n1", refuted) == "refuted < received");
    const auto cleared = club.event("n0", EventKind::cleared, "n1");
    REQUIRE(cleared);
    CHECK(cleared->incarnation == refuted->incarnation);
    CHECK(club.node("n0").totals().awareness < 8);
}

TEST_CASE("helpers reach a member whose direct path is cut, so nobody accuses it") {
    TestClub club;
    club.start_joined(4);
    club.cut = [](const auto& from, const auto& to) {
        return (from == "n0" && to == "n1") || (from == "n1" && to == "n0");
    };
    club.run(30s);
    CHECK(club.all_see_all(4));
    CHECK(club.count_all(EventKind::suspected) == 0);
    bool asked = false, answered = false;
    for (const auto& event : club.at("n0").events) {
        asked = asked || (event.kind == EventKind::probed && event.reason.starts_with("indirect via "));
        answered = answered || (event.kind == EventKind::acked && event.reason == "through a helper");
    }
    CHECK(asked);
    CHECK(answered);
}

TEST_CASE("helpers that hear nothing either say so, and the prober's own health stays good") {
    TestClub club;
    club.icmp = false;
    club.start_joined(5);
    club.kill("n4");
    CHECK(club.run_until(10s, [&] { return club.event("n0", EventKind::probe_failed, "n4").has_value(); }));
    CHECK(club.event("n0", EventKind::probe_failed, "n4")->reason == "3 helpers asked, 3 of them heard nothing either");
    CHECK(club.node("n0").totals().awareness == 0);
}

TEST_CASE("a prober that hears nobody doubts its own health and grows more patient") {
    TestClub club;
    club.start_joined(5);
    club.cut = [](const auto& from, const auto& to) { return from == "n0" || to == "n0"; };
    club.run(6s);
    CHECK(club.node("n0").totals().awareness > 0);
    club.cut = {};
    club.run(20s);
    CHECK(club.node("n0").totals().awareness == 0);
    CHECK(club.all_see_all(5));
}

TEST_CASE("a stream ping saves a member whose datagrams are lost, and the reason says so") {
    TestClub club;
    club.start_joined(2);
    club.cut_datagrams = [](const auto&, const auto&) { return true; };
    club.run(20s);
    CHECK(club.all_see_all(2));
    CHECK(club.count_all(EventKind::suspected) == 0);
    const auto probed = club.event("n0", EventKind::probed, "n1");
    REQUIRE(probed);
    bool by_stream = false;
    for (const auto& event : club.at("n0").events) {
        by_stream = by_stream || (event.kind == EventKind::acked && event.reason.starts_with("by stream only"));
    }
    CHECK(by_stream);
}

TEST_CASE("a suspect is pinged together with the accusation, and nothing else") {
    TestClub club;
    club.icmp = false;
    club.start_joined(4);
    club.kill("n3");
    club.run(12s);
    bool together = false;
    for (const auto& event : club.at("n0").events) {
        if (event.kind != EventKind::sent || event.peer != "n3") continue;
        together = together || event.reason == "compound: ping suspect";
    }
    CHECK(together);
}

TEST_CASE("a node at rest wakes for its probes only") {
    TestClub club;
    club.start_joined(3);
    club.run(20s);  // what was queued has been told
    const auto before = club.at("n0").events.size();
    club.run(10s);
    int sent = 0;
    for (auto i = before; i < club.at("n0").events.size(); ++i) {
        const auto& event = club.at("n0").events[i];
        if (event.kind != EventKind::sent) continue;
        ++sent;
        CHECK((event.reason == "ping" || event.reason == "ack"));
    }
    CHECK(sent <= 35);
}

TEST_CASE("the long dead are forgotten, and their traces keep an old word from bringing them back") {
    TestClub club;
    club.start_joined(3);
    club.kill("n2");
    CHECK(club.run_until(90s,
                         [&] { return club.status("n0", "n2") == "unknown" && club.status("n1", "n2") == "unknown"; }));
    CHECK(club.event("n0", EventKind::reaped, "n2"));
    const auto memory = club.node("n0").memory();
    CHECK(std::any_of(memory.peers.begin(), memory.peers.end(), [](const auto& peer) { return peer.name == "n2"; }));
    const auto codec = memberlist_codec({});
    const message::Alive old{.address = Buffer{127, 0, 0, 1},
                             .incarnation = {1},
                             .meta = codec->encode_tags({{"wc", "1"}}),
                             .node = "n2",
                             .port = 8002,
                             .versions = Buffer{1, 5, 2, 2, 5, 5}};
    auto& host = club.at("n0");
    club.act(host, [&](Outbox& out) {
        host.node->receive(club.now, club.at("n1").address, codec->pack({codec->encode(old)}, false), out);
    });
    CHECK(club.status("n0", "n2") == "unknown");
}

}  // namespace watercooler::core
