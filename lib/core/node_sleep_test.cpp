#include <doctest/doctest.h>

#include <watercooler/node.hpp>

#include "core/test_club.hpp"

namespace watercooler::core {
namespace {

/// Accusations and deaths that this node itself pronounced of others that were not asleep.
int accusations(TestClub& club, const std::string& who) {
    int count = 0;
    for (const auto& event : club.at(who).events) {
        if (event.kind == EventKind::suspected && event.reason == who) ++count;
        if (event.kind == EventKind::died && event.reason == who) ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a node that was asleep notices, accuses nobody, and is believed alive again within seconds") {
    TestClub club;
    club.start_joined(6);
    const auto incarnation = club.node("n2").incarnation();
    club.freeze_hard("n2");
    club.run(20s);
    club.thaw_hard("n2");
    const auto asleep = club.event("n2", EventKind::asleep);
    REQUIRE(asleep);
    CHECK(*asleep->count > 18'000'000'000);
    CHECK(club.node("n2").incarnation() > incarnation);
    CHECK(asleep->incarnation == Incarnation{incarnation.value + 1});
    CHECK(club.run_until(3s, [&] { return club.all_see_all(6); }));
    club.run(20s);
    CHECK(club.all_see_all(6));
    CHECK(accusations(club, "n2") == 0);
    for (const auto& host : club.hosts()) {
        for (const auto& event : host.events) {
            if (event.kind == EventKind::died) CHECK(event.peer == "n2");
        }
    }
}

TEST_CASE("when all were asleep nobody is suspected") {
    TestClub club;
    club.start_joined(8);
    club.run(700ms);
    for (int i = 0; i < 8; ++i) club.freeze_hard("n" + std::to_string(i));
    club.run(20s);
    for (int i = 0; i < 8; ++i) {  // one after the other, as signals arrive
        club.thaw_hard("n" + std::to_string(i));
        club.run(3ms);
    }
    club.run(30s);
    CHECK(club.all_see_all(8));
    CHECK(club.count_all(EventKind::suspected) == 0);
    CHECK(club.count_all(EventKind::died) == 0);
    CHECK(club.count_all(EventKind::asleep) == 8);
}

TEST_CASE("when half were asleep, nobody who was awake is declared dead, and all are alive soon after") {
    TestClub club;
    club.start_joined(10);
    for (int i = 0; i < 5; ++i) club.freeze_hard("n" + std::to_string(i));
    club.run(20s);
    for (int i = 0; i < 5; ++i) club.thaw_hard("n" + std::to_string(i));
    CHECK(club.run_until(3s, [&] { return club.all_see_all(10); }));
    for (const auto& host : club.hosts()) {
        for (const auto& event : host.events) {
            if (event.kind != EventKind::died) continue;
            CAPTURE(host.name);
            CHECK(event.peer < "n5");
        }
    }
}

TEST_CASE("a suspicion that was running when the node fell asleep ends only after somebody has answered") {
    TestClub club;
    club.icmp = false;
    club.start_joined(4);
    club.kill("n3");
    CHECK(club.run_until(10s, [&] { return club.status("n0", "n3") == "suspect"; }));
    club.freeze_hard("n0");
    club.cut = [](const auto& from, const auto& to) { return from == "n0" || to == "n0"; };
    club.run(30s);
    club.thaw_hard("n0");
    club.run(30s);
    CHECK(club.status("n0", "n3") == "suspect");  // it has heard nobody: it may be its own fault
    CHECK(club.status("n0", "n1") == "alive");
    CHECK(accusations(club, "n0") <= 1);
    club.cut = {};
    CHECK(club.run_until(20s, [&] { return club.status("n0", "n3") == "dead"; }));
}

TEST_CASE("acks from before the sleep do not end the doubt") {
    TestClub club;
    club.start_joined(3);
    const auto probed = club.count("n0", EventKind::probed);
    CHECK(club.run_until(3s, [&] { return club.count("n0", EventKind::probed) > probed; }));
    club.freeze_hard("n0");  // its ping is under way: the ack arrives while it sleeps
    club.run(10s);
    club.cut = [](const auto& from, const auto& to) { return from == "n0" || to == "n0"; };
    club.thaw_hard("n0");
    club.run(30s);
    CHECK(accusations(club, "n0") == 0);
    CHECK(club.count("n0", EventKind::probe_failed) > 3);
}

TEST_CASE("asleep is found at any input, and a delay that is no sleep is none") {
    TestClub club;
    club.start_joined(2);
    club.run(10s);
    auto& host = club.at("n0");
    const auto at = host.node->next_wakeup();
    Outbox out;
    host.node->wake(at + 500ms, out);
    CHECK(club.count("n0", EventKind::asleep) == 0);
    const auto next = host.node->next_wakeup();
    (void)host.node->set(next + 501ms, "book", "Emma", out);
    CHECK(club.count("n0", EventKind::asleep) == 1);
}

}  // namespace watercooler::core
