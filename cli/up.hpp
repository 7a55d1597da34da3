#pragma once

// What is missing for a club to be as its file says.
#include <string>
#include <vector>

#include "cli/club_file.hpp"
#include "cli/new_plan.hpp"

namespace watercooler::cli {

/// How far the living are from the file.
struct UpPlan {
    std::vector<MemberSpec> start;                ///< the named ones first, in the order of the file
    std::vector<std::vector<std::string>> extra;  ///< further arguments of each of them
    Roster keep;                                  ///< live, and are in the file
    Roster others;                                ///< live, and are not
};
UpPlan plan_up(const ClubFile& file, const Roster& alive);

}  // namespace watercooler::cli
