#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <watercooler/address.hpp>

namespace watercooler {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// The bytes with the IPv6 wrapping of an IPv4 address taken off.
Bytes unmapped(const Address& address) {
    const Bytes ip = address.ip_bytes();
    const bool mapped = ip.size() == 16 && std::equal(mapped_prefix.begin(), mapped_prefix.end(), ip.begin());
    return mapped ? ip.last(4) : ip;
}

/// A decimal port without sign, spaces or leading zeros: each port has one spelling.
std::optional<std::uint16_t> parse_port(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    std::uint32_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port > 65'535) return std::nullopt;
    return static_cast<std::uint16_t>(port);
}

}  // namespace

std::optional<Address> make_address(Bytes ip, std::uint16_t port) {
    if (ip.size() != 4 && ip.size() != 16) return std::nullopt;
    Address result;
    std::copy(ip.begin(), ip.end(), result.ip.begin());
    result.ip_size = static_cast<std::uint8_t>(ip.size());
    result.port = port;
    return result;
}

std::optional<Address> parse_ip(std::string_view ip, std::uint16_t port) {
    // A NUL would end the text early for inet_pton.
    if (ip.size() >= INET6_ADDRSTRLEN || ip.find('\0') != std::string_view::npos) return std::nullopt;
    const std::string text{ip};
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return make_address(Bytes{bytes}.first(4), port);
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return make_address(bytes, port);
    return std::nullopt;
}

std::optional<Address> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return std::nullopt;
    auto host = text.substr(0, colon);
    const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    // `::1:81` could be read in two ways, so IPv6 needs its brackets, and nothing else has them.
    if (bracketed != (host.find(':') != std::string_view::npos)) return std::nullopt;
    return parse_ip(host, *port);
}

std::string ip_text(const Address& address) {
    const Bytes ip = unmapped(address);
    if (ip.empty()) return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(ip.size() == 4 ? AF_INET : AF_INET6, ip.data(), text.data(), text.size());
    return text.data();
}

std::string to_text(const Address& address) {
    const std::string ip = ip_text(address);
    const bool brackets = ip.find(':') != std::string::npos;
    return (brackets ? '[' + ip + ']' : ip) + ':' + std::to_string(address.port);
}

bool same_place(const Address& a, const Address& b) {
    const Bytes left = unmapped(a), right = unmapped(b);
    return a.port == b.port && std::equal(left.begin(), left.end(), right.begin(), right.end());
}

}  // namespace watercooler
