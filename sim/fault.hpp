#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>
#include <watercooler/address.hpp>
#include <watercooler/time.hpp>

#include "faults/fault.hpp"

namespace watercooler::sim {

/// A share in thousandths of a percent: 10,000 = 10 %.
using Chance = std::uint32_t;
inline constexpr Chance always = 100'000;

/// What the made-up network does to everything that crosses it.
struct Weather {
    Duration latency = std::chrono::milliseconds{1};  // one way
    Duration jitter{};                                // added, uniform in [0, jitter]
    Chance loss = 0;                                  // of datagrams; streams get through, but later
    Chance duplicate = 0;                             // a second copy comes, at a time of its own
    Chance reorder = 0;                               // held back by up to ten latencies
    Chance corrupt = 0;                               // one bit is turned over
    bool refuse = true;                               // hosts of ended processes answer (ICMP, reset); false: silence
};

// ---- Faults, as data. Members are named by their handles. ----

struct SetWeather {
    Weather weather{};
};
/// Members of different sides do not reach each other; who is on no side reaches all. Replaces the partition before.
struct Partition {
    std::vector<std::vector<std::string>> sides{};
};
/// Nothing gets from the one to the other; the other way is as it was.
struct Cut {
    std::string from{}, to{};
};
/// Ends partition and cuts. The weather stays.
struct Heal {};
/// A fault in the words and by the decisions that real members use, on top of the weather. Members are meant by name.
struct AddFault {
    faults::Fault fault{};
    std::optional<Duration> span{};  // nothing: until it is taken away; its time stands still while the club is frozen
};
struct RemoveFault {
    std::uint64_t id = 0;
};
/// Ends all of these. The weather, partition and cuts above stay.
struct HealFaults {};
/// The process ends at once, without a word.
struct Crash {
    std::string who{};
};
/// The process starts again: a new boot of the same name.
struct Restart {
    std::string who{};
    std::optional<Address> at{};  // nothing: where it was
    bool memory = true;           // it finds its state file
};
/// Stopped by the kernel: what comes waits in the socket's buffer, of bounded size.
struct FreezeHard {
    std::string who{};
};
struct ThawHard {
    std::string who{};
};
/// The club's freeze word.
struct FreezeClub {
    std::optional<Duration> span{};  // thaws by itself after this
};
struct ThawClub {};
struct StepClub {
    std::uint32_t intervals = 1;
};
/// A member's own flag.
struct FreezeOne {
    std::string who{};
    std::optional<Duration> span{};
};
struct ThawOne {
    std::string who{};
};
struct StepOne {
    std::string who{};
    std::uint32_t intervals = 1;
};
/// Says goodbye, then ends.
struct Leave {
    std::string who{};
};

using Fault = std::variant<SetWeather, Partition, Cut, Heal, Crash, Restart, FreezeHard, ThawHard, FreezeClub, ThawClub,
                           StepClub, FreezeOne, ThawOne, StepOne, Leave, AddFault, RemoveFault, HealFaults>;

}  // namespace watercooler::sim
