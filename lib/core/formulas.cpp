#include "core/formulas.hpp"

#include <algorithm>
#include <cmath>

namespace watercooler::core {

Duration suspicion_min(std::uint32_t multiplier, std::size_t n, Duration probe_interval) {
    const auto scale = std::max(1.0, std::log10(std::max(1.0, static_cast<double>(n))));
    return multiplier * static_cast<std::int64_t>(scale * 1000) * probe_interval / 1000;
}

std::uint32_t retransmit_limit(std::uint32_t multiplier, std::size_t n) {
    return multiplier * static_cast<std::uint32_t>(std::ceil(std::log10(static_cast<double>(n + 1))));
}

Duration push_pull_interval(Duration interval, std::size_t n) {
    constexpr std::size_t threshold = 32;
    if (n <= threshold) return interval;
    const auto doublings = std::ceil(std::log2(static_cast<double>(n)) - std::log2(static_cast<double>(threshold)));
    return interval * (static_cast<std::int64_t>(doublings) + 1);
}

}  // namespace watercooler::core
