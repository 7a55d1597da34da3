#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http/server.hpp"

/// For tests: a server on a free port of 127.0.0.1 and peers that send raw bytes, all in one thread.
namespace watercooler::http::testing {

/// A socket and what has come out of it. Never blocks.
class Peer {
public:
    explicit Peer(int fd) : fd_(fd) { ::fcntl(fd, F_SETFL, O_NONBLOCK); }
    Peer(Peer&& other) noexcept
        : received(std::move(other.received)), closed(other.closed), fd_(std::exchange(other.fd_, -1)) {}
    Peer& operator=(Peer&&) = delete;
    ~Peer() { hang_up(); }

    /// What the kernel takes of it; a short send is no error.
    std::size_t send(std::string_view bytes) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }

    void read() {
        char bytes[65536];
        while (true) {
            const auto size = ::recv(fd_, bytes, sizeof bytes, 0);
            if (size > 0) {
                received.append(bytes, static_cast<std::size_t>(size));
                continue;
            }
            closed = closed || size == 0 || errno != EAGAIN;
            reset = reset || (size < 0 && errno == ECONNRESET);
            return;
        }
    }

    void finish_sending() { ::shutdown(fd_, SHUT_WR); }
    void hang_up() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }
    int fd() const { return fd_; }

    bool has(std::string_view text) {
        read();
        return received.find(text) != std::string::npos;
    }
    bool is_closed() {
        read();
        return closed;
    }

    std::string received;
    bool closed = false;
    bool reset = false;

private:
    int fd_;
};

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A listening socket on a free port.
class Listener {
public:
    Listener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        auto address = loopback(0);
        socklen_t size = sizeof address;
        REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(fd_, 512) == 0);
        REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { ::close(fd_); }

    std::uint16_t port() const { return port_; }
    int fd() const { return fd_; }
    int accept() const { return ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC); }

    int connect() const {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = loopback(port_);
        REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        return fd;
    }

private:
    int fd_;
    std::uint16_t port_ = 0;
};

struct TestServer {
    explicit TestServer(Handlers handlers, Limits limits = {})
        : server(std::make_unique<Server>(io, limits, std::move(handlers))) {}

    Peer connect() {
        Peer peer{listener.connect()};
        server->adopt(listener.accept());
        return peer;
    }

    Peer ask(std::string_view bytes) {
        auto peer = connect();
        REQUIRE(peer.send(bytes) == bytes.size());
        return peer;
    }

    /// Lets the server work until `condition` holds. False after ten seconds without it.
    template <class Condition>
    bool until(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            io.restart();
            if (io.run_for(std::chrono::milliseconds{1}) == 0) ::poll(nullptr, 0, 1);
        }
        return true;
    }

    /// Everything that the server sends until it closes the connection.
    std::string to_the_end(Peer& peer) {
        CHECK(until([&] { return peer.is_closed(); }));
        return peer.received;
    }

    boost::asio::io_context io{1};
    Listener listener;
    std::unique_ptr<Server> server;
};

}  // namespace watercooler::http::testing
