#pragma once

// For tests: a club and its rumor, written by hand, and what must be true of every tree.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "answers/hand_events.hpp"
#include "answers/tree.hpp"

namespace watercooler::answers {

inline Uuid dune() { return *parse_uuid("0192f3c1-7a0e-7c55-9b1e-5d0c2a7be001"); }

inline Event about(EventKind kind, const std::string& peer, std::uint32_t hop) {
    return {
        .kind = kind, .peer = peer, .uuid = dune(), .origin = "amy", .key = "book", .version = Version{7}, .hop = hop};
}
inline Event told(const std::string& peer, std::uint32_t hop, std::uint64_t cause) {
    auto event = about(EventKind::applied, peer, hop);
    event.cause = {cause};
    event.value = "Emma";
    return event;
}
inline Event sent(const std::string& peer, std::uint64_t packet, std::uint64_t cause, const char* what = "rumor") {
    return {.kind = EventKind::sent, .cause = {cause}, .peer = peer, .packet = PacketHash{packet}, .reason = what};
}
inline Event received(const std::string& peer, std::uint64_t packet, const char* what = "rumor") {
    return {.kind = EventKind::received, .peer = peer, .packet = PacketHash{packet}, .reason = what};
}

/// Amy tells bob and jim, bob tells dee; what jim was sent is lost, and he pulls it. Kim stopped, lou is frozen.
inline EventList small_club() {
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

inline const TreeNode& node(const RumorTree& tree, const std::string& member) {
    const auto found = std::ranges::find(tree.nodes, member, &TreeNode::member);
    REQUIRE(found != tree.nodes.end());
    return *found;
}

/// What must be true of every tree.
inline void check_whole(const RumorTree& tree) {
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

}  // namespace watercooler::answers
