#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <watercooler/number.hpp>
#include <watercooler/uuid.hpp>

namespace watercooler {

/// Limits of one rumor, the same at every door.
namespace limits {
inline constexpr std::size_t payload_bytes_max = 4096;
inline constexpr std::size_t key_bytes_max = 64;
inline constexpr std::size_t keys_per_origin_max = 32;
inline constexpr std::size_t origin_bytes_max = 128;    // a name, or `address:port`
inline constexpr std::size_t address_bytes_max = 64;    // informative text
inline constexpr std::size_t uuid_text_bytes_max = 64;  // at the HTTP door
inline constexpr std::uint8_t ttl_max = 64;
inline constexpr std::uint64_t version_max = (std::uint64_t{1} << 53) - 1;
/// The doors refuse above this, so that a refutation always fits.
inline constexpr std::uint64_t version_door_max = (std::uint64_t{1} << 53) - (std::uint64_t{1} << 32);
inline constexpr std::size_t strangers_max = 1024;
}  // namespace limits

/// One message that carries one entry's new value. `(name, key)` names the entry, `version` counts up at its origin.
struct Rumor {
    Uuid uuid{};
    std::string name{};     // the origin: a member's name, or `address:port` of a stranger that gave none
    std::string address{};  // where the origin says it is; informative
    std::uint16_t port = 0;
    std::string key = "book";
    Version version{};
    std::uint8_t ttl = 0;   // hops the payload may still be pushed
    std::string payload{};  // UTF-8 without control characters

    friend bool operator==(const Rumor&, const Rumor&) = default;
};

/// What the update rules made of a rumor.
enum class Outcome : std::uint8_t { rejected, duplicate, stale, refuted, applied };
std::string_view to_text(Outcome outcome);

/// Which rule a rumor or an entry breaks: the field, the limit, and what to do. Nothing was changed.
struct RumorError {
    std::string field{};    // "payload", "key", ...
    std::string reason{};   // a short code for counters: "payload-too-large", "key-bad-character" ...
    std::string message{};  // a sentence with the limit and what to do
};

/// Checks every field of a rumor against the limits (the version against the door's).
tl::expected<void, RumorError> check(const Rumor& rumor);
/// Checks a key: 1 to 64 bytes of [a-z0-9_.-].
tl::expected<void, RumorError> check_key(std::string_view key);
/// Checks a payload: valid UTF-8 of at most 4 KiB without control characters (C0, DEL, C1).
tl::expected<void, RumorError> check_payload(std::string_view payload);

}  // namespace watercooler
