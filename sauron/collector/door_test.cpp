#include "collector/door.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "http/raw_peers_testing.hpp"

namespace watercooler::collector {
namespace {

using namespace std::chrono_literals;
using http::testing::Peer;

struct AtTheDoor {
    AtTheDoor() : door(std::move(*Door::open(io, *parse_ip("127.0.0.1", 0)))) {
        Door::Handlers handlers;
        handlers.http = [this](int fd) { take("http", fd); };
        handlers.eye = [this](int fd) { take("eye", fd); };
        handlers.http_count = [this] { return http_count; };
        handlers.eye_count = [this] { return eye_count; };
        handlers.give_up_http = [] { return false; };
        door->start(std::move(handlers));
    }
    void take(std::string what, int fd) {
        took.push_back(std::move(what));
        ::close(fd);
    }
    Peer connect(std::string_view bytes) {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = http::testing::loopback(door->port());
        REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        Peer peer{fd};
        peer.send(bytes);
        return peer;
    }
    template <class Condition>
    bool until(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            io.restart();
            io.run_for(1ms);
        }
        return true;
    }

    std::vector<std::string> took;
    std::size_t http_count = 0, eye_count = 0;
    boost::asio::io_context io{1};
    std::unique_ptr<Door> door;
};

}  // namespace

TEST_CASE_FIXTURE(AtTheDoor, "the first byte tells HTTP from an eye, and a stranger from both") {
    auto http = connect("GET / HTTP/1.1\r\n\r\n");
    CHECK(until([&] { return took.size() == 1; }));
    auto eye = connect("wc-eye/1");
    CHECK(until([&] { return took.size() == 2; }));
    CHECK(took == std::vector<std::string>{"http", "eye"});
    for (const auto* bytes : {"\x16\x03\x01", "get / http", "\xff"}) {
        auto stranger = connect(bytes);
        CHECK(until([&] { return stranger.is_closed(); }));
    }
    CHECK(took.size() == 2);
    CHECK(door->counts().strangers == 3);
}

TEST_CASE_FIXTURE(AtTheDoor, "a full house turns away its own sort only") {
    http_count = Door::http_max;
    auto http = connect("GET / HTTP/1.1\r\n\r\n");
    CHECK(until([&] { return http.is_closed(); }));
    auto eye = connect("wc-eye/1");
    CHECK(until([&] { return took.size() == 1; }));
    CHECK(door->counts().turned_away == 1);
}

TEST_CASE_FIXTURE(AtTheDoor, "who never says anything makes room for others") {
    auto first = connect("");
    std::vector<Peer> silent;
    for (std::size_t i = 0; i < Door::waiting_max; ++i) silent.push_back(connect(""));
    CHECK(until([&] { return first.is_closed(); }));
    auto http = connect("GET / HTTP/1.1\r\n\r\n");
    CHECK(until([&] { return took.size() == 1; }));
}

TEST_CASE_FIXTURE(AtTheDoor, "a port that somebody has is busy") {
    boost::asio::io_context other;
    const auto second = Door::open(other, *parse_ip("127.0.0.1", door->port()));
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().kind == PortError::Kind::busy);
    const auto nowhere = Door::open(other, *parse_ip("192.0.2.1", 0));
    REQUIRE_FALSE(nowhere.has_value());
    CHECK(nowhere.error().kind == PortError::Kind::no_such_address);
}

}  // namespace watercooler::collector
