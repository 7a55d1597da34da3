#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace watercooler::cli {

/// Whether browsers refuse to open this port (ERR_UNSAFE_PORT). Source: WHATWG Fetch, "bad port".
bool browsers_refuse(std::uint16_t port);

/// What this host says of its ports.
struct PortRules {
    std::uint16_t unprivileged_start = 1024;
    std::uint16_t ephemeral_low = 32768, ephemeral_high = 60999;  ///< the kernel gives these to outgoing connections
};
/// From /proc/sys/net/ipv4; the usual values where that does not tell.
PortRules read_port_rules();
/// "32768\t60999\n".
std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_port_range(std::string_view text);

enum class PortState { free, busy, privileged, no_such_address, other };

/// Tries to bind the port for UDP and for TCP, and lets go of it at once. Port 0 is free.
/// `error`: the errno of `other`.
PortState probe_port(const std::string& host, std::uint16_t port, int* error = nullptr);

using PortProbe = std::function<PortState(const std::string& host, std::uint16_t port)>;

/// The first port from `from` upwards that is free for UDP and TCP, none of `taken`, not refused by browsers and
/// outside the ephemeral range. Nothing if there is none, or the address cannot be bound at all.
std::optional<std::uint16_t> choose_port(const std::string& host, std::uint16_t from,
                                         const std::set<std::uint16_t>& taken, const PortRules& rules,
                                         const PortProbe& probe);

inline constexpr std::uint16_t first_port = 8081;

}  // namespace watercooler::cli
