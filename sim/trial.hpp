#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/checks.hpp"
#include "sim/network.hpp"

namespace watercooler::sim {

/// One run by seed: a club comes together, rumors spread, faults come and go, all agree again.
struct Trial {
    std::uint32_t members = 100;
    std::uint64_t seed = 1;
    Weather weather{};
    Settings settings{};
    std::uint32_t rumors = 10;
    Duration rumor_interval = std::chrono::milliseconds{500};
    std::uint32_t kills = 0;  // processes that end at once, without a word
    Duration partition{};     // for so long the club is in two halves; 0 = no partition
    Duration freeze{};        // for so long the whole club is frozen softly
    Duration hard_freeze{};   // for so long a third of the members are stopped by the kernel
    Duration bound =
        std::chrono::seconds{120};  // all must agree so soon after the joins, the rumors, and the last fault
    Duration at_least{};            // the run goes on until so long after the joins
    std::uint64_t datagrams_max = 2'000'000'000;  // beyond these the run ends undecided
};

enum class Verdict { pass, fail, unknown };

/// How one rumor fared.
struct Spread {
    Duration everyone{};     // from its birth to the last member's `applied`
    std::uint32_t hops = 0;  // of the member that took most
    std::uint32_t reached = 0;
    bool complete = false;
};

struct TrialReport {
    Verdict verdict = Verdict::unknown;
    std::string reason{};  // of anything but a pass
    std::uint64_t trace = 0;
    std::uint64_t events = 0;
    Duration simulated{};
    std::optional<Duration> joined{};   // all agreed so long after the first start
    std::optional<Duration> settled{};  // all agreed so long after the last fault
    std::vector<Spread> spreads{};
    double copies_per_member = 0;  // payload copies sent for each rumor, over the members that had to learn it
    EventCounters seen{};
    NetworkCounts network{};
    std::vector<std::string> broken{};
};

/// Whoever watches a trial besides: from its beginning, or from when all have met.
struct Onlooker {
    Observer* observer = nullptr;
    bool once_joined = false;
};

/// Deterministic: the same trial gives the same report, on every compiler, whoever looks on.
TrialReport run_trial(const Trial& trial, const Onlooker& onlooker = {});

/// The command that repeats it.
std::string command_of(const Trial& trial);

}  // namespace watercooler::sim
