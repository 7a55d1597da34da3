#pragma once

// What `top` saw of a club at one time, as plain values.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/style.hpp"

namespace watercooler::cli {

/// One member. What nobody told is not there.
struct TopMember {
    std::string name{};
    bool here = true;  ///< in the club's folder, so that commands reach it
    Mark mark = Mark::alive;
    std::string state{};  ///< alive, suspect, dead, frozen, stopped, left, starting, silent
    std::uint16_t port = 0;
    std::optional<std::string> book{};
    std::uint64_t version = 0;
    std::optional<double> sent{}, received{};  ///< messages a second
    std::optional<double> cpu{};               ///< percent of a core
    std::optional<std::uint64_t> rss_bytes{};
    std::optional<std::uint64_t> peers{};            ///< whom it holds alive
    std::optional<std::uint64_t> silence_ms{};       ///< since the viewer heard it
    std::optional<std::chrono::microseconds> rtt{};  ///< to the viewer
    std::string note{};                              ///< what is wrong with it; else empty
    friend bool operator==(const TopMember&, const TopMember&) = default;
};

/// Something that a member did.
struct TopHappening {
    std::string time{};  ///< 14:02:12.310
    std::string member{};
    std::string text{};
    friend bool operator==(const TopHappening&, const TopHappening&) = default;
};

struct TopSight {
    std::string club{};
    std::string clock{};      ///< 14:02:12
    std::string viewer{};     ///< as whom the books are seen; empty: nobody answers
    bool sauron = false;      ///< it watches, and answered
    bool frozen = false;      ///< the club, by its word
    std::uint64_t steps = 0;  ///< taken since
    std::optional<bool> agreed{};
    std::string verdict{};                ///< "14/20 hold \"Emma\" v7"
    std::optional<double> rate{};         ///< messages a second, of the club
    std::optional<std::uint64_t> lost{};  ///< messages, in the latest seconds; Sauron tells
    std::vector<double> rates{};          ///< one for each look, oldest first
    std::vector<TopMember> members{};     ///< by name
    std::vector<TopHappening> recent{};   ///< the newest last
    std::string recent_of{};              ///< which these are
    std::vector<std::string> pane{};      ///< the text of the pane that is looked at
    std::string trouble{};                ///< why something of this is missing
    friend bool operator==(const TopSight&, const TopSight&) = default;
};

}  // namespace watercooler::cli
