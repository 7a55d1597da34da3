#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watercooler {

/// 16 bytes that name one rumor. All zero = none.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// `01932f5c-8a1e-7c55-9b1e-5d0c2a7be001`, lower case.
std::string to_text(const Uuid& uuid);
/// Reads that form, in either case; nothing for any other text.
std::optional<Uuid> parse_uuid(std::string_view text);
/// Version 7 (RFC 9562 5.7): 48 bits of milliseconds since 1970, then 74 bits of the caller's randomness.
Uuid make_uuid_v7(std::uint64_t unix_ms, std::uint64_t random_high, std::uint64_t random_low);
/// Version 5 (RFC 9562 5.5) in Watercooler's own fixed namespace: the same text gives the same uuid, everywhere.
Uuid make_uuid_v5(std::string_view text);
/// What a door does with a foreign id: a uuid is itself, any other text becomes its version 5.
Uuid uuid_from_any_text(std::string_view text);

}  // namespace watercooler
