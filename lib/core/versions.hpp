#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <watercooler/bytes.hpp>

namespace watercooler::core {

/// The six version bytes of a member: lowest, highest and spoken membership protocol, then the same three of the
/// application's ("delegate") protocol. Source: memberlist-wire 5.9.
using Versions = std::array<std::uint8_t, 6>;

/// What we advertise: memberlist's protocols 1 to 5, speaking 2; Serf's 2 to 5, speaking 5.
inline constexpr Versions own_versions{1, 5, 2, 2, 5, 5};

/// Six bytes are a vector, anything else means "unknown".
std::optional<Versions> versions_of(const std::optional<Buffer>& bytes);

/// Membership protocols that gate what a peer may be sent; 0 if its versions are unknown.
inline std::uint8_t protocol_max(const std::optional<Versions>& versions) { return versions ? (*versions)[1] : 0; }
inline constexpr std::uint8_t stream_ping_protocol = 3;
inline constexpr std::uint8_t nack_protocol = 4;

/// False for a vector that contradicts itself: an alive that carries it is ignored.
bool sane(const Versions& versions);

/// The protocols that all living members understand, narrowed by one member after the other.
struct VersionRange {
    std::uint8_t protocol_min = 0, protocol_max = 255;
    std::uint8_t delegate_min = 0, delegate_max = 255;

    void narrow(const Versions& versions);
    /// True if what this member speaks lies inside; unknown versions speak 0.
    bool allows(const std::optional<Versions>& versions) const;
};

}  // namespace watercooler::core
