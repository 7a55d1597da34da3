#pragma once

#include <cstddef>
#include <cstdint>
#include <watercooler/settings.hpp>
#include <watercooler/time.hpp>

namespace watercooler::core {

// How times and counts grow with n, the number of members known in any status, ourselves included.
// Source: memberlist-wire 9, 10.2 and 11; checked against tests/vectors/formulas.json.

/// The shortest patience with a suspect: multiplier x max(1, log10 n) x probe interval, the logarithm cut to 3
/// decimals.
Duration suspicion_min(std::uint32_t multiplier, std::size_t n, Duration probe_interval);
/// How often each broadcast is told: multiplier x ceil(log10(n + 1)).
std::uint32_t retransmit_limit(std::uint32_t multiplier, std::size_t n);
/// The interval between full exchanges: as it is up to 32 members, then one interval more for each doubling.
Duration push_pull_interval(Duration interval, std::size_t n);

}  // namespace watercooler::core
