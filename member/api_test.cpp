#include "member/api.hpp"

#include <doctest/doctest.h>

#include "json/info.hpp"
#include "member/member_testing.hpp"

namespace watercooler::member {

using testing::RunningMember;

namespace {

struct ApiFixture {
    club::testing::TempFolder home;
    RunningMember jimmy{home.path()};

    json::StateInfo state() { return *json::read_state(jimmy.ask("GET", "/api/v1/state").body); }
    json::BookRow own_book() { return *json::read_book(jimmy.ask("GET", "/book").body); }
    std::string outcome(const std::string& rumor) {
        return json::read_outcome(jimmy.ask("POST", "/gossip", rumor).body)->outcome;
    }
};

std::string error_code(const http::Response& response) { return json::read_error(response.body)->code; }

constexpr auto stranger =
    R"({"uuid":"asdijfaojf3232","address":"196.18.1.0","port":"80","ttl":4,"payload":"bookname"})";

}  // namespace

TEST_CASE_FIXTURE(ApiFixture, "a member answers with its own book, its state and its table") {
    CHECK(own_book().book == "Dune");
    const auto now = state();
    CHECK(now.self.name == "jimmy");
    CHECK(now.self.port == jimmy.port());
    CHECK(now.frozen == "no");
    CHECK(now.counters.at("born") == 1);
    const auto books = *json::read_books(jimmy.ask("GET", "/api/v1/books").body);
    REQUIRE(books.size() == 1);
    CHECK(books[0].name == "jimmy");
}

TEST_CASE_FIXTURE(ApiFixture, "the exercise's message is applied once and is a duplicate then") {
    CHECK(outcome(stranger) == "applied");
    CHECK(outcome(stranger) == "duplicate");
    const auto books = *json::read_books(jimmy.ask("GET", "/api/v1/books").body);
    REQUIRE(books.size() == 2);
    CHECK(books[1].name == "196.18.1.0:80");
    CHECK(books[1].stranger);
}

TEST_CASE_FIXTURE(ApiFixture, "what breaks a rule is refused with the field's name and changes nothing") {
    const std::pair<std::string, std::string> table[] = {
        {"", "JSON"},
        {"[]", "object"},
        {R"({"uuid":"a","address":"1.2.3.4","port":80,"ttl":65,"payload":"x"})", "ttl"},
        {R"({"uuid":"a","address":"1.2.3.4","port":80,"ttl":4,"payload":"a\u0000b"})", "payload"},
        {R"({"uuid":"a","address":"1.2.3.4","port":80,"ttl":4})", "payload"},
    };
    const auto before = state().entries_sum;
    for (const auto& [body, named] : table) {
        CAPTURE(body);
        const auto answer = jimmy.ask("POST", "/gossip", body);
        CHECK(answer.status == 400);
        CHECK(answer.body.find(named) != std::string::npos);
    }
    CHECK(state().entries_sum == before);
}

TEST_CASE_FIXTURE(ApiFixture, "rumors are taken from this host only") {
    const auto answer =
        jimmy.ask("POST", "/gossip", stranger, [](http::Request& request) { request.remote_address = "192.0.2.1"; });
    CHECK(answer.status == 403);
    CHECK(error_code(answer) == "not-loopback");
}

TEST_CASE_FIXTURE(ApiFixture, "a page of another origin changes nothing, by any method") {
    for (const auto* method : {"POST", "PUT", "DELETE"}) {
        const auto answer = jimmy.ask(method, "/gossip", stranger, [](http::Request& request) {
            request.headers.push_back({"Origin", "http://evil.example"});
        });
        CHECK(answer.status == 403);
    }
    CHECK(json::read_books(jimmy.ask("GET", "/api/v1/books").body)->size() == 1);
}

TEST_CASE_FIXTURE(ApiFixture, "what changes or controls wants the token") {
    for (const auto* path : {"freeze", "thaw", "step", "leave", "faults"}) {
        CAPTURE(path);
        CHECK(jimmy.ask("POST", std::string{"/api/v1/control/"} + path, "{}").status == 401);
    }
    CHECK(jimmy.ask("PUT", "/api/v1/entries/book", R"({"value":"Emma"})").status == 401);
    CHECK(own_book().book == "Dune");
    CHECK(jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Emma"})").status == 200);
    CHECK(own_book().book == "Emma");
    CHECK(own_book().version == 2);
}

TEST_CASE_FIXTURE(ApiFixture, "an entry beyond the limits is refused and the old one stays") {
    CHECK(jimmy.order("PUT", "/api/v1/entries/Book", R"({"value":"Emma"})").status == 400);
    CHECK(jimmy.order("PUT", "/api/v1/entries/book", R"({"value":")" + std::string(5000, 'x') + "\"}").status == 400);
    CHECK(jimmy.order("PUT", "/api/v1/entries/book", R"({"value":7})").status == 400);
    CHECK(jimmy.order("PUT", "/api/v1/entries/book", "{}").status == 400);
    CHECK(own_book().version == 1);
}

TEST_CASE_FIXTURE(ApiFixture, "a frozen member answers, and holds a pick until the thaw") {
    CHECK(json::read_control(jimmy.order("POST", "/api/v1/control/freeze").body)->changed);
    CHECK_FALSE(json::read_control(jimmy.order("POST", "/api/v1/control/freeze").body)->changed);
    CHECK(state().frozen == "soft");
    CHECK(jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Emma"})").status == 202);
    CHECK(own_book().book == "Dune");
    CHECK(jimmy.ask("POST", "/gossip", stranger).status == 202);
    CHECK(state().held == 2);
    CHECK(json::read_control(jimmy.order("POST", "/api/v1/control/thaw").body)->changed);
    CHECK(own_book().book == "Emma");
    CHECK(state().held == 0);
    CHECK(outcome(stranger) == "duplicate");
}

TEST_CASE_FIXTURE(ApiFixture, "only a frozen member can be stepped, one held input at a time") {
    CHECK(jimmy.order("POST", "/api/v1/control/step", "{}").status == 409);
    jimmy.order("POST", "/api/v1/control/freeze");
    jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Emma"})");
    jimmy.order("PUT", "/api/v1/entries/book", R"({"value":"Ulysses"})");
    CHECK(json::read_control(jimmy.order("POST", "/api/v1/control/step", R"({"event":true})").body)->changed);
    CHECK(own_book().book == "Emma");
    CHECK(state().held == 1);
}

TEST_CASE_FIXTURE(ApiFixture, "what nobody offers is 404, a wrong method 405, a wrong number 400") {
    CHECK(jimmy.ask("GET", "/nothing").status == 404);
    CHECK(jimmy.ask("DELETE", "/book").status == 405);
    CHECK(jimmy
              .ask("GET", "/api/v1/activity", {},
                   [](http::Request& request) { request.query.push_back({"after", "minus one"}); })
              .status == 400);
}

TEST_CASE_FIXTURE(ApiFixture, "every answer of the API is in the activity as a request") {
    jimmy.handlers().answered({"GET", "/book", "127.0.0.1", 200});
    const auto events = *json::read_events(jimmy.ask("GET", "/api/v1/activity").body);
    REQUIRE_FALSE(events.empty());
    CHECK(events.back().event.kind == EventKind::http_request);
    CHECK(events.back().event.reason == "GET /book");
}

}  // namespace watercooler::member
