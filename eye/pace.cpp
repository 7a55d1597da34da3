#include "eye/pace.hpp"

#include <algorithm>

namespace watercooler::eye {

std::chrono::milliseconds retry_wait(unsigned failures, std::size_t addresses, std::uint32_t random) {
    constexpr std::int64_t wait_min = 100, wait_max = 5000;
    if (failures < addresses) return std::chrono::milliseconds{0};
    const auto rounds = static_cast<unsigned>(failures / std::max<std::size_t>(addresses, 1)) - 1;
    const auto wait = std::min(wait_min << std::min(rounds, 10u), wait_max);
    return std::chrono::milliseconds{wait - static_cast<std::int64_t>(random) % (wait / 2 + 1)};
}

}  // namespace watercooler::eye
