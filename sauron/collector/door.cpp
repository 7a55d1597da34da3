#include "collector/door.hpp"

#include <sys/socket.h>

#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <utility>

namespace watercooler::collector {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds out_of_descriptors_pause{100};

PortError port_error(const error_code& error) {
    const auto kind = error == asio::error::address_in_use  ? PortError::Kind::busy
                      : error == asio::error::access_denied ? PortError::Kind::privileged
                      : error.value() == EADDRNOTAVAIL      ? PortError::Kind::no_such_address
                                                            : PortError::Kind::other;
    return {kind, error.value()};
}

tcp::endpoint endpoint_of(const Address& address) {
    if (address.ip_size == 4) {
        asio::ip::address_v4::bytes_type bytes{};
        std::copy_n(address.ip.begin(), 4, bytes.begin());
        return {asio::ip::address_v4{bytes}, address.port};
    }
    asio::ip::address_v6::bytes_type bytes{};
    std::copy_n(address.ip.begin(), 16, bytes.begin());
    return {asio::ip::address_v6{bytes}, address.port};
}

}  // namespace

struct Door::Waiting {
    explicit Waiting(Socket connected) : socket(std::move(connected)), timeout(socket.get_executor()) {}
    Socket socket;
    Timer timeout;
};

Door::Door(asio::io_context& io) : acceptor_(io), pause_(io) {}
Door::~Door() = default;

tl::expected<std::unique_ptr<Door>, PortError> Door::open(asio::io_context& io, const Address& at) {
    std::unique_ptr<Door> door{new Door{io}};
    auto& acceptor = door->acceptor_;
    const auto endpoint = endpoint_of(at);
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address{true}, error);  // a restart waits for nobody
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(512, error);
    if (!error) acceptor.non_blocking(true, error);
    if (error) return tl::unexpected{port_error(error)};
    return door;
}

std::uint16_t Door::port() const {
    error_code error;
    return acceptor_.local_endpoint(error).port();
}

void Door::start(Handlers handlers) {
    handlers_ = std::move(handlers);
    accept();
}

void Door::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    while (!waiting_.empty()) forget(waiting_.front());
}

void Door::accept() {
    acceptor_.async_accept([this](error_code error, Socket socket) {
        if (!acceptor_.is_open()) return;
        if (error == asio::error::no_descriptors || error.value() == ENFILE || error.value() == ENOBUFS)
            return accept_later();
        if (!error) admit(std::move(socket));
        accept();
    });
}

/// Out of descriptors: trying again at once would only burn the processor.
void Door::accept_later() {
    pause_.expires_after(out_of_descriptors_pause);
    pause_.async_wait([this](error_code error) {
        if (!error) accept();
    });
}

void Door::admit(Socket socket) {
    ++counts_.accepted;
    if (waiting_.size() >= waiting_max) {
        ++counts_.turned_away;
        forget(waiting_.front());
    }
    const auto waiting = std::make_shared<Waiting>(std::move(socket));
    waiting_.push_back(waiting);
    waiting->timeout.expires_after(first_byte_time);
    waiting->timeout.async_wait([this, waiting](error_code error) {
        if (error) return;
        ++counts_.timed_out;
        forget(waiting);
    });
    classify(waiting);
}

void Door::classify(const std::shared_ptr<Waiting>& waiting) {
    waiting->socket.async_wait(Socket::wait_read, [this, waiting](error_code error) {
        if (error || !waiting->socket.is_open()) return;
        char first = 0;
        const auto size = ::recv(waiting->socket.native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return classify(waiting);
        if (size == 1) return hand_on(waiting, first);
        forget(waiting);  // closed before it said anything
    });
}

void Door::hand_on(const std::shared_ptr<Waiting>& waiting, char first) {
    const bool http = first >= 'A' && first <= 'Z';
    if (!http && first != 'w') {
        ++counts_.strangers;
        return forget(waiting);
    }
    const bool room =
        http ? handlers_.http_count() < http_max || handlers_.give_up_http() : handlers_.eye_count() < eyes_max;
    if (!room) {
        ++counts_.turned_away;
        return forget(waiting);
    }
    error_code error;
    const int fd = waiting->socket.release(error);
    forget(waiting);
    if (!error) (http ? handlers_.http : handlers_.eye)(fd);
}

void Door::forget(const std::shared_ptr<Waiting>& waiting) {
    const auto keep = waiting;  // the argument may live in the list
    keep->timeout.cancel();
    error_code ignored;
    if (keep->socket.is_open()) keep->socket.close(ignored);
    waiting_.remove(keep);
}

}  // namespace watercooler::collector
