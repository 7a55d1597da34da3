#include "http/message.hpp"

#include <doctest/doctest.h>

#include "http/reply.hpp"
#include "http/target.hpp"

namespace watercooler::http {
namespace {

TEST_CASE("an error is JSON whatever its words are made of") {
    const auto response = error_response(404, "no\"code", "line\nbreak \\ and \x01", "caf\xc3\xa9 \xff!");
    CHECK(response.status == 404);
    CHECK(response.content_type == "application/json");
    CHECK(response.body ==
          "{\"error\":{\"code\":\"no\\\"code\",\"message\":\"line\\nbreak \\\\ and \\u0001\","
          "\"hint\":\"caf\xc3\xa9 \xEF\xBF\xBD!\"}}\n");
}

TEST_CASE("text that is no UTF-8 becomes replacement characters, byte by byte") {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"plain", "\"plain\""},
        {"\x7f", "\"\\u007f\""},
        {"\xf0\x9f\x93\x9a", "\"\xf0\x9f\x93\x9a\""},
        {"\xc0\xaf", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},                  // overlong
        {"\xed\xa0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},  // surrogate
        {"\xe2\x82", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},                  // cut short
        {"\xf5\x80\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    for (const auto& [text, quoted] : table) CHECK(json_quoted(text) == quoted);
}

TEST_CASE("headers are found in any case, the first of several, and counted") {
    Request request;
    request.headers = {{"Host", "a"}, {"X-Thing", "1"}, {"x-thing", "2"}};
    CHECK(request.header("HOST") == "a");
    CHECK(request.header("x-THING") == "1");
    CHECK(request.header_count("X-thing") == 2);
    CHECK_FALSE(request.header("Origin").has_value());
    CHECK(request.header_count("Origin") == 0);
}

TEST_CASE("a list of words is searched word by word") {
    CHECK(has_word("keep-alive, Upgrade", "upgrade"));
    CHECK(has_word(" \tupgrade\t", "upgrade"));
    CHECK_FALSE(has_word("upgrades", "upgrade"));
    CHECK_FALSE(has_word("", "upgrade"));
    CHECK_FALSE(has_word(",,", "upgrade"));
}

TEST_CASE("a target is split and decoded") {
    const auto target = parse_target("/api/caf%C3%A9/a+b?book=War+%26%20Peace&empty=&flag&&x=1=2");
    REQUIRE(target);
    CHECK(target->path == "/api/caf\xc3\xa9/a+b");
    const std::vector<Field> query{{"book", "War & Peace"}, {"empty", ""}, {"flag", ""}, {"x", "1=2"}};
    CHECK(target->query == query);
}

TEST_CASE("a target with a bad escape or a hidden control character is refused whole") {
    for (const auto* bad : {"/%", "/%4", "/%zz", "/%4g", "/a?b=%", "/a?%f=1", "/%00", "/a%0d%0aSet-Cookie:x", "/%7f",
                            "/a#b", "", "a", "*", "?x=1", "//%g0"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_target(bad));
    }
}

TEST_CASE("whatever is encoded decodes to itself") {
    std::string all;
    for (int byte = 0x20; byte < 0x100; ++byte) {
        if (byte != 0x7f) all += static_cast<char>(byte);
    }
    const auto target = parse_target("/" + percent_encoded(all) + "?q=" + percent_encoded(all));
    REQUIRE(target);
    CHECK(target->path == "/" + all);
    CHECK(target->query.at(0).value == all);
}

TEST_CASE("a reply is given once, and a forgotten one becomes a 500") {
    std::vector<unsigned> statuses;
    const auto note = [&](Response response) { statuses.push_back(response.status); };
    {
        const Reply reply{note};
        const auto copy = reply;
        Response created;
        created.status = 201;
        copy(created);
    }
    CHECK(statuses == std::vector{201u});
    {
        const Reply forgotten{note};
    }
    CHECK(statuses == std::vector{201u, 500u});
}

TEST_CASE("loopback is told from the rest") {
    const std::pair<const char*, bool> table[] = {{"127.0.0.1", true}, {"127.9.9.9", true}, {"::1", true},
                                                  {"10.0.0.1", false}, {"::2", false},      {"", false}};
    for (const auto& [address, loopback] : table) {
        CAPTURE(address);
        Request request;
        request.remote_address = address;
        CHECK(from_loopback(request) == loopback);
    }
}

}  // namespace
}  // namespace watercooler::http
