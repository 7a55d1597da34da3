#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace watercooler::eye {

/// How long to wait before the next attempt, after `failures` in a row with `addresses` to try: every address is tried
/// once without a wait, then 100 ms, doubling with each round up to 5 s, less a random part of up to half.
std::chrono::milliseconds retry_wait(unsigned failures, std::size_t addresses, std::uint32_t random);

}  // namespace watercooler::eye
