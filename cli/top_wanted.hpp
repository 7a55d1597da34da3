#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/top_view.hpp"

namespace watercooler::cli {

/// What the picture needs beside the members.
struct TopWanted {
    TopPane pane = TopPane::members;
    std::size_t happenings = 0;   ///< so many of the latest
    std::string events_filter{};  ///< empty: what changed
    std::string under{};          ///< the member whose log is read
    std::size_t columns = 80;     ///< of a text
    bool all_numbers = false;     ///< ask all members for theirs, not some in turn
    bool all_tables = false;      ///< and compare the tables of all
    friend bool operator==(const TopWanted&, const TopWanted&) = default;
};

/// What happens all the time is left out of the activity unless a filter asks for it.
inline constexpr std::string_view usual_events =
    "kind:born,suspected,cleared,died,left,returned,refuted,frozen,thawed,stepped,asleep,started,leaving,stopped,"
    "fault_set,fault_cleared";

}  // namespace watercooler::cli
