#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <watercooler/bytes.hpp>

namespace watercooler {

/// An IP address, kept byte for byte as its owner advertises it (4 or 16 bytes), and a port.
///
/// The 4-byte and the 16-byte form of one IPv4 address count as different, as they do among memberlist's members;
/// `same_place` is the comparison that does not care.
struct Address {
    std::array<std::uint8_t, 16> ip{};
    std::uint8_t ip_size = 0;  // 4, 16, or 0 = unknown
    std::uint16_t port = 0;

    friend auto operator<=>(const Address&, const Address&) = default;
    Bytes ip_bytes() const { return Bytes{ip}.first(ip_size); }
};

/// Errors: nothing, if the size is neither 4 nor 16.
std::optional<Address> make_address(Bytes ip, std::uint16_t port);
/// Reads a numeric address: `127.0.0.1` or `::1`, without brackets.
std::optional<Address> parse_ip(std::string_view ip, std::uint16_t port);
/// Reads `127.0.0.1:81` or `[::1]:81`.
std::optional<Address> parse_address(std::string_view text);
/// `127.0.0.1` or `::1`; IPv4 in IPv6 form is written as IPv4.
std::string ip_text(const Address& address);
/// `127.0.0.1:81` or `[::1]:81`.
std::string to_text(const Address& address);
/// True if both name one place, whatever the form of their bytes.
bool same_place(const Address& a, const Address& b);

}  // namespace watercooler
