#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>
#include <watercooler/address.hpp>

namespace watercooler::driver {

/// An Address as the kernel wants it, for a socket of `family` (AF_INET or AF_INET6).
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// Errors: nothing, if an address of that kind cannot be reached from a socket of that family.
std::optional<SocketAddress> to_socket_address(const Address& address, int family);
/// IPv4 comes back in its 4-byte form, from either family. Errors: nothing for any other family.
std::optional<Address> from_socket_address(const SocketAddress& address);

}  // namespace watercooler::driver
