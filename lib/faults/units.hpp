#pragma once

// The quantities of faults as text, without floating point: they read back as they were written.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <watercooler/time.hpp>

namespace watercooler::faults {

/// A share in millionths: 50,000 = 5 %.
using Chance = std::uint32_t;
inline constexpr Chance always = 1'000'000;

/// `100ms`, `1.5s`, `40us`, `5m`, `2h`; `0` needs no unit. At most a year.
std::optional<Duration> read_duration(std::string_view text);
/// In the largest unit of us, ms and s that is not above it, as in `1.5s`.
std::string duration_text(Duration duration);

/// `5%`, `0.25%`; at most four digits behind the point.
std::optional<Chance> read_chance(std::string_view text);
std::string chance_text(Chance chance);

/// `64kbit`, `1.5mbit`: bits per second, units bit, kbit, mbit, gbit (of 1,000).
std::optional<std::uint64_t> read_rate(std::string_view text);
std::string rate_text(std::uint64_t bits_per_second);

}  // namespace watercooler::faults
