#include "http/files.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "http/target.hpp"

namespace watercooler::http {
namespace {

constexpr std::string_view pack =
    "watercooler-pack/1\n"
    "/\ttext/html; charset=utf-8\tpage\t0\t5\t5\t4\t9\t2\n"
    "/map\ttext/html; charset=utf-8\tpage\t0\t5\t5\t4\t9\t2\n"
    "/assets/app.js\ttext/javascript; charset=utf-8\tscript\t11\t6\t0\t0\t0\t0\n"
    "\n"
    "<p>hizip.brscript";

struct Pages {
    Files files{pack};
    Router router;
    Pages() { files.add_to(router); }

    Response get(const std::string& path, std::vector<Field> headers = {}) {
        Request request;
        request.method = "GET";
        request.path = request.target = path;
        request.segments = segments_of(path);
        request.headers = std::move(headers);
        std::optional<Response> answer;
        router(std::move(request), Reply{[&](Response given) { answer = std::move(given); }});
        return answer.value();
    }
};

}  // namespace

TEST_CASE_FIXTURE(Pages, "a client gets the smallest form that it takes") {
    const std::pair<std::string, std::string> table[] = {
        {"", "<p>hi"},          {"gzip", "zip."},         {"gzip, deflate, br", "br"},
        {"GZIP;q=0.5", "zip."}, {"br;q=0, gzip", "zip."}, {"br;q=0.000", "<p>hi"},
        {"brotli", "<p>hi"},
    };
    for (const auto& [accepted, body] : table) {
        CAPTURE(accepted);
        CHECK(get("/", {{"Accept-Encoding", accepted}}).body == body);
    }
    CHECK(get("/", {{"Accept-Encoding", "br"}}).header("Content-Encoding") == "br");
    CHECK(!get("/").header("Content-Encoding"));
    CHECK(get("/").header("Vary") == "Accept-Encoding");
}

TEST_CASE_FIXTURE(Pages, "a file that the client has is not sent again, and each form is another") {
    const std::string etag{*get("/", {{"Accept-Encoding", "br"}}).header("ETag")};
    CHECK(etag == "\"page-br\"");
    for (const auto& known : {etag, "W/" + etag, "\"old\", " + etag, std::string{"*"}}) {
        CAPTURE(known);
        const auto answer = get("/", {{"Accept-Encoding", "br"}, {"If-None-Match", known}});
        CHECK(answer.status == 304);
        CHECK(answer.body.empty());
        CHECK(answer.header("ETag") == etag);
    }
    CHECK(get("/", {{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}}).status == 200);
}

TEST_CASE_FIXTURE(Pages, "the app's own paths are the same page, others and the API are not") {
    CHECK(get("/map").body == "<p>hi");
    CHECK(get("/map").content_type == "text/html; charset=utf-8");
    CHECK(get("/assets/app.js").body == "script");
    for (const auto* path : {"/nothing", "/assets/other.js", "/api/v1/nothing"}) {
        CAPTURE(path);
        CHECK(get(path).status == 404);
        CHECK(get(path).content_type == "application/json");
    }
}

TEST_CASE_FIXTURE(Pages, "a page loads from its own origin only, and runs nothing inline") {
    const auto policy = get("/").content_security_policy;
    CHECK(policy.starts_with("default-src 'none'; "));
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
}

TEST_CASE("without a pack there are no files") {
    const Files none;
    Router router;
    none.add_to(router);
    std::optional<Response> answer;
    Request request;
    request.method = "GET";
    request.path = "/";
    request.segments = {""};
    router(std::move(request), Reply{[&](Response given) { answer = std::move(given); }});
    CHECK(answer->status == 404);
}

}  // namespace watercooler::http
