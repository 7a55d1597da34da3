#include "cli/ports.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "club/files.hpp"

namespace watercooler::cli {
namespace {

constexpr std::array<std::uint16_t, 83> bad_ports{
    0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,   42,   43,
    53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,  117,  119,
    123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,  530,  531,
    532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720, 1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};

/// A file below /proc: those have no size, so they are read by hand.
std::optional<std::string> read_proc(const char* path) {
    const auto bytes = club::read_file(path, 4096);
    return bytes && *bytes ? *bytes : std::nullopt;
}

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

std::optional<SocketAddress> socket_address(const std::string& host, std::uint16_t port) {
    SocketAddress address;
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&address.storage, &v4, sizeof v4);
        address.size = sizeof v4;
        return address;
    }
    if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1) return std::nullopt;
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&address.storage, &v6, sizeof v6);
    address.size = sizeof v6;
    return address;
}

/// errno of binding, 0 if it worked.
int try_bind(const SocketAddress& address, int type) {
    const club::UniqueFd fd{::socket(address.storage.ss_family, type | SOCK_CLOEXEC, 0)};
    if (!fd) return errno;
    const int on = 1;
    // As the member does: connections that linger after a member's end must not count as busy.
    if (type == SOCK_STREAM) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const auto* raw = reinterpret_cast<const sockaddr*>(&address.storage);
    return ::bind(fd.get(), raw, address.size) == 0 ? 0 : errno;
}

PortState state_of_errno(int error) {
    switch (error) {
        case 0:
            return PortState::free;
        case EADDRINUSE:
            return PortState::busy;
        case EACCES:
        case EPERM:
            return PortState::privileged;
        case EADDRNOTAVAIL:
        case EAFNOSUPPORT:
            return PortState::no_such_address;
        default:
            return PortState::other;
    }
}

}  // namespace

bool browsers_refuse(std::uint16_t port) { return std::ranges::binary_search(bad_ports, port); }

std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_port_range(std::string_view text) {
    const auto* const end = text.data() + text.size();
    std::uint16_t low = 0, high = 0;
    const auto first = std::from_chars(text.data(), end, low);
    if (first.ec != std::errc{}) return std::nullopt;
    const auto* next = std::find_if(first.ptr, end, [](char c) { return c != ' ' && c != '\t'; });
    const auto second = std::from_chars(next, end, high);
    if (second.ec != std::errc{} || next == first.ptr || low > high) return std::nullopt;
    return std::pair{low, high};
}

PortRules read_port_rules() {
    PortRules rules;
    if (const auto text = read_proc("/proc/sys/net/ipv4/ip_unprivileged_port_start"))
        std::from_chars(text->data(), text->data() + text->size(), rules.unprivileged_start);
    if (const auto text = read_proc("/proc/sys/net/ipv4/ip_local_port_range"))
        if (const auto range = parse_port_range(*text)) std::tie(rules.ephemeral_low, rules.ephemeral_high) = *range;
    return rules;
}

PortState probe_port(const std::string& host, std::uint16_t port, int* error) {
    const auto address = socket_address(host, port);
    if (!address) return PortState::no_such_address;
    for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
        const int failed = try_bind(*address, type);
        if (failed == 0) continue;
        if (error) *error = failed;
        return state_of_errno(failed);
    }
    return PortState::free;
}

std::optional<std::uint16_t> choose_port(const std::string& host, std::uint16_t from,
                                         const std::set<std::uint16_t>& taken, const PortRules& rules,
                                         const PortProbe& probe) {
    for (std::uint32_t candidate = std::max<std::uint32_t>(from, 1); candidate <= 65535; ++candidate) {
        const auto port = static_cast<std::uint16_t>(candidate);
        if (port >= rules.ephemeral_low && port <= rules.ephemeral_high) {
            candidate = rules.ephemeral_high;
            continue;
        }
        if (taken.count(port) > 0 || browsers_refuse(port)) continue;
        const auto state = probe(host, port);
        if (state == PortState::free) return port;
        if (state == PortState::no_such_address || state == PortState::other) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace watercooler::cli
