#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <watercooler/address.hpp>
#include <watercooler/bytes.hpp>

#include "driver/port.hpp"
#include "driver/socket_address.hpp"

/// For the tests of this folder: real sockets on loopback; conditions with a deadline instead of sleeps.
namespace watercooler::driver::testing {

inline const Address loopback = *parse_ip("127.0.0.1", 0);

/// Runs the loop until `done` holds; false if that is not so after `patience`.
inline bool run_until(boost::asio::io_context& io, const std::function<bool()>& done,
                      std::chrono::milliseconds patience = std::chrono::seconds{10}) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        io.restart();
        io.run_one_for(std::chrono::milliseconds{5});
    }
    return true;
}

/// Runs the loop for a while in which nothing should happen.
inline void run_for(boost::asio::io_context& io, std::chrono::milliseconds time) {
    run_until(io, [] { return false; }, time);
}

/// Handles all that has arrived already. On loopback a datagram has arrived as soon as it is sent.
inline void take_what_is_there(boost::asio::io_context& io) {
    do io.restart();
    while (io.poll() > 0);
}

/// A blocking client socket; all its calls have a deadline.
class Client {
public:
    explicit Client(int type) : fd_(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
        const timeval patience{5, 0};
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    bool connect(const Address& to) {
        const auto address = to_socket_address(to, AF_INET);
        return ::connect(fd_.get(), address->get(), address->size) == 0;
    }
    bool send(Bytes bytes) {
        return ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    /// What is there now, without waiting.
    std::string peek() {
        char buffer[256];
        const auto size = ::recv(fd_.get(), buffer, sizeof buffer, MSG_DONTWAIT | MSG_PEEK);
        return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : std::string{};
    }
    /// True once the other side has closed, or reset.
    bool over() {
        char byte = 0;
        const auto size = ::recv(fd_.get(), &byte, 1, MSG_DONTWAIT | MSG_PEEK);
        return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    }
    int get() const { return fd_.get(); }

private:
    Descriptor fd_;
};

}  // namespace watercooler::driver::testing
