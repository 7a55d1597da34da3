#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answers/events.hpp"
#include "answers/text.hpp"

namespace watercooler::answers {

/// How a rumor came to a member. `gossip`: from another member, and no event tells more. `http`: to a node that speaks
/// nothing else, as the member says that told it.
enum class How : std::uint8_t { born, memory, refutation, door, push, pull, sync, correction, gossip, http };
std::string_view to_text(How how);

/// One member that knows the rumor. Its parent is who told it first.
struct TreeNode {
    std::string member;
    Ref cite;  // the `applied` or `born`
    std::int64_t time_ns = 0;
    std::int64_t since_birth_ns = 0;
    std::uint32_t hop = 0;
    How how = How::gossip;
    std::string told_by{};  // of a root: empty, a door, or somebody who does not report
    std::optional<std::size_t> parent{};
    std::vector<std::size_t> children{};    // by time
    std::optional<Ref> received{}, sent{};  // how it came, if that was looked up and found
    std::optional<std::int64_t> sent_ns{}, received_ns{};
    std::uint64_t copies = 0;      // that came by gossip, the first one among them
    std::uint64_t duplicates = 0;  // those of them that were no news
    std::uint64_t announced = 0, pulled = 0;
    bool late = false;                                            // not one of those that lived at the birth
    bool came_later() const { return late && how != How::http; }  // nodes that do not report are never counted
};

/// A member that lived at the birth and does not know it.
struct Missing {
    std::string member;
    std::string reason;  // a sentence; `unknown` if no event tells
    std::vector<Ref> cites{};
    bool gone = false;  // ended before it came: nobody waits for it
};

/// The longest wait on the critical path, and what events say of it.
struct Gap {
    std::size_t to = 0;  // the node that had to wait; it waited since its parent knew
    std::int64_t ns = 0;
    std::string reason;  // frozen, held, asleep, started, lost, missed, network, fault, announced, unknown
    std::string says;    // `ivan was frozen 300 ms`
    std::vector<Ref> cites{};
};

struct RumorTree {
    Uuid uuid;
    std::string origin, key, value;
    std::optional<Version> version;
    std::int64_t born_ns = 0;
    bool birth_known = false;     // else born_ns is the first that is known
    std::vector<TreeNode> nodes;  // by time, each after its parent
    std::vector<std::size_t> roots;
    std::vector<Missing> missing;
    std::size_t living = 0;          // members that lived at the birth and were not gone before it came
    std::size_t reached_living = 0;  // those of them that know it
    std::uint64_t copies = 0;        // = nodes reached by gossip + redundant
    std::uint64_t redundant = 0;
    std::uint64_t announcements = 0, pulls = 0, rejections = 0;
    std::uint32_t hops = 0;
    std::optional<std::int64_t> t50_ns, t90_ns, t99_ns, t100_ns;  // since the birth; of the living
    std::vector<std::size_t> critical;  // from a root to the last of the living that was reached
    std::optional<Gap> slowest;
};

/// Look-ups cost a few reads of the store per member: without them `how` tells no push from a sync, and no gap is
/// explained.
struct TreeOptions {
    bool look_up = true;
    std::size_t looked_up_max = 256;  // of more members, only those on the critical path are looked up
};
/// `told`: all events that carry this uuid, in any order; others are ignored. Nothing: no event says that anybody knew
/// it.
std::optional<RumorTree> rumor_tree(const Uuid& uuid, const std::vector<json::EventRecord>& told, Events& events,
                                    const TreeOptions& options = {});
/// The same, with what was told asked of `events`.
std::optional<RumorTree> rumor_tree(const Uuid& uuid, Events& events, const TreeOptions& options = {});

/// `Reached 20 of 20 in 612 ms, 5 hops, 74 deliveries (54 redundant). Slowest: carl, because ivan was frozen 300 ms.`
std::string summary(const RumorTree& tree);
/// As a drawing with one line per member, under two lines of heading.
std::string to_tree_text(const RumorTree& tree, const Style& style);
std::string to_table_text(const RumorTree& tree, const Style& style);
/// `watercooler.rumor_tree/v1`
std::string to_json(const RumorTree& tree);
/// A flowchart for Mermaid: an arrow per telling, with what it took.
std::string to_mermaid(const RumorTree& tree);

/// What to expect where chance alone spreads a rumor: whoever hears it tells `fanout` of the other members, once.
///
/// With u for those that do not know it and w for those that just heard it, in a club of n, hop by hop:
///     u' = u (1 - 1/(n - 1))^(fanout w)
/// Source: the epidemic that is called infect and die; Eugster, Guerraoui, Kermarrec, Massoulie: Epidemic information
/// dissemination in distributed systems, IEEE Computer 37(5), 2004. It leaves some out; those the ring of
/// announcements finds (docs/protocol.md). No interval is in it: a rumor is told on at once.
struct Theory {
    static constexpr std::size_t hops_max = 64;
    std::uint32_t fanout = 0;
    std::vector<double> known;  // members after so many hops; until less than one in a hundred hears of it
};
Theory theory(std::size_t members, std::uint32_t fanout);

/// Members that know it, over time since the birth: one point per step.
struct Curve {
    std::vector<std::pair<std::int64_t, std::size_t>> points;
    std::vector<std::size_t> hops;  // those that heard it at this hop; the last: at it or behind it
    std::size_t living = 0;
    std::optional<std::int64_t> t50_ns, t95_ns, t100_ns;
    std::optional<std::int64_t> hop_ns;       // the median of what one hop took
    std::uint64_t copies = 0, redundant = 0;  // as in the tree
    std::optional<Theory> theory{};
};
Curve curve(const RumorTree& tree, std::optional<std::uint32_t> fanout = {});
std::string to_json(const Curve& curve);  // `watercooler.curve/v1`

}  // namespace watercooler::answers
