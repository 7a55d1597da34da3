#include "http/websocket.hpp"

#include <algorithm>
#include <vector>

#include "http/raw_peers_testing.hpp"

namespace watercooler::http {
namespace {

using testing::Peer;
using testing::TestServer;
using namespace std::chrono_literals;

const std::string upgrade =
    "GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// A client's frame: masked, with a mask of zeros.
std::string frame(unsigned first_byte, std::string_view payload) {
    std::string out{static_cast<char>(first_byte)};
    const auto byte = [](std::size_t value) { return static_cast<char>(value & 0xff); };
    if (payload.size() < 126) {
        out += byte(0x80 | payload.size());
    } else if (payload.size() < 65536) {
        out += {byte(0xfe), byte(payload.size() >> 8), byte(payload.size())};
    } else {
        out += byte(0xff);
        for (int shift = 56; shift >= 0; shift -= 8) out += byte(payload.size() >> shift);
    }
    return out + std::string(4, '\0') + std::string{payload};
}

std::string text(std::string_view payload) { return frame(0x81, payload); }

std::string goodbye(std::uint16_t code) {
    return frame(0x88, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)});
}

/// What the server's short frame looks like.
std::string from_server(unsigned first_byte, std::string_view payload) {
    return std::string{static_cast<char>(first_byte), static_cast<char>(payload.size())} + std::string{payload};
}

std::string closed_by_server(std::uint16_t code, std::string_view reason) {
    return from_server(0x88,
                       std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + std::string{reason});
}

/// A server whose WebSockets echo, and which remembers how each ended.
struct EchoServer : TestServer {
    explicit EchoServer(Limits limits = {}) : TestServer(handlers(), limits) {}
    ~EchoServer() { server.reset(); }

    Handlers handlers() {
        return {.request = [](const Request&, const Reply& reply) { reply({.body = "plain"}); },
                .upgrade =
                    [](const Request& request) {
                        return request.path == "/stream"
                                   ? std::nullopt
                                   : std::optional{error_response(403, "no", "No.", "Try /stream.")};
                    },
                .opened = [this](const Request&, const std::shared_ptr<WebSocket>& socket) { open(socket); }};
    }

    void open(const std::shared_ptr<WebSocket>& socket) {
        sockets.push_back(socket);
        socket->on_text([weak = std::weak_ptr{socket}](std::string_view message) {
            if (const auto self = weak.lock()) self->send("echo " + std::string{message});
        });
        socket->on_closed([this](std::uint16_t code, std::string_view reason) {
            ends.push_back(std::to_string(code) + " " + std::string{reason});
        });
    }

    Peer connect_websocket() {
        auto peer = ask(upgrade);
        const auto before = sockets.size();
        CHECK(until([&] { return peer.has("\r\n\r\n") && sockets.size() > before; }));
        CHECK(peer.received.starts_with("HTTP/1.1 101 Switching Protocols\r\n"));
        peer.received.clear();
        return peer;
    }

    /// The peer hangs up as soon as the server does, as browsers do.
    bool ended(Peer& peer, std::string_view how) {
        if (!until([&] { return peer.is_closed(); })) return false;
        peer.hang_up();
        return until([&] { return std::find(ends.begin(), ends.end(), how) != ends.end(); }) && ends.size() == 1;
    }

    std::vector<std::shared_ptr<WebSocket>> sockets;
    std::vector<std::string> ends;
};

TEST_CASE("an upgrade that nobody refuses is an open WebSocket") {
    EchoServer test;
    auto peer = test.ask(upgrade);
    CHECK(test.until([&] { return peer.has("\r\n\r\n"); }));
    CHECK(peer.has("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));  // the example of RFC 6455
    CHECK(peer.has("Cache-Control: no-store\r\n"));
    CHECK(test.server->websockets() == 1);
    CHECK(test.server->connections() == 1);
    peer.send(text("hello"));
    CHECK(test.until([&] { return peer.has(from_server(0x81, "echo hello")); }));
}

TEST_CASE("an upgrade may follow other requests on its connection") {
    EchoServer test;
    auto peer = test.ask("GET / HTTP/1.1\r\n\r\n" + upgrade);
    CHECK(test.until([&] { return peer.has("plain") && peer.has("101 Switching Protocols"); }));
}

TEST_CASE("an upgrade that cannot be, or may not be, is refused as plain HTTP") {
    const auto with = [](std::string_view from, std::string_view to) {
        auto bytes = upgrade;
        return bytes.replace(bytes.find(from), from.size(), to);
    };
    const std::pair<std::string, std::string> table[] = {
        {with("/stream", "/secret"), "403 Forbidden"},
        {with("Version: 13", "Version: 8"), "426 Upgrade Required"},
        {with("Sec-WebSocket-Version: 13\r\n", ""), "426 Upgrade Required"},
        {with("dGhlIHNhbXBsZSBub25jZQ==", "short"), "400 Bad Request"},
        {with("dGhlIHNhbXBsZSBub25jZQ==", std::string(99, 'k')), "400 Bad Request"},
        {with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), "400 Bad Request"},
        {with("\r\n\r\n", "\r\nContent-Length: 2\r\n\r\nhi"), "400 Bad Request"},
        {with("Host: localhost\r\n", ""), "400 Bad Request"},
        {upgrade + text("too early"), "400 Bad Request"},
    };
    for (const auto& [bytes, status] : table) {
        CAPTURE(bytes);
        EchoServer test;
        auto peer = test.ask(bytes);
        CHECK(test.to_the_end(peer).starts_with("HTTP/1.1 " + status));
        CHECK(test.sockets.empty());
        CHECK(test.server->websockets() == 0);
    }
}

TEST_CASE("a request for another upgrade is just a request") {
    EchoServer test;
    auto peer = test.ask("GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n");
    CHECK(test.until([&] { return peer.has("plain"); }));
}

TEST_CASE("a server without WebSockets answers an upgrade with 404") {
    TestServer test{{.request = [](const Request&, const Reply& reply) { reply({}); }}};
    auto peer = test.ask(upgrade);
    CHECK(test.to_the_end(peer).starts_with("HTTP/1.1 404 "));
}

TEST_CASE("messages come whole, in order, byte by byte or in fragments, with pings between") {
    EchoServer test;
    auto peer = test.connect_websocket();
    const auto bytes =
        text("one") + frame(0x01, "tw") + frame(0x89, "ping") + frame(0x80, "o") + text(std::string(300, 'x'));
    for (const char byte : bytes) {
        peer.send({&byte, 1});
        test.io.poll();
    }
    CHECK(test.until([&] { return peer.has(std::string(300, 'x')); }));
    const auto& all = peer.received;
    CHECK(all.find(from_server(0x81, "echo one")) < all.find(from_server(0x8a, "ping")));
    CHECK(all.find(from_server(0x8a, "ping")) < all.find(from_server(0x81, "echo two")));
    CHECK(all.find("echo two") < all.find("echo xxx"));
}

TEST_CASE("two hundred WebSockets are served at once, and one text goes to all") {
    EchoServer test;
    std::vector<Peer> peers;
    for (int i = 0; i < 200; ++i) peers.push_back(test.connect_websocket());
    CHECK(test.server->websockets() == 200);
    const auto news = std::make_shared<const std::string>("news for all");
    for (const auto& socket : test.sockets) CHECK(socket->send(news));
    for (auto& peer : peers) peer.send(text("back"));
    CHECK(test.until([&] {
        return std::all_of(peers.begin(), peers.end(), [](Peer& peer) {
            return peer.has(from_server(0x81, "news for all")) && peer.has(from_server(0x81, "echo back"));
        });
    }));
    CHECK(news.use_count() == 1);
    for (auto& peer : peers) peer.hang_up();
    CHECK(test.until([&] { return test.ends.size() == 200; }));
    CHECK(test.server->connections() == 0);
}

TEST_CASE("a peer that does not read is told that it is too slow, and nothing more is queued") {
    EchoServer test{{.websocket_buffered_bytes_max = 3'000'000, .websocket_close_time = 100ms}};
    auto peer = test.connect_websocket();
    auto& socket = *test.sockets.at(0);
    const auto large = std::make_shared<const std::string>(1'000'000, 'x');
    std::size_t taken = 0;
    CHECK(test.until([&] { return !socket.send(large) || ++taken > 1000; }));
    CHECK(taken > 2);
    CHECK(taken < 1000);
    CHECK(socket.buffered() <= large->size());  // but for the one under way, all was dropped
    CHECK_FALSE(socket.send("more"));
    CHECK(test.ended(peer, "1013 too slow: more messages waited than fit"));
    CHECK(test.server->connections() == 0);
}

TEST_CASE("a slow peer that reads on learns why it was closed") {
    EchoServer test{{.websocket_buffered_bytes_max = 3'000'000}};
    auto peer = test.connect_websocket();
    const auto large = std::make_shared<const std::string>(1'000'000, 'x');
    CHECK(test.until([&] { return !test.sockets.at(0)->send(large); }));
    const auto farewell = closed_by_server(1013, "too slow: more messages waited than fit");
    CHECK(test.until([&] { return peer.has(farewell); }));
    peer.send(goodbye(1013));
    CHECK(test.ended(peer, "1013 too slow: more messages waited than fit"));
}

TEST_CASE("what a fast peer was sent leaves the queue") {
    EchoServer test{{.websocket_buffered_bytes_max = 1000}};
    auto peer = test.connect_websocket();
    for (int i = 0; i < 50; ++i) {
        CHECK(test.sockets.at(0)->send(std::string(900, 'x')));
        CHECK(test.until([&] { return test.sockets.at(0)->buffered() == 0; }));
    }
    CHECK_FALSE(test.sockets.at(0)->send(std::string(1001, 'x')));
}

TEST_CASE("our goodbye comes after what was queued before") {
    EchoServer test;
    auto peer = test.connect_websocket();
    auto& socket = *test.sockets.at(0);
    socket.send("last words");
    socket.close(1001, "going away");
    socket.close(1000, "twice is once");
    CHECK_FALSE(socket.send("after the end"));
    const auto both = from_server(0x81, "last words") + closed_by_server(1001, "going away");
    CHECK(test.until([&] { return peer.has(both); }));
    peer.send(goodbye(1001));
    CHECK(test.ended(peer, "1001 going away"));
    CHECK(peer.received == both);
}

TEST_CASE("a peer that ignores our goodbye is cut off") {
    EchoServer test{{.websocket_close_time = 50ms}};
    auto peer = test.connect_websocket();
    test.sockets.at(0)->close(1000, std::string(121, 'r') + "\xc3\xa9\xc3\xa9");
    CHECK(test.until([&] { return peer.has(closed_by_server(1000, std::string(121, 'r') + "\xc3\xa9")); }));
    CHECK(test.until([&] { return peer.is_closed(); }));
    CHECK(test.ended(peer, "1000 " + std::string(121, 'r') + "\xc3\xa9"));
}

TEST_CASE("how a peer leaves, or misbehaves, is told once") {
    const std::pair<std::string, std::string> table[] = {
        {goodbye(1000), "1000 "},
        {frame(0x88, ""), "1005 "},
        {frame(0x82, "binary") + goodbye(1003), "1003 text messages only"},
        {text("not UTF-8: \xff"), "1007 "},
        {text(std::string(70'000, 'x')), "1009 "},
        {std::string("\x81\x02hi"), "1002 "},  // not masked
        {frame(0xf1, "reserved bits"), "1002 "},
        {frame(0x83, "reserved opcode"), "1002 "},
    };
    for (const auto& [bytes, end] : table) {
        CAPTURE(end);
        EchoServer test;
        auto peer = test.connect_websocket();
        peer.send(bytes);
        CHECK(test.ended(peer, end));
        CHECK(test.server->connections() == 0);
        CHECK_FALSE(test.sockets.at(0)->send("to nobody"));
    }
}

TEST_CASE("a peer that says goodbye or misbehaves, and stays all the same, is cut off") {
    for (const auto& bytes : {goodbye(1000), std::string{"\x81\x02hi"}, text("\xff")}) {
        EchoServer test{{.websocket_close_time = 50ms}};
        auto peer = test.connect_websocket();
        peer.send(bytes);
        CHECK(test.until([&] { return test.ends.size() == 1; }));
        CHECK(test.server->connections() == 0);
    }
}

TEST_CASE("goodbyes that cross each other end well, whatever is under way") {
    EchoServer test;
    std::vector<Peer> peers;
    for (int i = 0; i < 64; ++i) peers.push_back(test.connect_websocket());
    for (unsigned i = 0; i < 64; ++i) {
        const auto large = std::string(i % 8 * 1000, 'x');
        const auto bytes = text(large) + frame(0x89, "ping") + goodbye(1000);
        const auto cut = i * bytes.size() / 64;
        peers[i].send(std::string_view{bytes}.substr(0, cut));
        if (i & 1) test.io.poll();
        test.sockets[i]->send(large);
        test.sockets[i]->close(1001, "going away");
        if (i & 2) test.io.poll();
        if (i & 4) test.io.poll_one();
        peers[i].send(std::string_view{bytes}.substr(cut));
    }
    CHECK(test.until([&] {
        for (auto& peer : peers) {
            if (peer.fd() >= 0 && peer.is_closed()) peer.hang_up();
        }
        return test.ends.size() == 64;
    }));
    CHECK(test.server->connections() == 0);
}

TEST_CASE("a message of exactly the limit is taken") {
    EchoServer test;
    auto peer = test.connect_websocket();
    const std::string largest(64 * 1024, 'x');
    const auto bytes = text(largest);
    std::size_t sent = 0;
    CHECK(test.until([&] {
        sent += peer.send(std::string_view{bytes}.substr(sent));
        peer.read();
        return peer.received.size() > largest.size();
    }));
    CHECK(peer.has("echo " + largest));
}

TEST_CASE("a peer that vanishes is noticed") {
    EchoServer test;
    auto peer = test.connect_websocket();
    peer.hang_up();
    CHECK(test.until([&] { return test.ends == std::vector<std::string>{"1006 "}; }));
    CHECK_FALSE(test.sockets.at(0)->send("to nobody"));
}

TEST_CASE("a WebSocket lives without anyone holding it, and ends with its server") {
    EchoServer test;
    auto peer = test.connect_websocket();
    test.sockets.clear();
    peer.send(text("anyone?"));
    CHECK(test.until([&] { return peer.has("echo anyone?"); }));
    test.server.reset();
    CHECK(test.until([&] { return peer.is_closed(); }));
    CHECK(test.ends.empty());
}

TEST_CASE("a WebSocket may be closed from its own callback") {
    EchoServer test{{.websocket_close_time = 50ms}};
    auto peer = test.connect_websocket();
    auto& socket = test.sockets.at(0);
    socket->on_text([&](std::string_view) {
        socket->on_text(nullptr);
        socket->close(1000, "enough");
    });
    peer.send(text("stop") + text("ignored") + goodbye(1000));
    CHECK(test.ended(peer, "1000 enough"));
}

}  // namespace
}  // namespace watercooler::http
