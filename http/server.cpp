#include "http/server.hpp"

#include <unistd.h>

#include <utility>
#include <watercooler/assert.hpp>

#include "http/connection.hpp"

namespace watercooler::http {
namespace asio = boost::asio;
using asio::ip::tcp;
using error_code = boost::system::error_code;

namespace {

void check(const Limits& limits, const Handlers& handlers) {
    WATERCOOLER_ASSERT(limits.header_bytes_max >= 256 && limits.header_bytes_max <= 1024 * 1024);
    WATERCOOLER_ASSERT(limits.idle_time <= std::chrono::seconds{30});
    WATERCOOLER_ASSERT(handlers.request != nullptr);
    WATERCOOLER_ASSERT((handlers.upgrade != nullptr) == (handlers.opened != nullptr));
}

/// Errors: the peer has left, or it is no TCP socket. The descriptor is closed then.
error_code take_over(Socket& socket, int fd) {
    error_code error;
    sockaddr_storage local{};
    socklen_t size = sizeof local;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) != 0) error = asio::error::bad_descriptor;
    if (!error) socket.assign(local.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), fd, error);
    if (error) {
        ::close(fd);
        return error;
    }
    socket.remote_endpoint(error);
    if (!error) socket.non_blocking(true, error);
    if (!error) socket.set_option(tcp::no_delay{true}, error);
    return error;
}

}  // namespace

Server::Server(asio::io_context& io, Limits limits, Handlers handlers) {
    check(limits, handlers);
    state_ = std::make_shared<State>(State{io, limits, std::move(handlers), {}, {}});
}

Server::~Server() {
    while (!state_->connections.empty()) {
        const auto connection = state_->connections.front();
        connection->close();
    }
    for (const auto& websocket : std::exchange(state_->websockets, {})) websocket->abandon();
}

void Server::adopt(int connected_fd) {
    Socket socket{state_->io};
    if (take_over(socket, connected_fd)) return;
    auto connection = std::make_shared<Connection>(state_, std::move(socket));
    connection->start(state_->connections.insert(state_->connections.end(), connection));
}

std::size_t Server::connections() const { return state_->connections.size() + state_->websockets.size(); }
std::size_t Server::websockets() const { return state_->websockets.size(); }

bool Server::close_oldest_idle() {
    for (const auto& place : state_->connections) {
        const auto connection = place;
        if (!connection->waits_for_peer()) continue;
        connection->close();
        return true;
    }
    return false;
}

}  // namespace watercooler::http
