#pragma once

// One rumor in a club, told in one of five ways: four from textbooks, in rounds, and Watercooler's own.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>
#include <watercooler/time.hpp>

#include "sim/fault.hpp"

namespace watercooler::sim {

/// push: in each round, who knows tells `fanout` others.
/// pull: in each round, who does not know asks `fanout` others.
/// push_pull: both.
/// flood: who hears it for the first time tells `fanout` others at once.
/// watercooler: the rumor side of the real core, over datagrams.
enum class Mode : std::uint8_t { push, pull, push_pull, flood, watercooler };
std::string_view to_text(Mode mode);
std::optional<Mode> parse_mode(std::string_view text);

struct Spreading {
    Mode mode = Mode::watercooler;
    std::uint32_t members = 100;
    std::uint64_t seed = 1;
    std::uint32_t fanout = 3;
    /// Of push, pull and push-pull: rounds, then nobody speaks any more. Of flood and watercooler: hops. Nothing: until
    /// all know; of watercooler: what an origin chooses.
    std::optional<std::uint32_t> ttl{};
    Chance loss = 0;  // of every message
};

/// How far it came, round by round. A round of watercooler is a hop.
struct SpreadCourse {
    std::vector<std::uint32_t> known{1};  // after each round; the first is the origin alone
    std::uint64_t copies = 0;             // messages with the payload, those that were lost among them
    std::uint64_t messages = 0;           // these, and the questions and announcements without
    Duration time{};                      // until the last that learnt it did

    std::uint32_t reached() const { return known.back(); }
    std::uint32_t rounds() const { return static_cast<std::uint32_t>(known.size()) - 1; }
};

/// A round of the textbooks takes memberlist's gossip interval; a hop takes what a datagram takes.
inline constexpr std::chrono::milliseconds round_time{200};
inline constexpr std::chrono::milliseconds hop_time{1};

/// Deterministic: the same values give the same course, on every compiler. `members` is 1 to 200,000.
SpreadCourse spread(const Spreading& spreading);

}  // namespace watercooler::sim
