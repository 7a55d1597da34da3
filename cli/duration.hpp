#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace watercooler::cli {

/// Reads `200ms`, `10s`, `5m`, `2h`, `7d`, and `0`. Whole numbers, at most a year. Nothing for any other text.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// That form back: the largest unit in which it is whole.
std::string duration_word(std::chrono::milliseconds duration);

/// For people, with as many digits as matter: "40 us", "84 ms", "1.6 s", "3 min", "2 h", "5 d".
std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace watercooler::cli
