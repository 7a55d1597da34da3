#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <watercooler/address.hpp>

#include "collector/sockets.hpp"

namespace watercooler::collector {

/// Why there is no port.
struct PortError {
    enum class Kind { busy, privileged, no_such_address, other } kind = Kind::other;
    int error = 0;  // errno
};

/// Sauron's one TCP port: looks at the first byte of each connection, without taking it, and hands the connection on.
/// `A`–`Z` begins an HTTP method, `w` an eye's stream; anything else is closed. What a member's door is to gossip
/// (lib/driver), with other limits and nothing of the protocol.
class Door {
public:
    /// Of each sort. A club of a thousand members has a thousand eyes.
    static constexpr std::size_t http_max = 128, eyes_max = 2048, waiting_max = 256;
    static constexpr std::chrono::seconds first_byte_time{5};

    struct Handlers {
        std::function<void(int connected_fd)> http, eye;
        std::function<std::size_t()> http_count, eye_count;  ///< connections in others' hands
        std::function<bool()> give_up_http;                  ///< makes room; false: none is idle
    };
    struct Counts {
        std::uint64_t accepted = 0, turned_away = 0, timed_out = 0, strangers = 0;
    };

    /// Binds and listens. Port 0: the kernel chooses.
    static tl::expected<std::unique_ptr<Door>, PortError> open(boost::asio::io_context& io, const Address& at);
    ~Door();

    /// Accepts from now on.
    void start(Handlers handlers);
    /// No more; what waits for its first byte is closed.
    void stop();
    std::uint16_t port() const;
    const Counts& counts() const { return counts_; }

private:
    using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
    struct Waiting;

    explicit Door(boost::asio::io_context& io);
    void accept();
    void accept_later();
    void admit(Socket socket);
    void classify(const std::shared_ptr<Waiting>& waiting);
    void hand_on(const std::shared_ptr<Waiting>& waiting, char first);
    void forget(const std::shared_ptr<Waiting>& waiting);

    Acceptor acceptor_;
    Timer pause_;
    Handlers handlers_;
    std::list<std::shared_ptr<Waiting>> waiting_;  // oldest first
    Counts counts_;
};

}  // namespace watercooler::collector
