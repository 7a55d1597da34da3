#include "http/server.hpp"

#include <vector>

#include "http/raw_peers_testing.hpp"

namespace watercooler::http {
namespace {

using testing::Peer;
using testing::TestServer;
using namespace std::chrono_literals;

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string get_and_close = "GET /bye HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

std::string post(std::string_view body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string{body};
}

/// Answers each request with what it was: "GET /path?query body".
Handlers echo() {
    return {.request = [](Request request, const Reply& reply) {
        reply(
            {.content_type = "text/plain", .body = request.method + " " + request.target + " " + request.body + "\n"});
    }};
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST_CASE("an answer carries its length and the safety headers, and never a CORS header") {
    TestServer test{echo()};
    auto peer = test.ask(get_and_close);
    CHECK(test.to_the_end(peer) ==
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\nConnection: close\r\n"
          "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\r\n"
          "GET /bye \n");
    peer.hang_up();
    CHECK(test.until([&] { return test.server->connections() == 0; }));
}

TEST_CASE("HTML comes with a content security policy: the strictest, or the handler's") {
    TestServer test{{.request = [](const Request& request, const Reply& reply) {
        reply({.content_type = "text/html; charset=utf-8",
               .content_security_policy = request.path == "/own" ? "default-src 'self'" : ""});
    }}};
    auto peer = test.ask(get);
    CHECK(test.until([&] { return peer.has("Content-Security-Policy: default-src 'none'; base-uri 'none'"); }));
    peer.send("GET /own HTTP/1.1\r\n\r\n");
    CHECK(test.until([&] { return peer.has("Content-Security-Policy: default-src 'self'\r\n"); }));
}

TEST_CASE("a value from outside cannot begin a header of its own") {
    TestServer test{{.request = [](const Request&, const Reply& reply) {
        reply({.headers = {{"Location", "/a\r\nSet-Cookie: b"}}});
    }}};
    auto peer = test.ask(get);
    CHECK(test.until([&] { return peer.has("Location: /a  Set-Cookie: b\r\n"); }));
}

TEST_CASE("a request that comes byte by byte is answered like any other") {
    TestServer test{echo()};
    auto peer = test.connect();
    for (const char byte : post("Dune")) {
        peer.send({&byte, 1});
        test.io.poll();
        CHECK(peer.received.empty());
    }
    CHECK(test.until([&] { return peer.has("POST / Dune"); }));
}

TEST_CASE("the handler learns who asks, and where") {
    Request seen;
    TestServer test{{.request = [&](Request request, const Reply& reply) {
        seen = std::move(request);
        reply({});
    }}};
    auto peer = test.ask("GET /caf%C3%A9?a=b HTTP/1.1\r\nX: y\r\n\r\n");
    CHECK(test.until([&] { return peer.has("200 OK"); }));
    CHECK(seen.path == "/caf\xc3\xa9");
    CHECK(seen.parameter("a") == "b");
    CHECK(seen.header("x") == "y");
    CHECK(seen.remote_address == "127.0.0.1");
    CHECK(seen.remote_port != 0);
    CHECK(seen.local_address == "127.0.0.1");
    CHECK(seen.local_port == test.listener.port());
}

TEST_CASE("pipelined requests are answered in order, one at a time, however late each answer is") {
    std::vector<std::pair<std::string, Reply>> open;
    TestServer test{
        {.request = [&](const Request& request, const Reply& reply) { open.emplace_back(request.target, reply); }}};
    auto peer =
        test.ask("GET /1 HTTP/1.1\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /3 HTTP/1.1\r\n\r\n");
    for (const std::size_t turn : {1u, 2u, 3u}) {
        CHECK(test.until([&] { return open.size() == turn; }));
        test.io.poll();
        REQUIRE(open.size() == turn);
        open.back().second({.body = "answer " + open.back().first + "."});
    }
    CHECK(test.until([&] { return peer.has("answer /3."); }));
    CHECK(peer.received.find("answer /1.") < peer.received.find("answer /2."));
    CHECK(peer.received.find("answer /2.") < peer.received.find("answer /3."));
    CHECK(test.server->connections() == 1);
}

TEST_CASE("a thousand pipelined requests are a thousand answers") {
    TestServer test{echo()};
    std::string all;
    for (int i = 0; i < 1000; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n";
    auto peer = test.ask(all);
    CHECK(test.until([&] { return peer.has("GET /999 \n"); }));
    CHECK(count(peer.received, "HTTP/1.1 200 OK") == 1000);
}

TEST_CASE("HEAD gets the headers of GET and no body") {
    TestServer test{echo()};
    auto peer = test.ask("HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n");
    const auto answer = test.to_the_end(peer);
    CHECK(answer.find("Content-Length: 7\r\n") != std::string::npos);
    CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("HTTP/1.0 closes after the answer unless it asks to be kept") {
    TestServer test{echo()};
    auto closing = test.ask("GET / HTTP/1.0\r\n\r\n");
    CHECK(test.to_the_end(closing).find("Connection: close") != std::string::npos);
    auto kept = test.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(test.until([&] { return kept.has("Connection: keep-alive"); }));
    kept.send("GET /again HTTP/1.0\r\n\r\n");
    CHECK(test.to_the_end(kept).find("GET /again") != std::string::npos);
}

TEST_CASE("an answer without content has no length") {
    TestServer test{{.request = [](const Request&, const Reply& reply) { reply({.status = 204}); }}};
    auto peer = test.ask(get_and_close);
    const auto answer = test.to_the_end(peer);
    CHECK(answer.starts_with("HTTP/1.1 204 No Content\r\n"));
    CHECK(answer.find("Content-") == answer.find("Content-Type-Options"));
}

TEST_CASE("a peer that waits for 100 Continue is told to go on, and then answered") {
    TestServer test{echo()};
    auto peer = test.ask("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    CHECK(test.until([&] { return peer.has("HTTP/1.1 100 Continue\r\n\r\n"); }));
    peer.send("Dune");
    CHECK(test.until([&] { return peer.has("POST / Dune"); }));
}

TEST_CASE("a peer that waits for 100 Continue with too large a body is refused instead") {
    TestServer test{echo()};
    auto peer = test.ask("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999\r\n\r\n");
    CHECK(test.to_the_end(peer).starts_with("HTTP/1.1 413 "));
}

TEST_CASE("what is malformed or too large is told so in JSON, and the connection ends") {
    const std::pair<std::string, std::string> table[] = {
        {"\x01\x02garbage\r\n\r\n", "400 Bad Request"},
        {"GET /%zz HTTP/1.1\r\n\r\n", "400 Bad Request"},
        {"GET /" + std::string(9000, 'a'), "431 Request Header"},
        {post(std::string(17 * 1024, 'b')), "413 Content Too Large"},
        {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4001\r\n", "413 Content Too Large"},
        {"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "501 Not Implemented"},
    };
    TestServer test{echo()};
    for (const auto& [bytes, status] : table) {
        CAPTURE(status);
        auto peer = test.ask(bytes + get);
        const auto answer = test.to_the_end(peer);
        CHECK(answer.starts_with("HTTP/1.1 " + status));
        CHECK(answer.find("\r\n\r\n{\"error\":{\"code\":\"") != std::string::npos);
        CHECK(answer.find("Connection: close\r\n") != std::string::npos);
        CHECK(count(answer, "HTTP/1.1 ") == 1);
        peer.hang_up();
    }
    CHECK(test.until([&] { return test.server->connections() == 0; }));
}

TEST_CASE("whoever still sends a large body when it is refused can read why") {
    TestServer test{echo()};
    auto peer = test.ask("POST / HTTP/1.1\r\nContent-Length: 900000\r\n\r\n");
    std::size_t sent = 0;
    const std::string body(900'000, 'b');
    CHECK(test.until([&] {
        sent += peer.send(std::string_view{body}.substr(sent));
        return sent == body.size();
    }));
    CHECK(test.to_the_end(peer).starts_with("HTTP/1.1 413 "));
    CHECK_FALSE(peer.reset);
}

TEST_CASE("a request that stops halfway is answered 408 and ends") {
    for (const std::string half :
         {"G", "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nDu"}) {
        CAPTURE(half);
        TestServer test{echo(), {.header_time = 50ms, .request_time = 100ms}};
        auto peer = test.ask(half);
        CHECK(test.to_the_end(peer).starts_with("HTTP/1.1 408 Request Timeout\r\n"));
    }
}

TEST_CASE("a trickle of bytes does not hold a request open") {
    TestServer test{echo(), {.header_time = 50ms, .request_time = 100ms}};
    auto slow_header = test.ask("GET / HTTP/1.1\r\n");
    auto slow_body = test.ask("POST / HTTP/1.1\r\nContent-Length: 4000\r\n\r\n");
    CHECK(test.until([&] {
        slow_header.send("A: b\r\n");
        slow_body.send("b");
        return slow_header.has("408 Request Timeout") && slow_body.has("408 Request Timeout");
    }));
}

TEST_CASE("a connection that says nothing is closed without a word, new or kept") {
    TestServer test{echo(), {.header_time = 50ms, .idle_time = 60ms}};
    auto silent = test.connect();
    CHECK(test.to_the_end(silent).empty());
    auto kept = test.ask(get);
    CHECK(count(test.to_the_end(kept), "HTTP/1.1 ") == 1);
    CHECK(test.server->connections() == 0);
}

TEST_CASE("a request that lies in the kernel when time is up was in time") {
    TestServer test{echo(), {.header_time = 200ms, .idle_time = 200ms}};
    auto kept = test.ask(get);
    CHECK(test.until([&] { return kept.has("GET / "); }));
    kept.send("GET /again HTTP/1.1\r\n\r\n");
    auto late = test.ask(get);
    // The whole process stands still, as under SIGSTOP, until both deadlines are over.
    const auto began = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - began < 300ms) ::poll(nullptr, 0, 10);
    CHECK(test.until([&] { return late.has("GET / ") && kept.has("GET /again "); }));
}

TEST_CASE("half a request and then the end is told, nothing and then the end is not") {
    TestServer test{echo()};
    auto half = test.ask("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nDu");
    half.finish_sending();
    CHECK(test.to_the_end(half).starts_with("HTTP/1.1 400 "));
    auto nothing = test.connect();
    nothing.finish_sending();
    CHECK(test.to_the_end(nothing).empty());
}

TEST_CASE("a peer that sends its request and stops sending still reads the answer") {
    TestServer test{echo()};
    auto peer = test.ask(post("Dune"));
    peer.finish_sending();
    CHECK(test.to_the_end(peer).find("POST / Dune") != std::string::npos);
}

/// Answers with more than the kernel holds back for a peer that does not read.
struct LargeAnswers : TestServer {
    explicit LargeAnswers(Limits limits)
        : TestServer({.request = [this](const Request&, const Reply& reply) { reply({.body = large}); }}, limits) {}
    const std::string large = std::string(16'000'000, 'x');
};

TEST_CASE("a peer that reads nothing of its answer is cut off") {
    LargeAnswers test{{.write_stall = 100ms}};
    auto deaf = test.ask(get);
    CHECK(test.until([&] { return test.server->connections() == 0; }));
    deaf.read();
    CHECK(deaf.received.size() < test.large.size());
}

TEST_CASE("a peer that reads slowly gets everything") {
    // Not shorter: a full window on a busy machine may cost TCP a retransmission or two.
    LargeAnswers test{{.write_stall = 4s}};
    auto slow = test.ask(get_and_close);
    std::string bytes(50'000, ' ');
    std::size_t size = 0;
    CHECK(test.until([&] {
        const auto got = ::recv(slow.fd(), bytes.data(), bytes.size(), 0);
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
        return size > test.large.size();
    }));
}

TEST_CASE("a peer that reads a little now and then does not hold an answer for ever") {
    LargeAnswers test{{.write_stall = 2s, .write_time = 150ms}};
    auto slow = test.ask(get);
    CHECK(test.until([&] {
        char byte;
        [[maybe_unused]] const auto size = ::recv(slow.fd(), &byte, 1, 0);
        return test.server->connections() == 0;
    }));
}

TEST_CASE("a forgotten reply is a 500, and the connection goes on") {
    TestServer test{{.request = [](const Request&, const Reply&) {}}};
    auto peer = test.ask(get);
    CHECK(test.until([&] { return peer.has("500 Internal Server Error"); }));
    CHECK(peer.has("\"no_answer\""));
    CHECK(test.server->connections() == 1);
}

TEST_CASE("a reply to a peer that has left, or of a server that is gone, goes nowhere") {
    std::vector<Reply> open;
    TestServer test{{.request = [&](const Request&, const Reply& reply) { open.push_back(reply); }}};
    auto leaving = test.ask(get);
    auto staying = test.ask(get);
    CHECK(test.until([&] { return open.size() == 2; }));
    leaving.hang_up();
    open.front()({.body = "for nobody"});
    open.erase(open.begin());
    CHECK(test.until([&] { return test.server->connections() == 1; }));
    test.server.reset();
    open.front()({.body = "from nobody"});
    CHECK(test.to_the_end(staying).empty());
}

TEST_CASE("the connection that waited longest is closed first, and none that is being answered") {
    std::vector<Reply> open;
    TestServer test{{.request = [&](const Request& request, const Reply& reply) {
        if (request.path == "/later") return open.push_back(reply);
        reply({.body = "now"});
    }}};
    CHECK_FALSE(test.server->close_oldest_idle());
    auto busy = test.ask("GET /later HTTP/1.1\r\n\r\n");
    auto first = test.ask(get);
    auto second = test.ask("GET / HTTP/1.1\r\n");
    CHECK(test.until([&] { return open.size() == 1 && first.has("now"); }));
    first.send(get);
    CHECK(test.until(
        [&] { return count(first.received, "now") == 1 && (first.read(), count(first.received, "now") == 2); }));
    CHECK(test.server->connections() == 3);
    CHECK(test.server->close_oldest_idle());
    CHECK(test.to_the_end(second).empty());
    CHECK_FALSE(first.is_closed());
    CHECK(test.until([&] { return test.server->close_oldest_idle(); }));  // once its answer is known to be sent
    CHECK(test.until([&] { return first.is_closed(); }));
    CHECK_FALSE(test.server->close_oldest_idle());
    CHECK(test.server->connections() == 1);
    open.front()({.body = "at last"});
    CHECK(test.until([&] { return busy.has("at last"); }));
}

TEST_CASE("what is no live connection is closed when adopted") {
    TestServer test{echo()};
    int pipe_ends[2];
    REQUIRE(::pipe(pipe_ends) == 0);
    ::close(pipe_ends[1]);
    test.server->adopt(pipe_ends[0]);
    CHECK(::fcntl(pipe_ends[0], F_GETFD) == -1);
    CHECK(test.server->connections() == 0);

    Peer unconnected{::socket(AF_INET, SOCK_STREAM, 0)};
    const int copy = ::dup(unconnected.fd());
    test.server->adopt(copy);
    CHECK(::fcntl(copy, F_GETFD) == -1);
    CHECK(test.server->connections() == 0);
}

TEST_CASE("every answer is noted, refusals included") {
    std::vector<std::string> notes;
    auto handlers = echo();
    handlers.answered = [&](const Answered& answered) {
        notes.push_back(std::string{answered.method} + " " + std::string{answered.target} + " " +
                        std::to_string(answered.status) + " " + std::string{answered.remote_address});
    };
    TestServer test{std::move(handlers)};
    auto good = test.ask("HEAD /a?b HTTP/1.1\r\nConnection: close\r\n\r\n");
    test.to_the_end(good);
    auto bad = test.ask("nonsense\r\n\r\n");
    test.to_the_end(bad);
    CHECK(notes == std::vector<std::string>{"HEAD /a?b 200 127.0.0.1", "  400 127.0.0.1"});
}

TEST_CASE("three hundred connections are served at once") {
    TestServer test{echo()};
    std::vector<Peer> peers;
    for (int i = 0; i < 300; ++i) peers.push_back(test.ask(get));
    CHECK(test.until(
        [&] { return std::all_of(peers.begin(), peers.end(), [](Peer& peer) { return peer.has("GET / \n"); }); }));
    CHECK(test.server->connections() == 300);
    test.server.reset();
    CHECK(std::all_of(peers.begin(), peers.end(), [](Peer& peer) { return peer.is_closed(); }));
}

}  // namespace
}  // namespace watercooler::http
