#include "driver/datagram_socket.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "driver/testing.hpp"

namespace watercooler::driver {
namespace {

using namespace testing;

/// A gossip socket, and what it told.
struct Socket {
    explicit Socket(boost::asio::io_context& io)
        : port(std::move(*bind_port(loopback))),
          address(port.address),
          socket(io, std::move(port.udp), false,
                 {.received =
                      [this](const Address& from, Bytes bytes) {
                          senders.push_back(from);
                          received.emplace_back(text_of(bytes));
                      },
                  .refused = [this](const Address& to) { refused.push_back(to); },
                  .drained = [this] { ++drained; }}) {
        socket.start();
    }
    Port port;
    Address address;
    std::vector<std::string> received;
    std::vector<Address> senders, refused;
    int drained = 0;
    DatagramSocket socket;
};

}  // namespace

TEST_CASE("a datagram arrives whole, with its sender; an empty one too") {
    boost::asio::io_context io;
    Socket amy{io}, bob{io};
    const std::string long_one(60'000, 'x');
    CHECK(amy.socket.send(bob.address, bytes_of("hello")));
    CHECK(amy.socket.send(bob.address, {}));
    CHECK(amy.socket.send(bob.address, bytes_of(long_one)));
    REQUIRE(run_until(io, [&] { return bob.received.size() == 3; }));
    CHECK(bob.received == std::vector<std::string>{"hello", "", long_one});
    CHECK(same_place(bob.senders[0], amy.address));
    CHECK(bob.drained >= 1);
}

TEST_CASE("a refusal names its own destination, and sending to others goes on") {
    boost::asio::io_context io;
    Socket amy{io}, bob{io};
    Address nobody;
    {
        const auto closed = bind_port(loopback);
        nobody = closed->address;
    }
    CHECK(amy.socket.send(nobody, bytes_of("anybody?")));
    REQUIRE(run_until(io, [&] { return !amy.refused.empty(); }));
    CHECK(same_place(amy.refused[0], nobody));
    CHECK(amy.socket.send(bob.address, bytes_of("still here")));
    CHECK(run_until(io, [&] { return bob.received.size() == 1; }));
}

TEST_CASE("a burst is read in parts, and none of it is forgotten") {
    boost::asio::io_context io;
    Socket amy{io}, bob{io};
    std::size_t sent = 0;
    for (int count = 0; count < 1'000; ++count) sent += amy.socket.send(bob.address, bytes_of("x")) ? 1 : 0;
    CHECK(run_until(io, [&] { return bob.received.size() >= std::min<std::size_t>(sent, 100); }));
    CHECK(bob.received.size() <= sent);
}

TEST_CASE("an address of the other family, or one too long, is not taken") {
    boost::asio::io_context io;
    Socket amy{io};
    CHECK_FALSE(amy.socket.send(*parse_ip("::1", 9), bytes_of("x")));
    CHECK_FALSE(amy.socket.send(amy.address, bytes_of(std::string(70'000, 'x'))));
}

}  // namespace watercooler::driver
