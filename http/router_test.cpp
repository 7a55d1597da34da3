#include "http/router.hpp"

#include <doctest/doctest.h>

#include "http/target.hpp"

namespace watercooler::http {
namespace {

Response ask(const Router& router, std::string method, std::string path) {
    Request request;
    request.method = std::move(method);
    const auto target = parse_target(path);
    REQUIRE(target);
    request.path = target->path;
    request.segments = target->segments;
    Response answer;
    router(std::move(request), Reply{[&](Response response) { answer = std::move(response); }});
    return answer;
}

Router::Handler say(std::string text) {
    return [text](const Request& request, const Reply& reply) {
        auto body = text;
        for (const auto& [name, value] : request.captures) body += " " + name + "=" + value;
        reply({.body = body});
    };
}

Router example() {
    Router router;
    router.add("GET", "/", say("root"));
    router.add("GET", "/api/v1/state", say("state"));
    router.add("GET", "/api/v1/entries/{key}", say("get entry"));
    router.add("PUT", "/api/v1/entries/{key}", say("put entry"));
    router.add("GET", "/api/v1/entries/all", say("all entries"));
    router.add("POST", "/api/v1/{thing}/{what}", say("do"));
    return router;
}

TEST_CASE("a path finds its handler, and names in the pattern their value") {
    const auto router = example();
    const std::tuple<const char*, const char*, const char*> table[] = {
        {"GET", "/", "root"},
        {"GET", "/api/v1/state", "state"},
        {"GET", "/api/v1/entries/book", "get entry key=book"},
        {"PUT", "/api/v1/entries/all", "put entry key=all"},
        {"GET", "/api/v1/entries/all", "all entries"},
        {"POST", "/api/v1/control/freeze", "do thing=control what=freeze"},
        {"PUT", "/api/v1/entries/{key}", "put entry key={key}"},
        {"GET", "/api/v1/entries/a%2Fb%20%25", "get entry key=a/b %"},
        {"GET", "/api/v1/%73tate", "state"},
    };
    for (const auto& [method, path, body] : table) {
        CAPTURE(path);
        CHECK(ask(router, method, path).body == body);
    }
}

TEST_CASE("what only looks like a path of ours is not found") {
    const auto router = example();
    for (const auto* path : {"//", "/api", "/api/v1/state/", "/api/v1/entries/", "/api/v1/entries", "/API/v1/state",
                             "/api/v1/entries/a/b", "/api/v1//freeze", "/api/v1%2Fstate"}) {
        CAPTURE(path);
        CHECK(ask(router, "GET", path).status == 404);
        CHECK(ask(router, "GET", path).body.find("\"not_found\"") != std::string::npos);
    }
}

TEST_CASE("an unknown path is answered with those that look like it") {
    const auto router = example();
    CHECK(ask(router, "GET", "/api/v1/stat").body.find("Did you mean /api/v1/state?") != std::string::npos);
    CHECK(ask(router, "GET", "/state").body.find("Did you mean /api/v1/state?") != std::string::npos);
    CHECK(ask(router, "GET", "/nothing/like/it").body.find("See /openapi.json") != std::string::npos);
    CHECK(ask(router, "GET", "/" + std::string(9000, 'x')).status == 404);
}

TEST_CASE("a wrong method is answered with the right ones") {
    const auto router = example();
    const auto answer = ask(router, "DELETE", "/api/v1/entries/book");
    CHECK(answer.status == 405);
    CHECK(answer.header("Allow") == "GET, HEAD, POST, PUT");
    CHECK(ask(router, "OPTIONS", "/api/v1/state").header("Allow") == "GET, HEAD");
}

}  // namespace
}  // namespace watercooler::http
