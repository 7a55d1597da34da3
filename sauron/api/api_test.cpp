#include "api/api.hpp"

#include <boost/asio/io_context.hpp>
#include <fstream>

#include "api/api_testing.hpp"
#include "api/pages.hpp"
#include "collector/memory_store.hpp"
#include "http/target.hpp"
#include "program/child_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;
using namespace std::chrono_literals;

/// Everything but sockets: requests go in as values.
struct House {
    explicit House(store::Store& store, ControlSettings control = {}, Api::Patience patience = {})
        : committer{io, store, settings()},
          eyes{io, committer, {"office", "secret", "sauron 1"}},
          api{{.io = io,
               .store = store,
               .committer = committer,
               .eyes = eyes,
               .club = "office",
               .token = "secret",
               .port = 9090,
               .url = "http://127.0.0.1:9090",
               .version = "1",
               .started = "now",
               .kept = {.age = std::chrono::seconds{7 * 24 * 3600}},
               .control = std::move(control),
               .patience = patience}},
          handlers{api.handlers()} {}

    static collector::CommitSettings settings() {
        collector::CommitSettings settings;
        settings.gather = 0ms;
        settings.retry_min = settings.retry_max = 1ms;
        return settings;
    }
    using Answer = std::shared_ptr<std::optional<http::Response>>;

    Answer send(const std::string& method, const std::string& path, const std::string& body = {},
                std::vector<http::Field> headers = {}, std::vector<http::Field> query = {}) {
        http::Request request;
        request.method = method;
        request.path = request.target = path;
        request.segments = http::segments_of(path);
        request.body = body;
        request.query = std::move(query);
        request.headers = std::move(headers);
        request.headers.push_back({"Host", "127.0.0.1:9090"});
        request.remote_address = remote;
        request.local_address = "127.0.0.1";
        request.local_port = 9090;
        auto answer = std::make_shared<std::optional<http::Response>>();
        handlers.request(std::move(request),
                         http::Reply{[answer](http::Response given) { *answer = std::move(given); }});
        return answer;
    }
    http::Response wait_for(const Answer& answer) {
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!*answer && std::chrono::steady_clock::now() < deadline) {
            io.restart();
            io.run_for(1ms);
        }
        REQUIRE(answer->has_value());
        return **answer;
    }
    http::Response ask(const std::string& method, const std::string& path, const std::string& body = {},
                       std::vector<http::Field> headers = {}, std::vector<http::Field> query = {}) {
        return wait_for(send(method, path, body, std::move(headers), std::move(query)));
    }
    static std::vector<http::Field> token() { return {{"Authorization", "Bearer secret"}}; }

    std::string remote = "127.0.0.1";
    boost::asio::io_context io{1};
    collector::Committer committer;
    collector::Eyes eyes;
    Api api;
    http::Handlers handlers;
};

struct Open : Fixture {
    Open() : house{*store} {}
    House house;
};

std::string line(std::uint64_t seq, const std::string& member = "amy") {
    return R"({"club":"office","member":")" + member + R"(","boot":"7","seq":)" + std::to_string(seq) +
           R"(,"protocol_time_ns":5,"wall_time":"2027-01-15T08:00:00Z","kind":"started","reason":"<b>&\"'"})" + "\n";
}

}  // namespace

TEST_SUITE("doors") {
    TEST_CASE_FIXTURE(Open, "lines of events are stored, and the same lines again are duplicates") {
        auto answer = house.ask("POST", "/api/v1/events", line(1) + line(2) + line(1, "bob"));
        CHECK(answer.status == 202);
        CHECK(at(body(answer), "stored") == "3");
        answer = house.ask("POST", "/api/v1/events", line(2) + line(3));
        CHECK(at(body(answer), "stored") == "1");
        CHECK(at(body(answer), "duplicates") == "1");
        CHECK(at(body(house.ask("GET", "/api/v1/requests")), "count.events") == "4");
    }

    TEST_CASE_FIXTURE(Open, "a bad line is told with its place, and nothing of the body is stored") {
        const auto answer = house.ask("POST", "/api/v1/events", line(1) + "{\"seq\":1}\n" + line(2));
        CHECK(answer.status == 400);
        CHECK(at(body(answer), "error.line") == "2");
        CHECK(get(get(body(answer), "error"), "column") != json::Value{});
        CHECK(at(body(house.ask("GET", "/api/v1/requests")), "count.events") == "0");
    }

    TEST_CASE_FIXTURE(Open, "from another host events want the token") {
        house.remote = "192.0.2.1";
        CHECK(house.ask("POST", "/api/v1/events", line(1)).status == 401);
        CHECK(house.ask("POST", "/api/v1/events", line(1), House::token()).status == 202);
    }

    TEST_CASE_FIXTURE(Open, "what changes anything wants the token, and no page of another origin has a say") {
        const std::pair<std::string, std::string> table[] = {{"POST", "/api/v1/import"},
                                                             {"POST", "/api/v1/backup"},
                                                             {"POST", "/api/v1/control"},
                                                             {"DELETE", "/api/v1/runs/run31"}};
        for (const auto& [method, path] : table) {
            CAPTURE(path);
            CHECK(house.ask(method, path).status == 401);
            auto headers = House::token();
            headers.push_back({"Origin", "http://evil.example"});
            CHECK(house.ask(method, path, {}, headers).status == 403);
        }
        CHECK(house.ask("POST", "/api/v1/events", line(1), {{"Origin", "null"}}).status == 403);
        CHECK(house.ask("POST", "/api/v1/events", line(1), {{"Sec-Fetch-Site", "cross-site"}}).status == 403);
        CHECK(house.ask("GET", "/api/v1/requests", {}, {{"Host", "evil.example"}}).status != 200);
    }

    TEST_CASE_FIXTURE(Open, "a recording becomes a run of its own, and goes again") {
        CHECK(house.ask("POST", "/api/v1/import", line(1), House::token()).status == 400);
        CHECK(house.ask("POST", "/api/v1/import", line(1), House::token(), {{"run", "live"}}).status == 400);
        CHECK(house.ask("POST", "/api/v1/import", line(1), House::token(), {{"run", "r1"}}).status == 202);
        CHECK(at(body(house.ask("GET", "/api/v1/requests", {}, {}, {{"run", "r1"}})), "count.events") == "1");
        CHECK(at(body(house.ask("GET", "/api/v1/requests")), "count.events") == "0");
        CHECK(house.ask("DELETE", "/api/v1/runs/live", {}, House::token()).status == 400);
        CHECK(house.ask("DELETE", "/api/v1/runs/r1", {}, House::token()).status == 200);
        CHECK(at(body(house.ask("GET", "/api/v1/requests", {}, {}, {{"run", "r1"}})), "count.events") == "0");
    }

    TEST_CASE_FIXTURE(Open, "a backup is a store that gives the same answers") {
        house.ask("POST", "/api/v1/events", line(1) + line(2));
        const auto path = folder + "/backup.db";
        const auto order = R"({"path":")" + path + "\"}";
        CHECK(house.ask("POST", "/api/v1/backup", order, House::token()).status == 200);
        CHECK(house.ask("POST", "/api/v1/backup", order, House::token()).status == 409);
        CHECK(house.ask("POST", "/api/v1/backup", R"({"path":"here.db"})", House::token()).status == 400);
        const auto copy = store::open("sqlite:" + path);
        REQUIRE(copy.has_value());
        CHECK((*copy)->count({})->events == 2);
    }
}

namespace {

/// With a program in the command line's place that waits for a file `go`, then says which it was.
struct Controlled : Fixture {
    static ControlSettings settings(const club::testing::TempFolder& temp) {
        return {temp.path(), true,
                program::testing::write_program(temp, "watercooler",
                                                "shift 7; echo \"$*\" >> " + (temp / "begun") + "; while [ ! -e " +
                                                    (temp / "go") +
                                                    " ]; do sleep 0.01; done; printf '{\"did\":\"%s\"}' \"$*\"")};
    }
    static std::string command(const std::string& words) { return R"({"command":[")" + words + R"("]})"; }
    House::Answer send(const std::string& words) {
        return house.send("POST", "/api/v1/control", command(words), House::token());
    }
    void go() { std::ofstream{temp / "go"} << "go"; }
    std::string begun() const { return program::testing::text_of(temp / "begun"); }

    club::testing::TempFolder temp;
    House house{*store, settings(temp)};
};

}  // namespace

TEST_SUITE("control") {
    TEST_CASE_FIXTURE(Controlled, "who has the token, on a page of ours or on none, controls the club") {
        go();
        const auto answer = house.ask("POST", "/api/v1/control", command("freeze"), House::token());
        CHECK(answer.status == 200);
        CHECK(at(body(answer), "output.did") == "freeze");
        auto headers = House::token();
        headers.push_back({"Origin", "http://127.0.0.1:9090"});
        headers.push_back({"Sec-Fetch-Site", "same-origin"});
        CHECK(house.ask("POST", "/api/v1/control", command("thaw"), headers).status == 200);
    }

    TEST_CASE_FIXTURE(Controlled, "nobody else does, and what is refused is not begun") {
        go();
        const std::pair<std::vector<http::Field>, unsigned> table[] = {
            {{}, 401},
            {{{"Authorization", "Bearer wrong"}}, 401},
            {{{"Authorization", "Bearer secret"}, {"Origin", "http://evil.example"}}, 403},
            {{{"Authorization", "Bearer secret"}, {"Origin", "null"}}, 403},
            {{{"Authorization", "Bearer secret"}, {"Sec-Fetch-Site", "same-site"}}, 403},
        };
        for (const auto& [headers, status] : table)
            CHECK(house.ask("POST", "/api/v1/control", command("freeze"), headers).status == status);
        for (const auto* words : {R"(clean","--all)", R"(freeze","--home","/tmp)", R"(sauron","stop)"})
            CHECK(house.ask("POST", "/api/v1/control", command(words), House::token()).status == 400);
        CHECK(begun() == "");
    }

    TEST_CASE_FIXTURE(Controlled,
                      "one command at a time, 8 wait, the next is refused, and all else is answered meanwhile") {
        std::vector<House::Answer> answers{send("freeze")};
        REQUIRE(club::testing::eventually([&] { return begun() == "freeze\n"; }));
        for (int at = 0; at < 8; ++at) answers.push_back(send("step\",\"" + std::to_string(at + 1)));
        const auto refused = house.wait_for(send("thaw"));
        CHECK(refused.status == 503);
        CHECK(at(body(refused), "error.code") == "busy");
        CHECK(house.ask("GET", "/api/v1/requests").status == 200);
        CHECK(at(body(house.ask("GET", "/healthz")), "ok") == "true");
        CHECK(begun() == "freeze\n");
        go();
        for (const auto& answer : answers) CHECK(house.wait_for(answer).status == 200);
        CHECK(begun() == "freeze\nstep 1\nstep 2\nstep 3\nstep 4\nstep 5\nstep 6\nstep 7\nstep 8\n");
    }

    TEST_CASE_FIXTURE(Controlled, "a Sauron that ends does not wait for a command") {
        send("freeze");
        REQUIRE(club::testing::eventually([&] { return begun() == "freeze\n"; }));
        send("thaw");
        const auto before = std::chrono::steady_clock::now();
        house.api.stop();
        CHECK(std::chrono::steady_clock::now() - before < 10s);
        CHECK(begun() == "freeze\n");
    }

    TEST_CASE_FIXTURE(Controlled, "everybody may see how the club is") {
        const auto answer = house.ask("GET", "/api/v1/control");
        CHECK(answer.status == 503);  // there is no club's folder here
        REQUIRE(club::Folder::open_or_create(club::testing::place_in(temp)));
        CHECK(at(body(house.ask("GET", "/api/v1/control")), "frozen") == "no");
    }
}

TEST_SUITE("health") {
    TEST_CASE_FIXTURE(Open, "health, metrics and readiness tell what was taken") {
        house.ask("POST", "/api/v1/events", line(1) + line(2));
        const auto health = body(house.ask("GET", "/api/v1/health"));
        CHECK(at(health, "ok") == "true");
        CHECK(at(health, "ingest.events") == "2");
        CHECK(at(health, "store.engine") == "sqlite");
        CHECK(at(health, "kept.age_s") == "604800");
        CHECK(at(health, "kept.bytes") == "null");
        const auto metrics = house.ask("GET", "/metrics");
        CHECK(metrics.content_type.starts_with("text/plain; version=0.0.4"));
        for (const auto* sample : {"sauron_ingest_events_total 2\n", "sauron_eyes 0\n", "sauron_store_events 2\n"})
            CHECK(metrics.body.find(sample) != std::string::npos);
        CHECK(house.ask("GET", "/readyz").status == 200);
        CHECK(house.ask("GET", "/healthz").status == 200);
    }

    TEST_CASE("a store that takes nothing is told everywhere, and again when it does") {
        collector::testing::MemoryStore store;
        House house{store};
        store.fail(store::Error{"WC-STORE-DISK", "the disk is full", "make room"});
        const auto refused = house.ask("POST", "/api/v1/events", line(1));
        CHECK(refused.status == 503);
        CHECK(at(body(refused), "error.code") == "WC-STORE-DISK");
        const auto ready = house.ask("GET", "/readyz");
        CHECK(ready.status == 503);
        CHECK(at(body(ready), "error.code") == "WC-STORE-DISK");
        CHECK(at(body(house.ask("GET", "/api/v1/health")), "trouble.code") == "WC-STORE-DISK");
        CHECK(house.ask("GET", "/metrics").body.find("sauron_store_failing 1") != std::string::npos);
        store.fail(std::nullopt);
        CHECK(house.ask("POST", "/api/v1/events", line(1)).status == 202);
        CHECK(house.ask("GET", "/readyz").status == 200);
    }
}

TEST_SUITE("pages") {
    TEST_CASE("nobody waits for ever for a store that is stuck, and it is asked again when it is not") {
        collector::testing::MemoryStore store;
        House house{store, {}, {.answer = 20ms, .health = 5ms}};
        store.hold(true);
        const auto late = house.ask("GET", "/api/v1/requests");
        CHECK(late.status == 503);
        CHECK(at(body(late), "error.code") == "WC-STORE-SLOW");
        CHECK(at(body(late), "error.message") == "there was no answer within 20 ms");
        const auto health = house.ask("GET", "/api/v1/health");
        CHECK(health.status == 200);
        CHECK(health.body.find("the store has not answered for 5 ms") != std::string::npos);
        const auto metrics = house.ask("GET", "/metrics").body;
        CHECK(metrics.find("sauron_store_failing 0") != std::string::npos);
        CHECK(metrics.find("sauron_store_events") == std::string::npos);
        store.hold(false);
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (house.ask("GET", "/api/v1/requests").status != 200) REQUIRE(std::chrono::steady_clock::now() < deadline);
    }

    TEST_CASE_FIXTURE(Open, "the index shows requests as text, whatever is in them, with a filter and a way on") {
        std::string lines;
        for (std::uint64_t seq = 1; seq <= 150; ++seq) lines += line(seq);
        house.ask("POST", "/api/v1/events", lines);
        const auto page = house.ask("GET", "/plain");
        CHECK(page.content_type.starts_with("text/html"));
        CHECK(page.body.find("&lt;b&gt;&amp;") != std::string::npos);
        CHECK(page.body.find("<b>") == std::string::npos);
        CHECK(page.body.find("rel=\"next\"") != std::string::npos);
        const auto none = house.ask("GET", "/plain", {}, {}, {{"filter", "member:\"<x>\""}});
        CHECK(none.body.find("Nothing fits") != std::string::npos);
        CHECK(none.body.find("<x>") == std::string::npos);
        const auto wrong = house.ask("GET", "/plain", {}, {}, {{"filter", "knd:x"}});
        CHECK(wrong.status == 400);
        CHECK(wrong.body.find("class=\"bad\"") != std::string::npos);
    }

    TEST_CASE_FIXTURE(Open, "every route is in openapi.json, and on the page for people") {
        const auto api = *json::parse(openapi(), json::answer_bounds);
        CHECK(at(api, "openapi") == "3.1.0");
        const auto docs = house.ask("GET", "/docs").body;
        const auto paths = get(api, "paths");
        CHECK(paths.object()->size() >= 20);
        for (const auto& [path, methods] : *paths.object()) {
            CAPTURE(path);
            CHECK(docs.find(html(path)) != std::string::npos);
            for (const auto& [method, call] : *methods.object()) {
                auto name = method;
                for (auto& c : name) c = static_cast<char>(c - 'a' + 'A');
                auto filled = path;
                if (const auto brace = filled.find('{'); brace != std::string::npos)
                    filled = filled.substr(0, brace) + "x";
                const auto answer = house.ask(name, filled);
                if (answer.status == 404) CHECK(at(body(answer), "error.code") != "not_found");
                CHECK(answer.status != 405);
            }
        }
    }

    TEST_CASE_FIXTURE(Open, "what nobody offers is 404, with what looks like it") {
        const auto answer = house.ask("GET", "/api/v1/request");
        CHECK(answer.status == 404);
        CHECK(at(body(answer), "error.hint").find("/api/v1/requests") != std::string::npos);
        CHECK(house.ask("GET", "/api/v1/live").status == 426);
    }
}

}  // namespace watercooler::api
