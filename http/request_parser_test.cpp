#include "http/request_parser.hpp"

#include <doctest/doctest.h>

#include <string>

namespace watercooler::http {
namespace {

constexpr RequestParser::Limits few{.header_bytes_max = 512, .body_bytes_max = 64};

/// Feeds pieces of `step` bytes as a connection would: what was not taken comes again, with more behind it.
std::string feed(RequestParser& parser, std::string_view bytes, std::size_t step) {
    std::string waiting;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        waiting += bytes.substr(at, step);
        if (parser.done() || parser.failure()) continue;
        waiting.erase(0, parser.feed(waiting));
    }
    return waiting;
}

unsigned failure(std::string_view bytes, std::size_t step) {
    RequestParser parser{few};
    feed(parser, bytes, step);
    return parser.failure() ? parser.failure()->status : 0;
}

TEST_CASE("a request reads the same in pieces of any size, and nothing behind it is taken") {
    const std::string bytes =
        "\r\nPUT /api/v1/entries/book?wait=2s HTTP/1.1\r\nHost: localhost:81\r\nContent-Length: 4\r\n\r\nDune";
    for (std::size_t step = 1; step <= bytes.size() + 4; ++step) {
        CAPTURE(step);
        RequestParser parser{few};
        CHECK(feed(parser, bytes + "GET ", step) == "GET ");
        REQUIRE(parser.done());
        CHECK(parser.keep_alive());
        const auto request = parser.take();
        CHECK(request.method == "PUT");
        CHECK(request.path == "/api/v1/entries/book");
        CHECK(request.parameter("wait") == "2s");
        CHECK(request.header("host") == "localhost:81");
        CHECK(request.body == "Dune");
    }
}

TEST_CASE("a chunked body reads the same in pieces of any size, and its trailers are no headers") {
    const std::string bodies[] = {
        "0\r\n\r\n",
        "4\r\nDune\r\n0\r\n\r\n",
        "1;note=x\r\nD\r\n3\r\nune\r\n0;last\r\nHost: evil\r\nAuthorization: Bearer x\r\n\r\n",
    };
    const std::string expected[] = {"", "Dune", "Dune"};
    for (std::size_t which = 0; which < 3; ++which) {
        const auto bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + bodies[which];
        for (std::size_t step = 1; step <= bytes.size() + 1; ++step) {
            CAPTURE(which);
            CAPTURE(step);
            RequestParser parser{few};
            CHECK(feed(parser, bytes + "X", step) == "X");
            REQUIRE(parser.done());
            const auto request = parser.take();
            CHECK(request.body == expected[which]);
            CHECK(request.headers.size() == 2);
        }
    }
}

TEST_CASE("HEAD reads as GET whose answer has no body") {
    RequestParser parser{few};
    feed(parser, "HEAD / HTTP/1.0\r\n\r\n", 99);
    REQUIRE(parser.done());
    CHECK(parser.is_head());
    CHECK_FALSE(parser.keep_alive());
    CHECK(parser.take().method == "GET");
}

TEST_CASE("a malformed request is refused with a status that fits, however it is cut") {
    const std::string get = "GET / HTTP/1.1\r\n";
    const std::string post = "POST / HTTP/1.1\r\n";
    const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    const std::pair<std::string, unsigned> table[] = {
        {"GARBAGE\r\n\r\n", 400},
        {"\x16\x03\x01 hello\r\n\r\n", 400},
        {std::string(40, '\0'), 400},
        {"GET /\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", 400},
        {"GET nowhere HTTP/1.1\r\n\r\n", 400},
        {"OPTIONS * HTTP/1.1\r\n\r\n", 400},
        {"GET /%zz HTTP/1.1\r\n\r\n", 400},
        {"GET /a?b=%f HTTP/1.1\r\n\r\n", 400},
        {"GET http://other/ HTTP/1.1\r\nHost: mine\r\n\r\n", 400},
        {get + "Host : a\r\n\r\n", 400},
        {get + "No colon\r\n\r\n", 400},
        {get + "A: \x01\r\n\r\n", 400},
        {post + "Content-Length: -1\r\n\r\n", 400},
        {post + "Content-Length: 99999999999999999999999\r\n\r\n", 400},
        {post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        {post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {post + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {post + "Transfer-Encoding: gzip\r\n\r\n", 501},
        {post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {post + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
        {post + "Expect: a-present\r\n\r\n", 417},
        {post + "Content-Length: 65\r\n\r\n", 413},
        {post + "Content-Length: 18446744073709551615\r\n\r\n", 413},
        {chunked + "41\r\nx", 413},
        {chunked + "ffffffffffffffff\r\n", 413},
        {chunked + "fffffffffffffffff\r\n", 400},
        {chunked + "20\r\n" + std::string(32, 'x') + "\r\n21\r\n" + std::string(33, 'x'), 413},
        {chunked + "-1\r\n\r\n\r\n", 400},
        {chunked + "xyz\r\n\r\n", 400},
        {chunked + "1\r\nDune\r\n", 400},
        {chunked + "1;" + std::string(600, 'e'), 431},
        {chunked + "0\r\nA: " + std::string(600, 'e'), 431},
        {"GET /" + std::string(600, 'a'), 431},
        {get + "A: " + std::string(600, 'a'), 431},
        {get + "A: " + std::string(490, 'a') + "\r\n\r\n", 431},
    };
    for (const auto& [bytes, status] : table) {
        CAPTURE(bytes);
        CHECK(failure(bytes, bytes.size()) == status);
        CHECK(failure(bytes, 1) == status);
        CHECK(failure(bytes, 7) == status);
    }
}

TEST_CASE("many small headers are as bounded as one large") {
    std::string bytes = "GET / HTTP/1.1\r\n";
    while (bytes.size() < 600) bytes += "A: b\r\n";
    for (const std::size_t step : {1u, 6u, 600u}) CHECK(failure(bytes, step) == 431);
}

TEST_CASE("a header and a body of exactly their limits are taken") {
    std::string bytes = "POST / HTTP/1.1\r\nContent-Length: 64\r\nA: ";
    bytes += std::string(few.header_bytes_max - bytes.size() - 4, 'a') + "\r\n\r\n";
    REQUIRE(bytes.size() == few.header_bytes_max);
    for (const std::size_t step : {1u, 50u, 600u}) {
        RequestParser parser{few};
        CHECK(feed(parser, bytes + std::string(64, 'b'), step).empty());
        CHECK(parser.done());
    }
}

TEST_CASE("whoever wraps few bytes into endless chunk extensions is sent away") {
    std::string bytes = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int chunk = 0; chunk < 20; ++chunk) bytes += "1;" + std::string(200, 'e') + "\r\nx\r\n";
    CHECK(failure(bytes, 64) == 413);
}

TEST_CASE("a target written for proxies counts if it names the same host") {
    RequestParser parser{few};
    feed(parser, "GET http://Mine:81/a?b=c HTTP/1.1\r\nHost: mine:81\r\n\r\n", 99);
    REQUIRE(parser.done());
    const auto request = parser.take();
    CHECK(request.path == "/a");
    CHECK(request.parameter("b") == "c");
}

TEST_CASE("who waits for 100 Continue is known before the body comes") {
    RequestParser parser{few};
    feed(parser, "POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 4\r\n\r\n", 99);
    CHECK(parser.header_done());
    CHECK_FALSE(parser.done());
    CHECK(parser.expects_continue());
}

}  // namespace
}  // namespace watercooler::http
