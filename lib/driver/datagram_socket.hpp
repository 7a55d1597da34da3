#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <watercooler/address.hpp>
#include <watercooler/bytes.hpp>

#include "driver/port.hpp"

namespace watercooler::driver {

/// The gossip socket: tells what arrives, and which destinations were refused.
class DatagramSocket {
public:
    struct Handlers {
        std::function<void(const Address& from, Bytes datagram)> received;  // zero-length ones too
        std::function<void(const Address& to)> refused;                     // ICMP: nobody listens there
        std::function<void()> drained;                                      // after a burst of the above
    };

    DatagramSocket(boost::asio::io_context& io, Descriptor udp, bool v6, Handlers handlers);

    void start() { wait(); }
    void stop();
    /// Reads what is there, at most `drain_max` datagrams; called by itself, and before timers.
    void drain();
    /// False: the kernel did not take it now (its buffer is full, or there is no way there).
    bool send(const Address& to, Bytes datagram);

private:
    static constexpr int drain_max = 512;

    void wait();
    bool receive_one();
    void read_refusals();

    boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type> socket_;
    int family_;
    Handlers handlers_;
    std::unique_ptr<std::uint8_t[]> buffer_;
};

}  // namespace watercooler::driver
