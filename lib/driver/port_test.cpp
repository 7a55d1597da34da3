#include "driver/port.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include "driver/testing.hpp"

namespace watercooler::driver {

using testing::loopback;

TEST_CASE("a port is bound for both, and port 0 finds one that is free for both") {
    const auto port = bind_port(loopback);
    REQUIRE(port);
    CHECK(port->address.port != 0);
    CHECK(same_place(port->address, *parse_ip("127.0.0.1", port->address.port)));
    for (const int fd : {port->udp.get(), port->tcp.get()}) {
        CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
        CHECK((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    }
}

TEST_CASE("a port that one half of is taken is busy, and nothing stays bound") {
    const auto first = bind_port(loopback);
    REQUIRE(first);
    const auto second = bind_port(first->address);
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == PortError::Kind::busy);
    CHECK(second.error().what == "TCP");
}

TEST_CASE("an address that is not of this machine is said to be so") {
    const auto port = bind_port(*parse_ip("192.0.2.1", 0));
    REQUIRE_FALSE(port);
    CHECK(port.error().kind == PortError::Kind::no_such_address);
}

TEST_CASE("a descriptor closes itself, once") {
    int number = -1;
    {
        Descriptor first{::socket(AF_INET, SOCK_DGRAM, 0)};
        number = first.get();
        Descriptor second{std::move(first)};
        CHECK_FALSE(first);
        CHECK(second.get() == number);
        CHECK(::fcntl(number, F_GETFD) >= 0);
    }
    CHECK(::fcntl(number, F_GETFD) < 0);
}

}  // namespace watercooler::driver
