#include <doctest/doctest.h>

#include <watercooler/node.hpp>

#include "core/test_club.hpp"

namespace watercooler::core {

TEST_CASE("two nodes join, see each other alive and keep probing each other") {
    TestClub club;
    club.start("ann", 8001);
    club.start("bob", 8002);
    club.join("bob", "ann");
    CHECK(club.run_until(1s, [&] { return club.all_see_all(2); }));
    club.run(30s);
    CHECK(club.all_see_all(2));
    CHECK(club.count("ann", EventKind::acked) >= 28);
    CHECK(club.count("bob", EventKind::acked) >= 28);
    CHECK(club.count_all(EventKind::probe_failed) == 0);
    CHECK(club.count_all(EventKind::suspected) == 0);
    CHECK(club.count_all(EventKind::dropped) == 0);
    CHECK(club.node("ann").fingerprint() == club.node("bob").fingerprint());
    CHECK(club.view("ann", "bob").round_trip == Duration{2ms});
}

TEST_CASE("a dead member is suspected, then dies, and the chain of causes leads to the unanswered probe") {
    TestClub club;
    club.icmp = false;
    club.start_joined(3);
    CHECK(club.all_see_all(3));
    club.kill("n2");
    CHECK(club.run_until(30s, [&] { return club.status("n0", "n2") == "dead" && club.status("n1", "n2") == "dead"; }));
    const auto died = club.event("n0", EventKind::died, "n2");
    REQUIRE(died);
    INFO(club.causes("n0", died));
    const auto suspected = club.event("n0", EventKind::suspected, "n2");
    REQUIRE(suspected);
    CHECK(suspected->reason != "");
    const auto chain = club.causes("n0", died);
    const auto by_timer = "died < suspected < probe_failed < probed < probed < started";
    const auto by_gossip = "died < received";
    const auto by_other = "died < suspected < received";
    CHECK((chain == by_timer || chain == by_gossip || chain == by_other));
}

}  // namespace watercooler::core
