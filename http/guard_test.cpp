#include "http/guard.hpp"

#include <doctest/doctest.h>

namespace watercooler::http {
namespace {

Request request(std::string method, std::vector<Field> headers) {
    Request result;
    result.method = std::move(method);
    result.local_address = "127.0.0.2";
    result.headers = std::move(headers);
    return result;
}

unsigned status(const std::optional<Response>& refusal) { return refusal ? refusal->status : 200; }

TEST_CASE("only our own hosts with our own port are answered") {
    const Guard guard{.port = 81, .hosts = {"Club.example", "192.0.2.7", "2001:db8::7"}};
    const std::pair<const char*, unsigned> table[] = {
        {"localhost:81", 200},
        {"LocalHost:81", 200},
        {"127.0.0.1:81", 200},
        {"127.0.0.2:81", 200},  // where the connection came in
        {"[::1]:81", 200},
        {"[0:0:0:0:0:0:0:1]:81", 200},
        {"club.EXAMPLE:81", 200},
        {"192.0.2.7:81", 200},
        {"[2001:DB8::7]:81", 200},
        {"localhost", 403},  // means port 80
        {"localhost:80", 403},
        {"localhost:081", 403},
        {"localhost:81 ", 403},
        {"localhost:", 403},
        {"localhost:81:81", 403},
        {"localhost.:81", 403},
        {"127.0.0.3:81", 403},
        {"[::2]:81", 403},
        {"::1:81", 403},
        {"[::1:81", 403},
        {"[::1]81", 403},
        {"[localhost]:81", 403},
        {"evil.example:81", 403},
        {"localhost.evil.example:81", 403},
        {"evil@localhost:81", 403},
        {"", 403},
        {":81", 403},
    };
    for (const auto& [host, expected] : table) {
        CAPTURE(host);
        CHECK(status(check_origin(request("GET", {{"Host", host}}), guard)) == expected);
        CHECK(status(check_origin(request("POST", {{"Host", host}}), guard)) == expected);
    }
}

TEST_CASE("the port may be left out only where it is 80") {
    const Guard guard{.port = 80};
    for (const auto* host : {"localhost", "localhost:80", "[::1]", "127.0.0.1"}) {
        CAPTURE(host);
        CHECK_FALSE(check_origin(request("GET", {{"Host", host}}), guard));
        CHECK_FALSE(check_origin(request("POST", {{"Host", host}, {"Origin", "http://localhost"}}), guard));
    }
    CHECK(status(check_origin(request("GET", {{"Host", "localhost:81"}}), guard)) == 403);
}

TEST_CASE("no Host, or two, is malformed") {
    const Guard guard{.port = 81};
    CHECK(status(check_origin(request("GET", {}), guard)) == 400);
    const auto twice = request("GET", {{"Host", "localhost:81"}, {"host", "localhost:81"}});
    CHECK(status(check_origin(twice, guard)) == 400);
}

TEST_CASE("pages of other origins can change nothing and open no WebSocket, but may be looked at") {
    const Guard guard{.port = 81, .hosts = {"club.example"}};
    const std::pair<std::vector<Field>, unsigned> table[] = {
        {{}, 200},
        {{{"Origin", "http://localhost:81"}}, 200},
        {{{"Origin", "HTTP://Localhost:81"}}, 200},
        {{{"Origin", "http://club.example:81"}}, 200},
        {{{"Origin", "http://[::1]:81"}}, 200},
        {{{"Origin", "http://localhost:81"}, {"Sec-Fetch-Site", "same-origin"}}, 200},
        {{{"Sec-Fetch-Site", "none"}}, 200},
        {{{"Origin", "null"}}, 403},
        {{{"Origin", ""}}, 403},
        {{{"Origin", "http://evil.example"}}, 403},
        {{{"Origin", "http://evil.example:81"}}, 403},
        {{{"Origin", "http://localhost"}}, 403},
        {{{"Origin", "http://localhost:82"}}, 403},
        {{{"Origin", "https://localhost:81"}}, 403},
        {{{"Origin", "localhost:81"}}, 403},
        {{{"Origin", "http://localhost:81/"}}, 403},
        {{{"Origin", "http://localhost:81 http://evil.example"}}, 403},
        {{{"Origin", "http://localhost:81"}, {"Origin", "http://evil.example"}}, 403},
        {{{"Origin", "http://localhost:81"}, {"Origin", "http://localhost:81"}}, 403},
        {{{"Origin", "http://localhost:81"}, {"Sec-Fetch-Site", "cross-site"}}, 403},
        {{{"Sec-Fetch-Site", "same-site"}}, 403},
        {{{"Sec-Fetch-Site", ""}}, 403},
        {{{"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Site", "cross-site"}}, 403},
    };
    for (auto [headers, expected] : table) {
        CAPTURE(headers.empty() ? std::string{"none"} : headers[0].value);
        headers.push_back({"Host", "localhost:81"});
        CHECK(status(check_origin(request("GET", headers), guard)) == 200);
        CHECK(status(check_origin(request("HEAD", headers), guard)) == 200);
        for (const auto* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "ANYTHING"}) {
            CHECK(status(check_origin(request(method, headers), guard)) == expected);
        }
        headers.push_back({"Upgrade", "WebSocket"});
        CHECK(status(check_origin(request("GET", headers), guard)) == expected);
    }
}

TEST_CASE("a refusal says its reason in words") {
    const auto refusal = check_origin(request("POST", {{"Host", "localhost:81"}, {"Origin", "null"}}), {.port = 81});
    REQUIRE(refusal);
    CHECK(refusal->body ==
          "{\"error\":{\"code\":\"origin_not_ours\",\"message\":\"A page of \\\"null\\\" cannot "
          "change anything here.\",\"hint\":\"Only this server's own pages, and programs that are "
          "no browsers, may do this.\"}}\n");
}

TEST_CASE("only the whole token lets in") {
    const std::pair<std::vector<Field>, unsigned> table[] = {
        {{{"Authorization", "Bearer secret"}}, 200},
        {{{"authorization", "bearer secret"}}, 200},
        {{}, 401},
        {{{"Authorization", ""}}, 401},
        {{{"Authorization", "secret"}}, 401},
        {{{"Authorization", "Basic secret"}}, 401},
        {{{"Authorization", "Bearer"}}, 401},
        {{{"Authorization", "Bearer "}}, 401},
        {{{"Authorization", "Bearer secre"}}, 401},
        {{{"Authorization", "Bearer secrets"}}, 401},
        {{{"Authorization", "Bearer secretsecret"}}, 401},
        {{{"Authorization", "Bearer Secret"}}, 401},
        {{{"Authorization", "Bearer  secret"}}, 401},
        {{{"Authorization", "Bearer secret"}, {"Authorization", "Bearer secret"}}, 401},
    };
    for (const auto& [headers, expected] : table) {
        CAPTURE(headers.empty() ? std::string{"none"} : headers[0].value);
        const auto refusal = check_token(request("PUT", headers), "secret");
        CHECK(status(refusal) == expected);
        if (refusal) CHECK(refusal->header("WWW-Authenticate")->starts_with("Bearer realm=\"club\""));
    }
}

TEST_CASE("where there is no token, none fits") {
    CHECK(check_token(request("PUT", {{"Authorization", "Bearer "}}), ""));
    CHECK(check_token(request("PUT", {{"Authorization", "Bearer x"}}), ""));
    CHECK(check_token(request("PUT", {}), ""));
}

}  // namespace
}  // namespace watercooler::http
