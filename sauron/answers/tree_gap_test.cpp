#include "answers/tree_gap.hpp"

#include <doctest/doctest.h>

#include "answers/sim_events.hpp"
#include "answers/small_club.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

TEST_CASE("who was not reached is told with the reason, if an event tells") {
    auto events = small_club();
    const auto tree = rumor_tree(dune(), events);
    REQUIRE(tree->missing.size() == 2);
    CHECK(tree->missing[0].member == "kim");
    CHECK(tree->missing[0].gone);
    CHECK(tree->missing[0].reason == "stopped at 00:00:01.002, before it came");
    CHECK(tree->missing[1].member == "lou");
    CHECK(tree->missing[1].reason == "is frozen since 00:00:00.500 or before");
    CHECK(to_text(tree->missing[1].cites.at(0)) == "lou#2");
}

TEST_CASE("the biggest gap of the critical path is explained by events, or is unknown") {
    auto events = small_club();
    const auto tree = rumor_tree(dune(), events);
    REQUIRE(tree->slowest.has_value());
    CHECK(tree->nodes[tree->slowest->to].member == "jim");
    CHECK(tree->slowest->reason == "lost");
    CHECK(tree->slowest->says == "what amy sent to jim at 00:00:01.000 never came; a pull repaired it");
    auto less = events.without(tree->slowest->cites.at(0));
    const auto slowest = rumor_tree(dune(), less)->slowest;
    CHECK(slowest->reason == "announced");  // what is left of it
    auto nothing = less.without(slowest->cites.at(0));
    CHECK(rumor_tree(dune(), nothing)->slowest->reason == "unknown");
}

TEST_CASE("a fault that stood for a part of the wait is its reason, and one that was over is not") {
    const auto bob = [](std::vector<json::EventRecord> faults) {
        std::vector<json::EventRecord> records{happened("amy", 1, 100, told("", 0, 0))};
        records.front().event.kind = EventKind::born;
        records.insert(records.end(), faults.begin(), faults.end());
        records.push_back(happened("bob", faults.size() + 1, 900, told("amy", 1, 0)));
        return EventList{records};
    };
    const auto change = [](std::uint64_t seq, std::int64_t at, EventKind kind, std::uint64_t id, std::string words) {
        return happened("bob", seq, at, {.kind = kind, .count = id, .reason = std::move(words)});
    };
    const auto loss = change(1, 20, EventKind::fault_set, 1, "loss 5%");
    const auto parted = change(2, 30, EventKind::fault_set, 2, "partition amy | bob");
    auto ended = bob({loss, parted, change(3, 40, EventKind::fault_cleared, 1, "loss 5%"),
                      change(4, 800, EventKind::fault_cleared, 2, "partition amy | bob (its time has come)")});
    const auto slowest = rumor_tree(dune(), ended)->slowest;
    REQUIRE(slowest.has_value());
    CHECK(slowest->says == "bob had a fault: partition amy | bob");
    CHECK(slowest->cites.size() == 2);
    auto over = bob({loss, change(2, 40, EventKind::fault_cleared, 1, "loss 5%")});
    CHECK(rumor_tree(dune(), over)->slowest->reason == "unknown");
}

TEST_CASE("who pulls waited for an announcement, and that is said") {
    SimClub club{SimClub::numbered(12)};
    const auto uuid = club.set("m0", "Dune");
    REQUIRE(club.agree());
    auto events = club.events();
    const auto tree = rumor_tree(uuid, events);
    REQUIRE(tree);
    REQUIRE(tree->nodes[tree->critical.back()].how == How::pull);
    REQUIRE(tree->slowest);
    CHECK(tree->slowest->reason == "announced");
    CHECK(tree->slowest->says.find(" announced it to ") != std::string::npos);
    CHECK(tree->slowest->cites.size() == 2);
}

TEST_CASE("a freeze that was over before is not why it took so long") {
    SimClub club{{"ann", "bob", "cat", "dan"}};
    club.apply(sim::FreezeOne{.who = "cat"});
    club.run(50ms);
    club.apply(sim::ThawOne{"cat"});
    REQUIRE(club.agree());
    club.apply(sim::Partition{{{"ann", "bob", "dan"}, {"cat"}}});
    const auto uuid = club.set("ann", "Dune");
    club.run(300ms);
    club.apply(sim::Heal{});
    REQUIRE(club.agree());
    auto events = club.events();
    const auto tree = rumor_tree(uuid, events);
    REQUIRE(tree->slowest.has_value());
    CHECK(tree->nodes[tree->slowest->to].member == "cat");
    CHECK(tree->slowest->reason != "frozen");
}

TEST_CASE("a member that was frozen is why it took so long") {
    SimClub club{{"ann", "bob", "cat", "dan"}};
    club.apply(sim::FreezeOne{.who = "cat"});
    club.run(50ms);
    const auto uuid = club.set("ann", "Dune");
    club.run(300ms);
    club.apply(sim::ThawOne{"cat"});
    REQUIRE(club.agree());
    auto events = club.events();
    const auto tree = rumor_tree(uuid, events);
    REQUIRE(tree->slowest.has_value());
    CHECK(tree->slowest->reason == "frozen");
    CHECK(tree->slowest->says == "cat was frozen 350 ms");
    CHECK(tree->slowest->cites.size() == 2);
    CHECK(summary(*tree).find("Slowest: cat, because cat was frozen 350 ms.") != std::string::npos);
}

TEST_CASE("what a partition kept away came by reconciliation, and the tree says so") {
    SimClub club{SimClub::numbered(6)};
    club.apply(sim::Partition{{{"m0", "m1", "m2"}, {"m3", "m4", "m5"}}});
    club.run(500ms);
    const auto uuid = club.set("m0", "Dune");
    club.run(5s);
    club.apply(sim::Heal{});
    REQUIRE(club.agree());
    auto events = club.events();
    const auto tree = rumor_tree(uuid, events);
    check_whole(*tree);
    CHECK(tree->reached_living == 6);
    REQUIRE(tree->slowest.has_value());
    CHECK(tree->slowest->ns > 1'000'000'000);
    CHECK(tree->slowest->reason == "lost");
}

TEST_CASE("who was killed before it came is not waited for") {
    SimClub club{SimClub::numbered(8), {.latency = 20ms}};
    const auto uuid = club.set("m0", "Dune");
    club.apply(sim::Crash{"m5"});
    REQUIRE(club.agree());
    club.run(10s);
    auto events = club.events();
    const auto tree = rumor_tree(uuid, events);
    check_whole(*tree);
    CHECK(tree->living == 7);
    CHECK(tree->t100_ns.has_value());
    REQUIRE(tree->missing.size() == 1);
    CHECK(tree->missing[0].gone);
    CHECK(tree->missing[0].reason.starts_with("has been silent since"));
}
