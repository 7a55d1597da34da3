#include "driver/socket_address.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace watercooler::driver {
namespace {

constexpr std::array<std::uint8_t, 12> v4_in_v6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// The four bytes of an IPv4 address in whichever form; nothing if it is no IPv4 address.
std::optional<std::array<std::uint8_t, 4>> v4_bytes(const std::array<std::uint8_t, 16>& ip, std::uint8_t size) {
    if (size != 4 && !(size == 16 && std::equal(v4_in_v6.begin(), v4_in_v6.end(), ip.begin()))) return std::nullopt;
    const auto* from = ip.data() + (size == 4 ? 0 : 12);
    return std::array<std::uint8_t, 4>{from[0], from[1], from[2], from[3]};
}

SocketAddress make_v4(const std::array<std::uint8_t, 4>& ip, std::uint16_t port) {
    SocketAddress result;
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    std::memcpy(&in.sin_addr, ip.data(), ip.size());
    std::memcpy(&result.storage, &in, sizeof in);
    result.size = sizeof in;
    return result;
}

SocketAddress make_v6(const std::array<std::uint8_t, 16>& ip, std::uint16_t port) {
    SocketAddress result;
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    std::memcpy(&in.sin6_addr, ip.data(), ip.size());
    std::memcpy(&result.storage, &in, sizeof in);
    result.size = sizeof in;
    return result;
}

}  // namespace

std::optional<SocketAddress> to_socket_address(const Address& address, int family) {
    const auto v4 = v4_bytes(address.ip, address.ip_size);
    if (family == AF_INET) return v4 ? std::optional{make_v4(*v4, address.port)} : std::nullopt;
    if (family != AF_INET6 || address.ip_size == 0) return std::nullopt;
    if (!v4) return make_v6(address.ip, address.port);
    std::array<std::uint8_t, 16> mapped{};
    std::copy(v4_in_v6.begin(), v4_in_v6.end(), mapped.begin());
    std::copy(v4->begin(), v4->end(), mapped.begin() + 12);
    return make_v6(mapped, address.port);
}

std::optional<Address> from_socket_address(const SocketAddress& address) {
    if (address.storage.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address.storage, sizeof in);
        return make_address({reinterpret_cast<const std::uint8_t*>(&in.sin_addr), 4}, ntohs(in.sin_port));
    }
    if (address.storage.ss_family != AF_INET6) return std::nullopt;
    sockaddr_in6 in{};
    std::memcpy(&in, &address.storage, sizeof in);
    std::array<std::uint8_t, 16> ip{};
    std::memcpy(ip.data(), &in.sin6_addr, ip.size());
    if (const auto v4 = v4_bytes(ip, 16)) return make_address(*v4, ntohs(in.sin6_port));
    return make_address(ip, ntohs(in.sin6_port));
}

}  // namespace watercooler::driver
