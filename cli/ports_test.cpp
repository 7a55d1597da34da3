#include "cli/ports.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include "cli/port_holder.hpp"
#include "club/files.hpp"

using namespace watercooler;
using namespace watercooler::cli;

namespace {

/// A socket on a port of the kernel's choice, held until it goes.
struct Holder {
    explicit Holder(int type) : fd{::socket(AF_INET, type | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        if (type == SOCK_STREAM) REQUIRE(::listen(fd.get(), 1) == 0);
        socklen_t size = sizeof address;
        REQUIRE(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port = ntohs(address.sin_port);
    }
    club::UniqueFd fd;
    std::uint16_t port = 0;
};

/// A made-up host on which only the ports named are not free.
PortProbe probe_with(std::set<std::uint16_t> busy, std::set<std::uint16_t> privileged = {}) {
    return [busy = std::move(busy), privileged = std::move(privileged)](const std::string&, std::uint16_t port) {
        if (privileged.count(port) > 0) return PortState::privileged;
        return busy.count(port) > 0 ? PortState::busy : PortState::free;
    };
}

}  // namespace

TEST_CASE("browsers refuse the ports of other protocols") {
    for (const int port : {1, 22, 25, 87, 95, 2049, 5060, 6000, 6665, 6669, 6697, 10080}) {
        CAPTURE(port);
        CHECK(browsers_refuse(static_cast<std::uint16_t>(port)));
    }
    for (const int port : {80, 81, 82, 88, 443, 6670, 8081, 9090, 65535}) {
        CAPTURE(port);
        CHECK_FALSE(browsers_refuse(static_cast<std::uint16_t>(port)));
    }
}

TEST_CASE("a port is chosen upwards, past what is busy, privileged, refused, taken or the kernel's own") {
    const PortRules rules{1024, 32768, 60999};
    CHECK(choose_port("127.0.0.1", 8081, {}, rules, probe_with({})) == 8081);
    CHECK(choose_port("127.0.0.1", 8081, {8082}, rules, probe_with({8081})) == 8083);
    CHECK(choose_port("127.0.0.1", 6665, {}, rules, probe_with({})) == 6670);
    CHECK(choose_port("127.0.0.1", 80, {}, rules, probe_with({}, {80, 81, 82})) == 83);
    CHECK(choose_port("127.0.0.1", 32767, {32767}, rules, probe_with({})) == 61000);
    CHECK(choose_port("127.0.0.1", 40000, {}, rules, probe_with({})) == 61000);
    CHECK_FALSE(choose_port("127.0.0.1", 65535, {}, rules, probe_with({65535})));
    CHECK_FALSE(choose_port("10.9.9.9", 8081, {}, rules, [](const auto&, auto) { return PortState::no_such_address; }));
}

TEST_CASE("a port is busy when it is held for UDP or for TCP") {
    const Holder udp{SOCK_DGRAM}, tcp{SOCK_STREAM};
    CHECK(probe_port("127.0.0.1", udp.port) == PortState::busy);
    CHECK(probe_port("127.0.0.1", tcp.port) == PortState::busy);
    CHECK(probe_port("127.0.0.1", 0) == PortState::free);
    CHECK(probe_port("192.0.2.1", 0) == PortState::no_such_address);
    CHECK(probe_port("nonsense", 0) == PortState::no_such_address);
}

TEST_CASE("the holder of a port is found by its socket") {
    const Holder tcp{SOCK_STREAM};
    const auto holder = find_port_holder(tcp.port);
    REQUIRE(holder);
    CHECK(holder->pid == ::getpid());
    CHECK(holder->program.find("cli_test") == 0);
}

TEST_CASE("the kernel's tables of sockets are read, and nothing else") {
    const auto ports = parse_proc_net(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 100 0\n"
        "   1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 07 00000000:00000000 "
        "00:00000000 00000000  1000        0 777 2 0\n"
        "   2: 0100007F:1F91 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 99 1\n"
        "rubbish\n"
        "   3: 0100007F:ZZZZ 00000000:0000 0A 0:0 0:0 0 0 0 1\n");
    REQUIRE(ports.size() == 3);
    CHECK(ports[0] == HeldPort{8081, 12345, true});
    CHECK(ports[1] == HeldPort{81, 777, true});
    CHECK(ports[2] == HeldPort{8081, 99, false});
    CHECK(parse_proc_net("").empty());
}

TEST_CASE("a port range of the kernel is two numbers in order") {
    CHECK(parse_port_range("32768\t60999\n") == std::pair<std::uint16_t, std::uint16_t>{32768, 60999});
    CHECK(parse_port_range("1 2") == std::pair<std::uint16_t, std::uint16_t>{1, 2});
    for (const auto* text : {"", "1", "5 2", "x y", "12", "1 99999"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_port_range(text));
    }
    std::ifstream kernel{"/proc/sys/net/ipv4/ip_local_port_range"};
    std::uint16_t low = 0, high = 0;
    kernel >> low >> high;
    REQUIRE(kernel.good());
    const auto rules = read_port_rules();
    CHECK(rules.ephemeral_low == low);
    CHECK(rules.ephemeral_high == high);
}
