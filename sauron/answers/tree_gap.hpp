#pragma once

// Why somebody had to wait for a rumor, or waits still.
#include <optional>
#include <string>
#include <vector>

#include "answers/trail.hpp"
#include "answers/tree.hpp"

namespace watercooler::answers {

using Told = std::vector<const json::EventRecord*>;  // events of the rumor, by comes_before

/// `member` lived at the birth and is in no node of the tree.
Missing why_missing(Trail& trail, const RumorTree& tree, const Told& told, const std::string& member,
                    std::int64_t horizon_ns);
/// The same without its reason, and much cheaper: whether it is gone.
Missing whether_gone(Trail& trail, const RumorTree& tree, const std::string& member, std::int64_t horizon_ns);
/// Nothing: nobody was told by anybody.
std::optional<Gap> biggest_gap(Trail& trail, const RumorTree& tree, const Told& told);

}  // namespace watercooler::answers
