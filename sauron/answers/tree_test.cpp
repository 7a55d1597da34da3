#include "answers/tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "answers/hand_events.hpp"
#include "answers/otlp.hpp"
#include "answers/sim_events.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

Uuid dune() { return *parse_uuid("0192f3c1-7a0e-7c55-9b1e-5d0c2a7be001"); }

Event about(EventKind kind, const std::string& peer, std::uint32_t hop) {
    return {
        .kind = kind, .peer = peer, .uuid = dune(), .origin = "amy", .key = "book", .version = Version{7}, .hop = hop};
}
Event told(const std::string& peer, std::uint32_t hop, std::uint64_t cause) {
    auto event = about(EventKind::applied, peer, hop);
    event.cause = {cause};
    event.value = "Emma";
    return event;
}
Event sent(const std::string& peer, std::uint64_t packet, std::uint64_t cause, const char* what = "rumor") {
    return {.kind = EventKind::sent, .cause = {cause}, .peer = peer, .packet = PacketHash{packet}, .reason = what};
}
Event received(const std::string& peer, std::uint64_t packet, const char* what = "rumor") {
    return {.kind = EventKind::received, .peer = peer, .packet = PacketHash{packet}, .reason = what};
}

/// Amy tells bob and jim, bob tells dee; what jim was sent is lost, and he pulls it. Kim stopped, lou is frozen.
EventList small_club() {
    auto born = about(EventKind::born, "", 0);
    born.value = "Emma";
    return EventList{{
        happened("amy", 1, 0, {.kind = EventKind::started}),
        happened("bob", 1, 0, {.kind = EventKind::started}),
        happened("dee", 1, 0, {.kind = EventKind::started}),
        happened("jim", 1, 0, {.kind = EventKind::started}),
        happened("kim", 1, 0, {.kind = EventKind::started}),
        happened("kim", 2, 1002, {.kind = EventKind::stopped, .reason = "left"}),
        happened("lou", 1, 0, {.kind = EventKind::started}),
        happened("lou", 2, 500, {.kind = EventKind::frozen}),
        happened("amy", 2, 1000, born),
        happened("amy", 3, 1000, sent("bob", 11, 2)),
        happened("amy", 4, 1000, sent("jim", 12, 2)),
        happened("bob", 2, 1010, received("amy", 11)),
        happened("bob", 3, 1010, told("amy", 1, 2)),
        happened("bob", 4, 1010, sent("dee", 13, 3)),
        happened("dee", 2, 1022, received("bob", 13)),
        happened("dee", 3, 1022, told("bob", 2, 2)),
        happened("dee", 4, 1022, sent("bob", 14, 3)),
        happened("bob", 5, 1030, received("dee", 14)),
        happened("bob", 6, 1030, about(EventKind::duplicate, "dee", 3)),
        happened("dee", 5, 1027, about(EventKind::announced, "jim", 2)),
        happened("dee", 6, 1027, sent("jim", 15, 5, "announce")),
        happened("jim", 2, 1300, received("dee", 15, "announce")),
        happened("jim", 3, 1300, about(EventKind::pulled, "dee", 0)),
        happened("jim", 4, 1300, sent("dee", 16, 3, "pull")),
        happened("dee", 7, 1305, received("jim", 16, "pull")),
        happened("dee", 8, 1305, sent("jim", 17, 7)),
        happened("jim", 5, 1310, received("dee", 17)),
        happened("jim", 6, 1310, told("dee", 3, 5)),
        happened("amy", 5, 2000, {.kind = EventKind::probed, .peer = "bob"}),
    }};
}

const TreeNode& node(const RumorTree& tree, const std::string& member) {
    const auto found = std::ranges::find(tree.nodes, member, &TreeNode::member);
    REQUIRE(found != tree.nodes.end());
    return *found;
}

/// What must be true of every tree.
void check_whole(const RumorTree& tree) {
    std::set<std::string> members;
    std::uint64_t children = 0, copies = 0, duplicates = 0, told_by_gossip = 0;
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
        const auto& node = tree.nodes[i];
        CAPTURE(node.member);
        CHECK(members.insert(node.member).second);
        children += node.children.size();
        copies += node.copies;
        duplicates += node.duplicates;
        if (node.hop > 0 && node.how != How::http) ++told_by_gossip;
        for (const auto child : node.children) CHECK(tree.nodes[child].parent == i);
        if (!node.parent) continue;
        const auto& parent = tree.nodes[*node.parent];
        CHECK(*node.parent < i);
        CHECK(node.told_by == parent.member);
        CHECK(node.time_ns >= parent.time_ns);
        CHECK(node.hop == parent.hop + 1);
    }
    CHECK(children + tree.roots.size() == tree.nodes.size());
    CHECK(copies == told_by_gossip + duplicates);
    CHECK(duplicates <= tree.redundant);
    CHECK(tree.copies == told_by_gossip + tree.redundant);
    CHECK(tree.reached_living <= tree.living);
}

}  // namespace

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

TEST_CASE("a tree in the terminal") {
    auto events = small_club();
    const auto tree = *rumor_tree(dune(), events);
    CHECK(to_tree_text(tree, {.utf8 = false, .width = 110}) ==
          R"(0192f3c1-7a0e-7c55-9b1e-5d0c2a7be001   "Emma" v7 by amy   started 00:00:01.000
Reached 4 of 5 in 310 ms, 3 hops, 4 deliveries (1 redundant). Slowest: jim, because what amy sent to jim at
  00:00:01.000 never came; a pull repaired it.
50 % 22 ms   90 % not yet   99 % not yet   100 % not yet   announcements 1, pulls 1

member           time  hop  how   copies
amy             +0 ms    0  born       0  <- critical
`- bob         +10 ms    1  push       2  <- critical
   `- dee      +22 ms    2  push       1  <- critical
      `- jim  +310 ms    3  pull       1  <- critical (waited 288 ms)

not reached: kim: stopped at 00:00:01.002, before it came
not reached: lou: is frozen since 00:00:00.500 or before
)");
    const auto utf8 = to_tree_text(tree, {.utf8 = true, .width = 110});
    CHECK(utf8.find("└─ bob") != std::string::npos);
    CHECK(utf8.find("← critical") != std::string::npos);
}

TEST_CASE("a tree as a table") {
    auto events = small_club();
    const auto tree = *rumor_tree(dune(), events);
    const auto text = to_table_text(tree, {.utf8 = false, .width = 110});
    CHECK(text.find(R"(member     time  hop  how   told by  copies  duplicates  announced  pulled  event
amy       +0 ms    0  born  -             0           0          0       0  amy#2
bob      +10 ms    1  push  amy           2           1          0       0  bob#3
dee      +22 ms    2  push  bob           1           0          1       0  dee#3
jim     +310 ms    3  pull  dee           1           0          0       1  jim#6
)") != std::string::npos);
}

TEST_CASE("a tree as a flowchart") {
    auto events = small_club();
    CHECK(to_mermaid(*rumor_tree(dune(), events)) == R"(flowchart LR
    n0["amy"]
    n1["bob"]
    n2["dee"]
    n3["jim"]
    n0 -->|"push 10 ms"| n1
    n1 -->|"push 12 ms"| n2
    n2 -->|"pull 288 ms"| n3
    classDef critical stroke-width:3px
    class n0 critical
    class n1 critical
    class n2 critical
    class n3 critical
)");
}

TEST_CASE("a tree as JSON has its schema, every node and every number") {
    auto events = small_club();
    const auto read = json::parse(to_json(*rumor_tree(dune(), events)), json::answer_bounds);
    REQUIRE(read.has_value());
    CHECK(*read->find("schema")->text() == "watercooler.rumor_tree/v1");
    CHECK(read->find("nodes")->array()->size() == 4);
    CHECK(*read->find("nodes")->array()->at(1).find("told_by")->text() == "amy");
    CHECK(std::get<std::int64_t>(read->find("copies")->is) == 4);
    CHECK(read->find("t100_ns")->null());
    CHECK(*read->find("slowest")->find("reason")->text() == "lost");
}

TEST_CASE("a tree as a trace obeys OTLP's JSON encoding") {
    auto events = small_club();
    const auto tree = *rumor_tree(dune(), events);
    const auto read = json::parse(to_otlp(tree), json::answer_bounds);
    REQUIRE(read.has_value());
    const auto& resources = *read->find("resourceSpans")->array();
    REQUIRE(resources.size() == 4);
    std::set<std::string> ids;
    const auto hex = [](const std::string& id, std::size_t size) {
        return id.size() == size && id.find_first_not_of("0123456789abcdef") == std::string::npos &&
               id.find_first_not_of('0') != std::string::npos;
    };
    for (const auto& resource : resources) {
        const auto& span = resource.find("scopeSpans")->array()->at(0).find("spans")->array()->at(0);
        CHECK(*span.find("traceId")->text() == "0192f3c17a0e7c559b1e5d0c2a7be001");
        CHECK(hex(*span.find("spanId")->text(), 16));
        const auto* parent = span.find("parentSpanId");
        if (parent != nullptr) CHECK(ids.contains(*parent->text()));
        CHECK((parent == nullptr) == ids.empty());
        CHECK(ids.insert(*span.find("spanId")->text()).second);
        const auto begin = std::stoull(*span.find("startTimeUnixNano")->text());
        CHECK(begin <= std::stoull(*span.find("endTimeUnixNano")->text()));
        CHECK(begin >= static_cast<std::uint64_t>(morning_ns));
        for (const auto& attribute : *span.find("attributes")->array()) {
            CHECK(attribute.find("key")->text() != nullptr);
            const auto& value = *attribute.find("value");
            CHECK((value.find("stringValue") != nullptr) != (value.find("intValue") != nullptr));
        }
    }
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
