#include "answers/tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "answers/sim_events.hpp"
#include "answers/small_club.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

TEST_CASE("a small club's rumor is a tree of who told whom") {
    auto events = small_club();
    const auto tree = rumor_tree(dune(), events);
    REQUIRE(tree.has_value());
    check_whole(*tree);
    CHECK(node(*tree, "amy").how == How::born);
    CHECK(node(*tree, "bob").how == How::push);
    CHECK(node(*tree, "dee").told_by == "bob");
    CHECK(node(*tree, "jim").how == How::pull);
    CHECK(node(*tree, "bob").duplicates == 1);
    CHECK(tree->copies == 4);
    CHECK(tree->redundant == 1);
    CHECK(tree->announcements == 1);
    CHECK(tree->pulls == 1);
    CHECK(tree->hops == 3);
    CHECK(tree->living == 5);  // lou is waited for, kim is not
    CHECK(tree->reached_living == 4);
    CHECK(tree->t50_ns == 22'000'000);
    CHECK_FALSE(tree->t100_ns.has_value());
}

TEST_CASE("a node that speaks only HTTP stands where it was told, and is counted nowhere") {
    auto events = small_club();
    auto heard = about(EventKind::received, "py", 2);
    heard.reason = "http 200";
    auto refused = heard;
    refused.reason = "http 400";
    refused.peer = "rb";
    auto again = heard;  // its other teller
    std::vector more{happened("bob", 7, 1015, heard), happened("bob", 8, 1016, refused),
                     happened("dee", 9, 1040, again)};
    const auto before = rumor_tree(dune(), events);
    auto told = events.find({.uuid = dune(), .newest_first = false, .limit = 1000});
    told.insert(told.end(), more.begin(), more.end());
    const auto tree = rumor_tree(dune(), told, events);
    REQUIRE(tree.has_value());
    check_whole(*tree);
    CHECK(tree->nodes.size() == before->nodes.size() + 1);
    CHECK(node(*tree, "py").how == How::http);
    CHECK(node(*tree, "py").told_by == "bob");
    CHECK_FALSE(node(*tree, "py").came_later());
    CHECK(tree->living == before->living);
    CHECK(tree->reached_living == before->reached_living);
    CHECK(tree->copies == before->copies);
    CHECK(tree->hops == before->hops);
    CHECK(summary(*tree) == summary(*before));
}

TEST_CASE("without look-ups the tree is the same, but for how") {
    auto events = small_club();
    const auto tree = rumor_tree(dune(), events, {.look_up = false});
    check_whole(*tree);
    CHECK(node(*tree, "bob").how == How::gossip);
    CHECK(node(*tree, "jim").how == How::pull);
    CHECK_FALSE(tree->slowest.has_value());
}

TEST_CASE("nobody knew it: there is no tree") {
    auto events = small_club();
    CHECK_FALSE(rumor_tree(Uuid{}, events).has_value());
    CHECK_FALSE(rumor_tree(*parse_uuid("0192f3c1-7a0e-7c55-9b1e-5d0c2a7be002"), events).has_value());
}

TEST_CASE("events that lie cannot make a circle") {
    EventList events{{happened("a", 1, 10, told("b", 2, 0)), happened("b", 1, 20, told("c", 2, 0)),
                      happened("c", 1, 30, told("a", 2, 0)), happened("d", 1, 30, told("d", 2, 0))}};
    const auto tree = rumor_tree(dune(), events);
    REQUIRE(tree->nodes.size() == 4);
    CHECK(tree->roots.size() == 2);
    CHECK(tree->nodes[tree->roots[0]].member == "a");
    CHECK(to_tree_text(*tree, {}).find("c") != std::string::npos);
}

TEST_CASE("the curve of a rumor says how many knew it when") {
    auto events = small_club();
    const auto found = curve(*rumor_tree(dune(), events));
    using Points = std::vector<std::pair<std::int64_t, std::size_t>>;
    CHECK(found.points == Points{{0, 1}, {10'000'000, 2}, {22'000'000, 3}, {310'000'000, 4}});
    CHECK(found.living == 5);
    CHECK_FALSE(found.t95_ns.has_value());
}

TEST_CASE("a curve says at which hop how many heard it, and what chance alone would have done") {
    auto events = small_club();
    const auto tree = *rumor_tree(dune(), events);
    const auto found = curve(tree, 3);
    std::size_t all = 0;
    for (const auto members : found.hops) all += members;
    CHECK(all == found.points.back().second);
    CHECK(found.hops[0] == 1);
    REQUIRE(found.hop_ns.has_value());
    CHECK(*found.hop_ns > 0);
    CHECK(found.copies == tree.copies);
    REQUIRE(found.theory.has_value());
    CHECK(found.theory->known[0] == 1);
    CHECK_FALSE(curve(tree).theory.has_value());
}

TEST_CASE("where each tells three others once, chance leaves six of a hundred out") {
    const auto large = theory(10'000, 3);
    CHECK(large.known[1] == doctest::Approx(4).epsilon(0.001));
    CHECK(large.known[2] == doctest::Approx(13).epsilon(0.001));
    CHECK(std::ranges::is_sorted(large.known));
    CHECK(large.known.back() / 10'000 == doctest::Approx(0.9405).epsilon(0.001));  // 1 - p = e^(-3 p)
    CHECK(large.known.size() < 20);
    CHECK(theory(2, 3).known.back() == doctest::Approx(2));
    CHECK(theory(1, 3).known == std::vector<double>{1});
}

TEST_CASE("what is expected of a club is about what it does") {
    SimClub club{SimClub::numbered(100), {.latency = 2ms, .jitter = 1ms}};
    const auto uuid = club.set("m7", "Dune");
    REQUIRE(club.agree());
    auto events = club.events();
    const auto found = curve(*rumor_tree(uuid, events), 3);
    REQUIRE(found.theory.has_value());
    CHECK(found.points.back().second == 100);  // the ring finds whom chance leaves out
    std::size_t by_then = 0;
    for (std::size_t hop = 0; hop < 4; ++hop) by_then += found.hops.at(hop);
    CHECK(static_cast<double>(by_then) == doctest::Approx(found.theory->known.at(3)).epsilon(0.35));
}

TEST_CASE("in a club of fifty every member is reached once, and the numbers are those of the members") {
    SimClub club{SimClub::numbered(50), {.latency = 2ms, .jitter = 1ms}};
    const auto sum = [&] {
        EventCounters counters{};
        for (const auto& host : club.network.hosts()) {
            for (std::size_t i = 0; i < event_kind_count; ++i) counters[i] += host.node->counters()[i];
        }
        return counters;
    };
    const auto before = sum();
    const auto uuid = club.set("m7", "Dune");
    REQUIRE(club.agree());
    club.run(2s);
    const auto after = sum();
    const auto counted = [&](EventKind kind) {
        return after[static_cast<std::size_t>(kind)] - before[static_cast<std::size_t>(kind)];
    };
    auto events = club.events();
    const auto tree = rumor_tree(uuid, events);
    REQUIRE(tree.has_value());
    check_whole(*tree);
    CHECK(tree->living == 50);
    CHECK(tree->reached_living == 50);
    CHECK(tree->roots.size() == 1);
    CHECK(tree->nodes.size() - 1 == counted(EventKind::applied));
    CHECK(tree->redundant == counted(EventKind::duplicate));
    CHECK(tree->announcements == counted(EventKind::announced));
    CHECK(tree->pulls == counted(EventKind::pulled));
    CHECK(tree->t100_ns.has_value());
    CHECK(tree->t50_ns <= tree->t90_ns);
    CHECK(tree->t99_ns <= tree->t100_ns);
    CHECK(node(*tree, tree->nodes[tree->critical.back()].member).since_birth_ns == tree->t100_ns);
    for (const auto& node : tree->nodes) CHECK(node.how != How::gossip);

    const auto cheap = rumor_tree(uuid, events, {.looked_up_max = 10});
    check_whole(*cheap);
    CHECK(cheap->critical == tree->critical);
    for (const auto at : cheap->critical) CHECK(cheap->nodes[at].how == tree->nodes[at].how);
    CHECK(cheap->slowest->says == tree->slowest->says);
    CHECK(std::ranges::count(cheap->nodes, How::gossip, &TreeNode::how) > 0);
}

TEST_CASE("under loss, duplicates and reordering the numbers add up too") {
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
        CAPTURE(seed);
        const sim::Weather weather{
            .latency = 2ms, .jitter = 5ms, .loss = 20'000, .duplicate = 10'000, .reorder = 10'000};
        SimClub club{SimClub::numbered(20), weather, seed};
        const auto uuid = club.set("m3", "Emma");
        REQUIRE(club.agree());
        auto events = club.events();
        const auto tree = rumor_tree(uuid, events);
        REQUIRE(tree.has_value());
        check_whole(*tree);
        CHECK(tree->reached_living == 20);
    }
}
