#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watercooler::json {

/// Wall time as nanoseconds since 1970 (UTC, no leap seconds), the one form in which our programs hand it around.
struct WallTime {
    std::int64_t ns = 0;
    friend auto operator<=>(const WallTime&, const WallTime&) = default;
};

/// RFC 3339 with nanoseconds, in UTC: `2026-03-01T12:34:56.123456789Z`.
std::string to_text(WallTime time);
/// Reads RFC 3339 with up to nine digits of a fraction and any offset; years 1678 to 2261, which is what fits.
std::optional<WallTime> parse_wall_time(std::string_view text);

}  // namespace watercooler::json
