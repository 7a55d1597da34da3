#include "driver/door.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "driver/socket_address.hpp"

namespace watercooler::driver {

namespace asio = boost::asio;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                         asio::io_context::executor_type>;
using boost::system::error_code;

namespace {
constexpr std::uint8_t tls_handshake = 0x16;
constexpr int accept_burst_max = 64;
constexpr std::chrono::milliseconds out_of_descriptors_pause{100};
bool is_http(std::uint8_t first) { return first >= 'A' && first <= 'Z'; }
}  // namespace

struct Door::Waiting {
    Waiting(asio::io_context& io, Descriptor connection, const Address& address)
        : socket(io, connection.release()), timeout(io), from(address) {}
    asio::posix::basic_stream_descriptor<asio::io_context::executor_type> socket;
    Timer timeout;
    Address from;
};

Door::Door(asio::io_context& io, Descriptor listening, Handlers handlers)
    : io_(io), listening_(io, listening.release()), pause_(io), handlers_(std::move(handlers)) {}

Door::~Door() = default;

void Door::stop() {
    error_code ignored;
    listening_.close(ignored);
    pause_.cancel();
    while (!waiting_.empty()) forget(waiting_.front());
}

void Door::accept() {
    listening_.async_wait(asio::posix::descriptor_base::wait_read, [this](error_code error) {
        if (!error) accept_all();
    });
}

void Door::accept_all() {
    for (int count = 0; count < accept_burst_max; ++count) {
        SocketAddress from;
        Descriptor connection{
            ::accept4(listening_.native_handle(), from.get(), &from.size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (!connection && (errno == EINTR || errno == ECONNABORTED)) continue;
        if (!connection && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) return pause();
        if (!connection) break;
        admit(std::move(connection), from_socket_address(from).value_or(Address{}));
    }
    accept();
}

/// Out of descriptors: trying again at once would only burn the processor.
void Door::pause() {
    pause_.expires_after(out_of_descriptors_pause);
    pause_.async_wait([this](error_code error) {
        if (!error) accept_all();
    });
}

std::size_t Door::total() const { return waiting_.size() + handlers_.http_count() + handlers_.stream_count(); }

bool Door::make_room() {
    if (total() < connections_max) return true;
    if (!waiting_.empty()) {
        forget(waiting_.front());
        ++counts_.evicted;
        return true;
    }
    return handlers_.give_up_http();
}

void Door::admit(Descriptor connection, const Address& from) {
    ++counts_.accepted;
    if (!make_room()) {
        ++counts_.turned_away;
        return;
    }
    const auto waiting = std::make_shared<Waiting>(io_, std::move(connection), from);
    waiting_.push_back(waiting);
    waiting->timeout.expires_after(first_byte_timeout);
    waiting->timeout.async_wait([this, waiting](error_code error) {
        if (error) return;
        ++counts_.timed_out;
        forget(waiting);
    });
    classify(waiting);
}

void Door::classify(const std::shared_ptr<Waiting>& waiting) {
    waiting->socket.async_wait(asio::posix::descriptor_base::wait_read, [this, waiting](error_code error) {
        if (error || !waiting->socket.is_open()) return;
        std::uint8_t first = 0;
        const auto size = ::recv(waiting->socket.native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return classify(waiting);
        if (size == 1) return hand_on(waiting, first);
        forget(waiting);  // closed before it said anything
    });
}

void Door::hand_on(const std::shared_ptr<Waiting>& waiting, std::uint8_t first) {
    const auto from = waiting->from;
    Descriptor connection{waiting->socket.release()};
    forget(waiting);
    if (first == tls_handshake) {
        ++counts_.tls;
        return handlers_.tls(from);
    }
    if (!is_http(first)) return handlers_.stream(std::move(connection), from);
    const bool room = handlers_.http_count() < connections_max - stream_reserve || handlers_.give_up_http();
    if (!room) {
        ++counts_.turned_away;
        return;
    }
    handlers_.http(std::move(connection));
}

void Door::forget(const std::shared_ptr<Waiting>& waiting) {
    const auto keep = waiting;  // the argument may live in the list
    keep->timeout.cancel();
    error_code ignored;
    if (keep->socket.is_open()) keep->socket.close(ignored);
    waiting_.remove(keep);
}

}  // namespace watercooler::driver
