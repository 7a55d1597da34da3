#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <watercooler/address.hpp>

#include "driver/port.hpp"

namespace watercooler::driver {

/// The one TCP port: looks at the first byte of each connection, without taking it, and hands the connection on.
/// `A`–`Z` begins an HTTP method; 0x16 is TLS (refused); anything else is a memberlist stream.
class Door {
public:
    /// Room for all connections, of which only streams may use the last `stream_reserve`.
    static constexpr std::size_t connections_max = 256;
    static constexpr std::size_t stream_reserve = 32;
    static constexpr std::chrono::seconds first_byte_timeout{5};

    struct Handlers {
        std::function<void(Descriptor connection)> http;
        std::function<void(Descriptor connection, const Address& from)> stream;
        std::function<void(const Address& from)> tls;  // refused
        /// Connections in others' hands: HTTP, then streams.
        std::function<std::size_t()> http_count;
        std::function<std::size_t()> stream_count;
        /// Asks the HTTP server to give one up. False: none is idle.
        std::function<bool()> give_up_http;
    };

    struct Counts {
        std::uint64_t accepted = 0, evicted = 0, timed_out = 0, turned_away = 0, tls = 0;
    };

    Door(boost::asio::io_context& io, Descriptor listening, Handlers handlers);
    ~Door();
    void start() { accept(); }
    void stop();
    const Counts& counts() const { return counts_; }
    std::size_t waiting() const { return waiting_.size(); }

private:
    struct Waiting;
    using Place = std::list<std::shared_ptr<Waiting>>::iterator;

    void accept();
    void accept_all();
    void pause();
    void admit(Descriptor connection, const Address& from);
    bool make_room();
    void classify(const std::shared_ptr<Waiting>& waiting);
    void hand_on(const std::shared_ptr<Waiting>& waiting, std::uint8_t first);
    void forget(const std::shared_ptr<Waiting>& waiting);
    std::size_t total() const;

    boost::asio::io_context& io_;
    boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type> listening_;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        pause_;
    Handlers handlers_;
    std::list<std::shared_ptr<Waiting>> waiting_;  // oldest first; their first byte has not come
    Counts counts_;
};

}  // namespace watercooler::driver
