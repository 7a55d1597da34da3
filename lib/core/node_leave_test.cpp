#include <doctest/doctest.h>

#include <watercooler/node.hpp>

#include "core/test_club.hpp"

namespace watercooler::core {

TEST_CASE("a goodbye shows as left everywhere, suspects nobody, and is over within a second or two") {
    TestClub club;
    club.start_joined(10);
    const auto began = club.now;
    club.leave("n3");
    CHECK(club.event("n3", EventKind::leaving));
    CHECK_FALSE(club.node("n3").left());
    CHECK(club.run_until(3s, [&] { return club.node("n3").left(); }));
    CHECK(club.now - began <= 2s);
    CHECK(club.run_until(2s, [&] { return club.status("n0", "n3") == "left"; }));
    for (int i = 0; i < 10; ++i) {
        if (i == 3) continue;
        CAPTURE(i);
        CHECK(club.status("n" + std::to_string(i), "n3") == "left");
    }
    CHECK(club.count_all(EventKind::suspected) == 0);
    CHECK(club.count_all(EventKind::died) == 0);
    CHECK(club.causes("n0", club.event("n0", EventKind::left, "n3")) == "left < received");
}

TEST_CASE("the leave intent is told before the goodbye, and both straight to several") {
    TestClub club;
    club.start_joined(3);
    club.leave("n2");
    club.run(3s);
    std::optional<Sequence> intent, dead;
    for (const auto& event : club.at("n2").events) {
        if (event.kind != EventKind::sent) continue;
        if (!intent && event.reason.find("leave-intent") != std::string::npos) intent = event.seq;
        if (!dead && event.reason.find("dead") != std::string::npos) dead = event.seq;
    }
    REQUIRE(intent);
    REQUIRE(dead);
    CHECK(*intent < *dead);
    CHECK(club.causes("n2", club.at("n2").events.at(intent->value - 1)) == "sent < leaving");
    CHECK(club.causes("n2", club.at("n2").events.at(dead->value - 1)) == "sent < leaving");
}

TEST_CASE("a goodbye is over at once for a node that is alone") {
    TestClub club;
    club.start("ann", 8001);
    club.leave("ann");
    CHECK(club.node("ann").left());
}

TEST_CASE("a goodbye is over after two seconds even if nobody hears it") {
    TestClub club;
    club.start_joined(3);
    club.cut = [](const auto& from, const auto& to) { return from == "n0" || to == "n0"; };
    club.leave("n0");
    CHECK(club.run_until(2010ms, [&] { return club.node("n0").left(); }));
}

TEST_CASE("who leaves answers probes until it stops, and does not claim to live") {
    TestClub club;
    club.start_joined(3);
    const auto incarnation = club.node("n1").incarnation();
    club.leave("n1");
    club.run(10s);
    CHECK(club.status("n0", "n1") == "left");
    CHECK(club.node("n1").incarnation() == incarnation);
    CHECK(club.count("n1", EventKind::refuted) == 0);
}

TEST_CASE("who left may come back under the same name, on another port") {
    TestClub club;
    club.start_joined(3);
    club.leave("n1");
    club.run(3s);
    club.kill("n1");
    club.start("n1", 8055);
    club.join("n1", "n0");
    CHECK(club.run_until(3s, [&] { return club.all_see_all(3); }));
    CHECK(club.view("n2", "n1").address.port == 8055);
}

TEST_CASE("leaving twice is leaving once, and the last event says that the node stopped") {
    TestClub club;
    club.start_joined(2);
    club.leave("n0");
    club.leave("n0");
    CHECK(club.count("n0", EventKind::leaving) == 1);
    auto& host = club.at("n0");
    club.act(host, [&](Outbox& out) { host.node->stop(club.now, "asked to", out); });
    CHECK(host.events.back().kind == EventKind::stopped);
    CHECK(host.events.back().reason == "asked to");
}

}  // namespace watercooler::core
