#pragma once

#include <cstdint>

namespace watercooler::filter {

/// What the tests of this folder take for now.
inline constexpr std::int64_t noon = 1'772'366'400'000'000'000;  // 2026-03-01T12:00:00Z

}  // namespace watercooler::filter
