#include "http/client.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <thread>

#include "http/raw_peers_testing.hpp"

namespace watercooler::http {
namespace {

using testing::Listener;
using namespace std::chrono_literals;
using Kind = ClientError::Kind;

/// Accepts `count` connections, one after the other, in a thread of its own.
class Answerer {
public:
    Answerer(int count, std::function<void(int fd)> answer)
        : thread_([this, count, answer] {
              for (int i = 0; i < count; ++i) {
                  const int fd = listener_.accept();
                  answer(fd);
                  ::close(fd);
              }
          }) {}
    ~Answerer() { thread_.join(); }
    std::uint16_t port() const { return listener_.port(); }

private:
    Listener listener_;
    std::thread thread_;
};

std::string read_request(int fd) {
    std::string all;
    char bytes[4096];
    while (all.find("\r\n\r\n") == std::string::npos) {
        const auto size = ::recv(fd, bytes, sizeof bytes, 0);
        if (size <= 0) break;
        all.append(bytes, static_cast<std::size_t>(size));
    }
    return all;
}

void send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

/// What the client makes of these bytes, sent in one piece or one by one.
ClientResult answer_with(const std::string& bytes, bool piecemeal, ClientRequest request = {}) {
    Answerer peer{1, [&](int fd) {
                      read_request(fd);
                      for (std::size_t at = 0; at < bytes.size(); at += piecemeal ? 1 : bytes.size()) {
                          send_all(fd, std::string_view{bytes}.substr(at, piecemeal ? 1 : bytes.npos));
                      }
                      ::shutdown(fd, SHUT_WR);
                      read_request(fd);
                  }};
    request.port = peer.port();
    return fetch(request, 5s);
}

TEST_CASE("an answer is read however it is framed, whole or byte by byte") {
    const std::pair<std::string, std::string> table[] = {
        {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nDune", "Dune"},
        {"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end", "until the end"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: "
         "chunked\r\n\r\n2\r\nDu\r\n2\r\nne\r\n0\r\n\r\n",
         "Dune"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi",
         "hi"},
    };
    for (const auto& [bytes, body] : table) {
        for (const bool piecemeal : {false, true}) {
            CAPTURE(bytes);
            const auto result = answer_with(bytes, piecemeal);
            REQUIRE(result);
            CHECK(result->status == 200);
            CHECK(result->content_type == "text/plain");
            CHECK(result->body == body);
        }
    }
}

TEST_CASE("the answer to HEAD ends with its headers") {
    const auto result = answer_with("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n", true, {.method = "HEAD"});
    REQUIRE(result);
    CHECK(result->header("content-length") == "400");
    CHECK(result->body.empty());
}

TEST_CASE("any status is an answer") {
    const auto result = answer_with("HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", false);
    REQUIRE(result);
    CHECK(result->status == 503);
    CHECK(result->header("retry-after") == "1");
}

TEST_CASE("what is no answer is a bad response") {
    std::string endless = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 10'000; ++i) endless += "Header: value\r\n";
    const std::string table[] = {
        "",
        "HTTP/1.1 200",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nDune",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nDu",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyzzy\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n",
        endless + "\r\n",
        "HTTP/1.1 200 OK\r\n\r\n" + std::string(5000, 'b'),
    };
    for (const auto& bytes : table) {
        CAPTURE(bytes.substr(0, 60));
        const auto result = answer_with(bytes, false, {.response_bytes_max = 4096});
        REQUIRE_FALSE(result);
        CHECK(result.error().kind == Kind::bad_response);
        CHECK(result.error().message.starts_with("127.0.0.1:"));
    }
}

TEST_CASE("a request says what it was told to say") {
    std::string seen;
    {
        Answerer peer{1, [&](int fd) {
                          seen = read_request(fd);
                          send_all(fd, "HTTP/1.1 204 No Content\r\n\r\n");
                      }};
        const auto result = fetch({.method = "PUT",
                                   .host = "localhost",
                                   .port = peer.port(),
                                   .target = "/a?b=c",
                                   .headers = {{"Authorization", "Bearer x"}},
                                   .body = "{}"},
                                  5s);
        CHECK(result->status == 204);
        CHECK(seen == "PUT /a?b=c HTTP/1.1\r\nHost: localhost:" + std::to_string(peer.port()) +
                          "\r\nConnection: close\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\n"
                          "Content-Length: 2\r\n\r\n{}");
    }
}

TEST_CASE("nobody there, nobody reachable and nobody answering are told apart") {
    std::uint16_t free_port = 0;
    {
        free_port = Listener{}.port();
    }
    for (const auto* host : {"127.0.0.1", "localhost"}) {
        const auto refused = fetch({.host = host, .port = free_port}, 5s);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == Kind::refused);
    }
    for (const auto* host : {"member.example", "", "127.0.0.1.1", "[::1]"}) {
        const auto unreachable = fetch({.host = host, .port = 81}, 5s);
        REQUIRE_FALSE(unreachable);
        CHECK(unreachable.error().kind == Kind::unreachable);
    }
    const Listener silent;  // the kernel connects, nobody answers: a process under SIGSTOP looks like this
    const auto began = std::chrono::steady_clock::now();
    const auto late = fetch({.port = silent.port()}, 60ms);
    REQUIRE_FALSE(late);
    CHECK(late.error().kind == Kind::timed_out);
    CHECK(std::chrono::steady_clock::now() - began >= 60ms);
}

/// A real server in a thread of its own, for clients that block.
class ServerThread {
public:
    explicit ServerThread(Handlers handlers)
        : server_(io_, Limits{}, std::move(handlers)), runner_([this] { io_.run(); }), acceptor_([this] {
              for (int fd = listener_.accept(); fd >= 0; fd = listener_.accept()) {
                  boost::asio::post(io_, [this, fd] { server_.adopt(fd); });
              }
          }) {}
    ~ServerThread() {
        ::shutdown(listener_.fd(), SHUT_RDWR);  // ends the accept
        acceptor_.join();
        io_.stop();
        runner_.join();
    }
    std::uint16_t port() const { return listener_.port(); }

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    Listener listener_;
    Server server_;
    std::thread runner_, acceptor_;
};

TEST_CASE("many are asked at once, and answers come in the order of the questions") {
    const ServerThread server{
        {.request = [](const Request& request, const Reply& reply) { reply({.body = request.path + request.body}); }}};
    std::vector<ClientRequest> requests;
    for (int i = 0; i < 300; ++i) {
        requests.push_back({.method = "POST", .port = server.port(), .target = "/" + std::to_string(i), .body = "!"});
    }
    const auto results = fetch_all(requests, 20s);
    REQUIRE(results.size() == 300);
    for (std::size_t i = 0; i < results.size(); ++i) {
        CAPTURE(i);
        REQUIRE(results[i]);
        CHECK(results[i]->body == "/" + std::to_string(i) + "!");
    }
}

TEST_CASE("one that is silent and one that is gone cost the others nothing") {
    const ServerThread server{{.request = [](const Request&, const Reply& reply) { reply({}); }}};
    const Listener silent;
    std::uint16_t free_port = 0;
    {
        free_port = Listener{}.port();
    }
    const std::vector<ClientRequest> requests{{.port = silent.port()}, {.port = free_port}, {.port = server.port()}};
    const auto results = fetch_all(requests, 500ms);
    CHECK(results.at(0).error().kind == Kind::timed_out);
    CHECK(results.at(1).error().kind == Kind::refused);
    CHECK(results.at(2).has_value());
}

TEST_CASE("never more are asked at once than allowed") {
    int under_way = 0, most = 0, answered = 0;
    std::vector<Reply> open;
    const ServerThread server{{.request = [&](const Request&, const Reply& reply) {
        most = std::max(most, ++under_way);
        open.push_back(reply);
        // The last ones have nobody behind them to wait for.
        if (open.size() < 3 && answered < 28) return;
        for (const auto& waiting : std::exchange(open, {})) {
            --under_way;
            ++answered;
            waiting({});
        }
    }}};
    const std::vector<ClientRequest> requests(30, ClientRequest{.port = server.port()});
    for (const auto& result : fetch_all(requests, 5s, 3)) CHECK(result.has_value());
    CHECK(most == 3);
}

TEST_CASE("who does not want to wait is told once, whatever comes of it") {
    const ServerThread server{{.request = [](const Request&, const Reply& reply) { reply({.status = 404}); }}};
    const Listener silent;
    std::uint16_t free_port = 0;
    {
        free_port = Listener{}.port();
    }
    boost::asio::io_context io{1};
    std::vector<ClientResult> results;
    const auto add = [&](ClientResult result) { results.push_back(std::move(result)); };
    http::ask(io, {.port = server.port()}, 5s, add);
    io.run();
    http::ask(io, {.port = free_port}, 5s, add);
    io.restart();
    io.run();
    http::ask(io, {.host = "nowhere.example", .port = 1}, 5s, add);
    io.restart();
    io.run();
    http::ask(io, {.port = silent.port()}, 50ms, add);
    io.restart();
    io.run();
    REQUIRE(results.size() == 4);
    CHECK(results[0]->status == 404);
    CHECK(results[1].error().kind == Kind::refused);
    CHECK(results[2].error().kind == Kind::unreachable);
    CHECK(results[3].error().kind == Kind::timed_out);
}

TEST_CASE("asking nobody answers nothing") { CHECK(fetch_all({}, 1s).empty()); }

}  // namespace
}  // namespace watercooler::http
