#include <algorithm>
#include <cmath>

#include "answers/tree.hpp"

namespace watercooler::answers {
namespace {

/// Each member's wait since the one that told it knew.
std::optional<std::int64_t> median_hop(const RumorTree& tree) {
    std::vector<std::int64_t> waits;
    for (const auto& node : tree.nodes) {
        if (node.parent && !node.late)
            waits.push_back(std::max<std::int64_t>(0, node.time_ns - tree.nodes[*node.parent].time_ns));
    }
    if (waits.empty()) return std::nullopt;
    const auto middle = waits.begin() + static_cast<std::ptrdiff_t>(waits.size() / 2);
    std::ranges::nth_element(waits, middle);
    return *middle;
}

std::vector<std::size_t> by_hop(const RumorTree& tree) {
    std::vector<std::size_t> hops;
    for (const auto& node : tree.nodes) {
        if (node.late) continue;
        const auto hop = std::min<std::size_t>(node.hop, Theory::hops_max);
        if (hops.size() <= hop) hops.resize(hop + 1);
        ++hops[hop];
    }
    return hops;
}

}  // namespace

Theory theory(std::size_t members, std::uint32_t fanout) {
    Theory result{.fanout = fanout, .known = {1}};
    const auto n = static_cast<double>(members);
    double unaware = n - 1, news = 1;
    while (members > 1 && news >= 0.01 && result.known.size() < Theory::hops_max) {
        const auto left = unaware * std::pow(1 - 1 / (n - 1), fanout * news);
        news = unaware - left;
        unaware = left;
        result.known.push_back(n - unaware);
    }
    return result;
}

Curve curve(const RumorTree& tree, std::optional<std::uint32_t> fanout) {
    Curve result;
    result.living = tree.living;
    result.copies = tree.copies;
    result.redundant = tree.redundant;
    result.hops = by_hop(tree);
    result.hop_ns = median_hop(tree);
    if (fanout && tree.living > 1) result.theory = theory(tree.living, *fanout);
    std::vector<std::int64_t> since;
    for (const auto& node : tree.nodes) {
        if (!node.late) since.push_back(std::max<std::int64_t>(0, node.since_birth_ns));
    }
    std::ranges::sort(since);
    for (std::size_t i = 0; i < since.size(); ++i) {
        if (i + 1 == since.size() || since[i + 1] != since[i]) result.points.emplace_back(since[i], i + 1);
    }
    const auto wanted = (tree.living * 95 + 99) / 100;
    if (wanted > 0 && wanted <= since.size()) result.t95_ns = since[wanted - 1];
    result.t50_ns = tree.t50_ns;
    result.t100_ns = tree.t100_ns;
    return result;
}

}  // namespace watercooler::answers
