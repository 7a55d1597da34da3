#include "driver/door.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "driver/testing.hpp"

namespace watercooler::driver {
namespace {

using namespace testing;

/// A door, and whom it let in where.
struct House {
    House()
        : port(std::move(*bind_port(loopback))),
          address(port.address),
          door(io, std::move(port.tcp),
               {.http = [this](Descriptor fd) { http.push_back(std::move(fd)); },
                .stream = [this](Descriptor fd, const Address&) { streams.push_back(std::move(fd)); },
                .tls = [this](const Address&) { ++tls; },
                .http_count = [this] { return http.size(); },
                .stream_count = [this] { return streams.size(); },
                .give_up_http =
                    [this] {
                        if (http.empty() || !idle) return false;
                        http.erase(http.begin());
                        return true;
                    }}) {
        door.start();
    }
    std::unique_ptr<Client> visitor(std::string_view first) {
        auto client = std::make_unique<Client>(SOCK_STREAM);
        REQUIRE(client->connect(address));
        if (!first.empty()) REQUIRE(client->send(bytes_of(first)));
        return client;
    }
    bool until(const std::function<bool()>& done) { return run_until(io, done); }

    boost::asio::io_context io;
    Port port;
    Address address;
    std::vector<Descriptor> http, streams;
    int tls = 0;
    bool idle = true;
    Door door;
};

}  // namespace

TEST_CASE("the first byte decides, and stays where it was") {
    House house;
    const auto browser = house.visitor("GET / HTTP/1.1\r\n"), member = house.visitor("\x06state"),
               secure = house.visitor("\x16\x03");
    REQUIRE(house.until([&] { return house.http.size() == 1 && house.streams.size() == 1 && house.tls == 1; }));
    char first = 0;
    CHECK(::recv(house.http[0].get(), &first, 1, 0) == 1);
    CHECK(first == 'G');
    CHECK(::recv(house.streams[0].get(), &first, 1, 0) == 1);
    CHECK(first == 6);
    CHECK(house.until([&] { return secure->over(); }));
    CHECK(house.door.counts().accepted == 3);
    CHECK(house.door.counts().tls == 1);
}

TEST_CASE("who says nothing waits, and goes when he closes") {
    House house;
    auto silent = house.visitor("");
    REQUIRE(house.until([&] { return house.door.waiting() == 1; }));
    silent.reset();
    CHECK(house.until([&] { return house.door.waiting() == 0; }));
    CHECK(house.http.empty());
    CHECK(house.streams.empty());
}

TEST_CASE("when the house is full the oldest who said nothing makes room") {
    House house;
    std::vector<std::unique_ptr<Client>> silent;
    for (std::size_t count = 0; count < Door::connections_max; ++count) silent.push_back(house.visitor(""));
    REQUIRE(house.until([&] { return house.door.waiting() == Door::connections_max; }));
    const auto late = house.visitor("\x06");
    CHECK(house.until([&] { return house.streams.size() == 1; }));
    CHECK(house.door.counts().evicted == 1);
    CHECK(house.until([&] { return silent.front()->over(); }));
    CHECK_FALSE(silent.back()->over());
}

TEST_CASE("browsers never take the places that are kept for streams") {
    House house;
    house.idle = false;
    std::vector<std::unique_ptr<Client>> browsers;
    for (std::size_t count = 0; count < Door::connections_max - Door::stream_reserve + 5; ++count)
        browsers.push_back(house.visitor("G"));
    REQUIRE(house.until([&] { return house.door.counts().turned_away == 5; }));
    CHECK(house.http.size() == Door::connections_max - Door::stream_reserve);
    const auto member = house.visitor("\x06");
    CHECK(house.until([&] { return house.streams.size() == 1; }));
    house.idle = true;
    const auto another = house.visitor("G");  // an idle one is given up for him
    CHECK(house.until([&] { return house.http.size() == Door::connections_max - Door::stream_reserve; }));
}

}  // namespace watercooler::driver
