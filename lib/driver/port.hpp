#pragma once

#include <string>
#include <tl/expected.hpp>
#include <watercooler/address.hpp>

namespace watercooler::driver {

/// A file descriptor that closes itself.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int get() const { return fd_; }
    int release();
    explicit operator bool() const { return fd_ >= 0; }

private:
    int fd_ = -1;
};

/// Why a port could not be had.
struct PortError {
    enum class Kind { busy, privileged, no_such_address, other } kind = Kind::other;
    int error = 0;     // errno
    std::string what;  // "UDP" or "TCP"
};

/// One port number, bound for gossip (UDP) and for streams and HTTP (TCP, listening).
struct Port {
    Descriptor udp;
    Descriptor tcp;
    Address address;  // where they are bound; with the real port if 0 was asked for
};

/// Binds both, or neither. Port 0: one that is free for both. Sockets are non-blocking and close on exec.
tl::expected<Port, PortError> bind_port(const Address& at);

}  // namespace watercooler::driver
