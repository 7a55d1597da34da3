#include "member/http_teller.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.hpp"
#include "json/info.hpp"
#include "json/rumor.hpp"
#include "member/member_testing.hpp"

namespace watercooler::member {
namespace {

using testing::RunningMember;

/// A node that speaks only HTTP, in the member's own loop. `poll` lets in who knocks.
class FakeNode {
public:
    explicit FakeNode(boost::asio::io_context& io)
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)),
          server_(io, {}, {.request = [this](http::Request request, const http::Reply& reply) {
                      asked.push_back(request.method + " " + request.path);
                      if (request.method == "POST") told.push_back(json::read_rumor(request.body)->rumor);
                      reply(answer(request));
                  }}) {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof place;
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&place), size) == 0);
        REQUIRE(::listen(listener_, 16) == 0);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&place), &size);
        port = ntohs(place.sin_port);
    }
    ~FakeNode() { close(); }

    void poll() {
        for (int fd = ::accept(listener_, nullptr, nullptr); fd >= 0; fd = ::accept(listener_, nullptr, nullptr)) {
            server_.adopt(fd);
        }
    }
    void close() {
        if (listener_ >= 0) ::close(std::exchange(listener_, -1));
    }
    std::string rumor(const std::string& book, std::uint64_t version, const std::string& name = "py") const {
        return json::write_rumor({.uuid = make_uuid_v5(book + std::to_string(version)),
                                  .name = name,
                                  .address = "127.0.0.1",
                                  .port = port,
                                  .version = {version},
                                  .payload = book});
    }

    std::uint16_t port = 0;
    std::vector<std::string> asked;
    std::vector<Rumor> told;
    std::function<http::Response(const http::Request&)> answer = [](const http::Request& request) {
        http::Response response;
        response.body = request.method == "GET" ? "[]" : R"({"outcome":"applied"})";
        return response;
    };

private:
    int listener_;
    http::Server server_;
};

struct TellerFixture {
    club::testing::TempFolder home;
    RunningMember jimmy{home.path()};
    FakeNode py{jimmy.member().io()};

    bool until(const std::function<bool()>& condition) {
        return jimmy.until([&] {
            py.poll();
            return condition();
        });
    }
    void tell(const std::string& rumor, const std::string& from = "127.0.0.1") {
        jimmy.ask("POST", "/gossip", rumor, [&](http::Request& request) {
            request.remote_address = from;
            request.remote_port = 54'321;
        });
    }
    std::optional<json::BookRow> row(const std::string& name) {
        const auto rows = json::read_books(jimmy.ask("GET", "/api/v1/books").body);
        for (const auto& each : *rows)
            if (each.name == name) return each;
        return std::nullopt;
    }
    bool knows_py() { return row("py") && row("py")->http; }
    bool heard(const std::string& name, const std::string& book) {
        return std::ranges::any_of(py.told,
                                   [&](const Rumor& each) { return each.name == name && each.payload == book; });
    }
    std::vector<Event> events(EventKind kind) {
        std::vector<Event> found;
        for (const auto& each : jimmy.member().activity().after({}, Activity::count_max))
            if (each.event.kind == kind) found.push_back(each.event);
        return found;
    }
};

}  // namespace

TEST_CASE_FIXTURE(TellerFixture, "a node that told its book is asked who it is, told every book, and shown as such") {
    tell(py.rumor("Momo", 1));
    REQUIRE(until([&] { return heard("jimmy", "Dune"); }));
    CHECK(py.asked.front() == "GET /peers");
    CHECK(until([&] { return knows_py(); }));
    CHECK(row("py")->status == "stranger");
    CHECK(row("py")->from == "py");
    CHECK_FALSE(row("jimmy")->http);
    CHECK(py.told.front().ttl == 0);
    CHECK(py.told.front().address == "127.0.0.1");
    CHECK(py.told.front().port == jimmy.port());
}

TEST_CASE_FIXTURE(TellerFixture, "what is news is told at once, and by whom is in the events") {
    tell(py.rumor("Momo", 1));
    REQUIRE(until([&] { return heard("py", "Momo"); }));  // at first all of it is told, its own as the last
    jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Emma"})");
    REQUIRE(until([&] { return heard("jimmy", "Emma"); }));
    REQUIRE(until([&] { return events(EventKind::received).back().cause == events(EventKind::sent).back().seq; }));
    CHECK(events(EventKind::received).back().reason == "http 200");
    const auto sent = events(EventKind::sent).back();
    CHECK(sent.peer == "py");
    CHECK(sent.reason == "http rumor");
    CHECK(sent.origin == "jimmy");
    CHECK(sent.hop == 1);
    CHECK(sent.cause == events(EventKind::born).back().seq);
    const auto came = events(EventKind::received).front();  // from it
    CHECK(came.peer == "py");
    CHECK(came.uuid == make_uuid_v5("Momo1"));
    CHECK(events(EventKind::applied).front().seq.value == came.seq.value + 1);
}

TEST_CASE_FIXTURE(TellerFixture, "only books are told, and not to itself") {
    tell(py.rumor("Momo", 1));
    REQUIRE(until([&] { return heard("py", "Momo"); }));  // at first all of it is told, its own as the last
    jimmy.order("PUT", "/api/v1/entries/mood", R"({"value":"fine"})");
    jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Emma"})");
    REQUIRE(until([&] { return heard("jimmy", "Emma"); }));
    tell(py.rumor("Kim", 2));
    jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"She"})");
    REQUIRE(until([&] { return heard("jimmy", "She"); }));
    for (const auto& each : py.told) CHECK(each.key == "book");
    CHECK_FALSE(heard("py", "Kim"));
}

TEST_CASE_FIXTURE(TellerFixture, "a node that says what it holds is told what it lacks, its own later book among it") {
    py.answer = [&](const http::Request& request) {
        http::Response response;
        response.body = request.method == "GET" ? R"([{"name":"jimmy","entries":[
            {"origin":"jimmy","key":"book","version":1}]},{"name":"py","entries":[
            {"origin":"py","key":"book","version":1}]}])"
                                                : "{}";
        return response;
    };
    tell(py.rumor("Momo", 7));
    REQUIRE(until([&] { return heard("py", "Momo"); }));
    CHECK_FALSE(heard("jimmy", "Dune"));
    CHECK(py.told.front().version == Version{7});
}

TEST_CASE_FIXTURE(TellerFixture, "who does not answer as a node does is told nothing, and asked no more than once") {
    const std::pair<unsigned, std::string> answers[] = {
        {404, "[]"}, {200, "<html>"}, {200, "7"}, {200, std::string(2 * 1024 * 1024, ' ') + "[]"}, {302, "[]"}};
    for (const auto& [code, text] : answers) {
        CAPTURE(code);
        FakeNode other{jimmy.member().io()};
        other.answer = [status = code, body = text](const http::Request&) {
            http::Response response;
            response.status = status;
            response.body = body;
            return response;
        };
        const auto before = events(EventKind::dropped).size();
        tell(other.rumor("Momo", 1, "n" + std::to_string(other.port)));
        REQUIRE(until([&] {
            other.poll();
            return events(EventKind::dropped).size() > before;
        }));
        tell(other.rumor("Momo", 2, "n" + std::to_string(other.port)));
        CHECK(other.asked == std::vector<std::string>{"GET /peers"});
        CHECK(jimmy.member().http_peers() == 0);
    }
}

TEST_CASE_FIXTURE(TellerFixture, "nobody is contacted for what others say of him") {
    const auto elsewhere = [&](const std::string& address, std::uint16_t port, const std::string& name) {
        return json::write_rumor({.uuid = make_uuid_v5(address + name),
                                  .name = name,
                                  .address = address,
                                  .port = port,
                                  .version = {1},
                                  .payload = "Momo"});
    };
    tell(elsewhere("196.18.1.0", 80, "stranger"));
    tell(elsewhere("127.0.0.1", jimmy.port(), "liar"));
    tell(elsewhere("127.0.0.1", 0, "no-port"));
    tell(elsewhere("localhost", py.port, "no-address"));
    tell(elsewhere("127.0.0.1", py.port, "jimmy"));  // our own name
    CHECK_FALSE(own_place("192.0.2.1", {.address = "127.0.0.1", .port = 80}));
    CHECK_FALSE(own_place("127.0.0.1", {.address = "192.0.2.1", .port = 80}));
    CHECK(own_place("192.0.2.1", {.address = "192.0.2.1", .port = 80}) == parse_address("192.0.2.1:80"));
    CHECK(own_place("127.0.0.1", {.address = "127.0.0.5", .port = 80}) == parse_address("127.0.0.5:80"));
    jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Emma"})");
    CHECK(py.asked.empty());
    CHECK(events(EventKind::dropped).empty());
    CHECK(jimmy.member().http_peers() == 0);
}

TEST_CASE_FIXTURE(TellerFixture, "a member is no node that speaks only HTTP, whatever club it is of") {
    RunningMember other{home.path(), "tod"};
    for (const auto* path : {"/peers", "/gossip"}) {
        const auto answer = other.ask(
            path == std::string{"/peers"} ? "GET" : "POST", path, py.rumor("Momo", 1),
            [](http::Request& request) { request.headers.push_back({"User-Agent", std::string{teller_agent}}); });
        CHECK(answer.status == 409);
        CHECK(json::read_error(answer.body)->code == "a-member");
    }
}

TEST_CASE_FIXTURE(TellerFixture, "while the member is frozen nothing is told, and afterwards all") {
    tell(py.rumor("Momo", 1));
    REQUIRE(until([&] { return heard("jimmy", "Dune"); }));
    REQUIRE(until([&] { return jimmy.member().driver().node().counters()[std::size_t(EventKind::received)] >= 4; }));
    const auto before = py.asked.size();
    jimmy.order("POST", "/api/v1/control/freeze");
    jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Emma"})");
    tell(py.rumor("Kim", 2));
    int turns = 0;
    until([&] { return ++turns > 100; });
    CHECK(py.asked.size() == before);
    jimmy.order("POST", "/api/v1/control/thaw");
    CHECK(until([&] { return heard("jimmy", "Emma"); }));
    CHECK(until([&] { return row("py")->book == "Kim"; }));
}

TEST_CASE_FIXTURE(TellerFixture, "who is gone is a stranger again") {
    tell(py.rumor("Momo", 1));
    REQUIRE(until([&] { return knows_py(); }));
    REQUIRE(until([&] { return heard("jimmy", "Dune"); }));
    py.close();
    jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Emma"})");
    CHECK(until([&] { return !knows_py(); }));
    CHECK(row("py")->stranger);
    CHECK(events(EventKind::dropped).back().reason == "http-refused");
    CHECK(events(EventKind::dropped).size() == HttpPeers::failures_max);
}

}  // namespace watercooler::member
