#include "driver/port.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "driver/socket_address.hpp"

namespace watercooler::driver {
namespace {

constexpr int listen_backlog = 512;
constexpr int attempts_max = 64;  // port 0: the one TCP was given may be taken for UDP

PortError port_error(const char* what) {
    const int error = errno;
    const auto kind = error == EADDRINUSE      ? PortError::Kind::busy
                      : error == EACCES        ? PortError::Kind::privileged
                      : error == EADDRNOTAVAIL ? PortError::Kind::no_such_address
                                               : PortError::Kind::other;
    return {kind, error, what};
}

void switch_on(int fd, int level, int option) {
    const int on = 1;
    ::setsockopt(fd, level, option, &on, sizeof on);
}

tl::expected<Descriptor, PortError> bound_socket(const Address& at, int type, const char* what) {
    const int family = at.ip_size == 16 ? AF_INET6 : AF_INET;
    const auto address = to_socket_address(at, family);
    Descriptor fd{::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd || !address) return tl::unexpected{port_error(what)};
    if (type == SOCK_STREAM)
        switch_on(fd.get(), SOL_SOCKET, SO_REUSEADDR);  // a restart need not wait for old connections
    if (type == SOCK_DGRAM) {
        // Refusals name the peer that is gone.
        switch_on(fd.get(), family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP,
                  family == AF_INET6 ? IPV6_RECVERR : IP_RECVERR);
    }
    if (::bind(fd.get(), address->get(), address->size) != 0) return tl::unexpected{port_error(what)};
    if (type == SOCK_STREAM && ::listen(fd.get(), listen_backlog) != 0) return tl::unexpected{port_error(what)};
    return fd;
}

Address bound_to(const Descriptor& fd) {
    SocketAddress address;
    ::getsockname(fd.get(), address.get(), &address.size);
    return from_socket_address(address).value_or(Address{});
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = other.release();
    }
    return *this;
}

Descriptor::~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
}

int Descriptor::release() { return std::exchange(fd_, -1); }

tl::expected<Port, PortError> bind_port(const Address& at) {
    for (int attempt = 1;; ++attempt) {
        auto tcp = bound_socket(at, SOCK_STREAM, "TCP");
        if (!tcp) return tl::unexpected{tcp.error()};
        auto where = at;
        where.port = bound_to(*tcp).port;
        auto udp = bound_socket(where, SOCK_DGRAM, "UDP");
        if (udp) return Port{std::move(*udp), std::move(*tcp), where};
        if (at.port != 0 || udp.error().kind != PortError::Kind::busy || attempt == attempts_max)
            return tl::unexpected{udp.error()};
    }
}

}  // namespace watercooler::driver
