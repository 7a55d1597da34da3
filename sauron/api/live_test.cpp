#include "api/live.hpp"

#include "api/api_testing.hpp"
#include "collector/memory_store.hpp"

namespace watercooler::api {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using collector::testing::batch_of;

/// A page's end of the socket: what was sent, and how much of it waits.
class Page : public http::WebSocket {
public:
    using http::WebSocket::send;
    bool send(std::shared_ptr<const std::string> text) override {
        waiting += text->size();
        frames.push_back(*text);
        return true;
    }
    void on_text(std::function<void(std::string_view)> callback) override { hear = std::move(callback); }
    void on_closed(std::function<void(std::uint16_t, std::string_view)> callback) override {
        closed = std::move(callback);
    }
    void close(std::uint16_t, std::string_view) override { closed(1000, ""); }
    std::size_t buffered() const override { return reads ? 0 : waiting; }

    std::vector<std::string> frames;
    std::size_t waiting = 0;
    bool reads = true;
    std::function<void(std::string_view)> hear;
    std::function<void(std::uint16_t, std::string_view)> closed;
};

struct Watching {
    Watching() { live.add(page); }

    void say(const std::string& text) { page->hear(text); }
    void happen(std::uint64_t first, std::uint64_t count, std::uint64_t stored) {
        const store::Batch batch{.stream = {"office", "jimmy", {7}}, .events = batch_of(first, count)};
        store::Accepted accepted;
        accepted.stored = stored;
        accepted.duplicates = count - stored;
        accepted.kinds[static_cast<std::size_t>(EventKind::probed)] = stored;
        live.stored({&batch, 1}, {&accepted, 1});
    }
    /// As from a store that others write to as well.
    void send(const std::string& from, const std::string& to, std::uint64_t packet) {
        live.saw({{{packet_of(EventKind::sent, to, packet, dune), {"office", from, {7}, json::WallTime{noon}}}}}, 0);
    }
    void tick() { live.tick(now += 100ms); }
    json::Value last() { return *json::parse(page->frames.back(), json::answer_bounds); }

    int asked = 0;
    std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
    std::shared_ptr<Page> page = std::make_shared<Page>();
    boost::asio::io_context io{1};
    Live live{io,
              [this](const std::string&, std::function<void(std::string)> done) {
                  ++asked;
                  done("[{\"name\":\"jimmy\"}]");
              },
              [] { return noon; }};
};

}  // namespace

TEST_SUITE("live") {
    TEST_CASE_FIXTURE(Watching, "a view sends what happened since its last frame, and says how much that is") {
        say(R"({"view":"requests","id":"a","credits":2})");
        happen(1, 150, 150);
        tick();
        REQUIRE(page->frames.size() == 1);
        CHECK(at(last(), "shown") == "100");
        CHECK(at(last(), "of") == "150");
        CHECK(count(get(last(), "events")) == 100);
        CHECK(at(get(last(), "events").array()->back(), "seq") == "150");
        happen(149, 3, 1);  // two of them are known
        tick();
        CHECK(at(last(), "of") == "1");
        CHECK(at(last(), "frame") == "2");
    }

    TEST_CASE_FIXTURE(Watching, "without credits nothing is sent, and what happens adds up") {
        say(R"({"view":"rates","credits":1})");
        for (std::uint64_t round = 0; round < 50; ++round) {
            happen(1 + round * 10, 10, 10);
            tick();
        }
        CHECK(page->frames.size() == 1);
        say(R"({"id":"rates","credits":1})");
        tick();
        CHECK(at(last(), "of") == "490");
        CHECK(at(last(), "kinds.probed") == "490");
        tick();
        CHECK(page->frames.size() == 2);
    }

    TEST_CASE_FIXTURE(Watching, "a filter is the page's own") {
        say(R"({"view":"requests","id":"none","filter":"kind:applied","credits":9})");
        say(R"({"view":"requests","id":"some","filter":"seq>5","credits":9})");
        happen(1, 10, 10);
        tick();
        CHECK(at(last(), "id") == "some");
        CHECK(at(last(), "of") == "5");
    }

    TEST_CASE_FIXTURE(Watching, "a page that reads nothing costs the same after a hundred thousand events") {
        page->reads = false;
        say(R"({"view":"requests","credits":16})");
        for (std::uint64_t round = 0; round < 1000; ++round) {
            happen(1 + round * 100, 100, 100);
            tick();
            say(R"({"id":"requests","credits":16})");  // it even lies about what it has read
        }
        CHECK(page->waiting <= Live::behind_bytes_max + 2 * Live::rows_bytes_max);
        page->waiting = 0;
        tick();
        CHECK(std::stoull(at(last(), "of")) > 90'000);
        CHECK(at(last(), "shown") == "100");
    }

    TEST_CASE_FIXTURE(Watching, "what there is no time to look at is counted as unread") {
        say(R"({"view":"requests","credits":1})");
        for (std::uint64_t round = 0; round < 10; ++round) happen(1 + round * 4000, 4000, 4000);
        tick();
        const auto of = std::stoull(at(last(), "of")), unread = std::stoull(at(last(), "unread"));
        CHECK(of + unread == 40'000);
        CHECK(unread > 0);
    }

    TEST_CASE_FIXTURE(Watching, "traffic adds up between two frames, tells a name once, and not what is no message") {
        say(R"({"view":"traffic","credits":2})");
        happen(1, 10, 10);  // pings that were noted, not sent
        for (std::uint64_t packet = 1; packet <= 20; ++packet) send("amy", packet % 2 ? "bob" : "cat", packet);
        tick();
        CHECK(at(last(), "of") == "20");
        const auto first = get(last(), "traffic");
        CHECK(at(first, "messages") == "20");
        CHECK(at(first, "names") == R"(["amy","bob","cat"])");
        CHECK(at(first, "edges") == R"({"from":[0,0],"to":[1,2],"messages":[10,10],"lost":[0,0]})");
        send("bob", "dan", 21);
        tick();
        const auto second = get(last(), "traffic");
        CHECK(at(second, "known") == "3");
        CHECK(at(second, "names") == R"(["dan"])");
        CHECK(at(second, "edges") == R"({"from":[1],"to":[3],"messages":[1],"lost":[0]})");
        send("amy", "bob", 22);
        tick();
        CHECK(page->frames.size() == 2);  // nobody paid for a third
    }

    TEST_CASE_FIXTURE(Watching, "a frame of traffic has an end, and says how much it leaves out") {
        page->reads = false;
        say(R"({"view":"traffic","credits":1})");
        for (std::uint64_t packet = 0; packet < 20'000; ++packet)
            send("m" + std::to_string(packet % 200), "m" + std::to_string(packet / 200), packet);
        tick();
        const auto traffic = get(last(), "traffic");
        CHECK(at(traffic, "messages") == "20000");
        CHECK(count(get(get(traffic, "edges"), "from")) == answers::Traffic::edges_max);
        CHECK(std::stoull(at(traffic, "more")) == 20'000 - answers::Traffic::edges_max);
        CHECK(page->waiting < Live::behind_bytes_max);
    }

    TEST_CASE_FIXTURE(Watching, "rates without a filter miss nothing, however much comes") {
        say(R"({"view":"rates","id":"all","credits":1})");
        say(R"({"view":"rates","id":"some","filter":"kind:probed","credits":1})");
        for (std::uint64_t round = 0; round < 10; ++round) happen(1 + round * 4000, 4000, 4000);
        tick();
        for (const auto& frame : page->frames) {
            const auto told = *json::parse(frame, json::answer_bounds);
            const auto of = std::stoull(at(told, "of")), unread = std::stoull(at(told, "unread"));
            CHECK(of + unread == 40'000);
            CHECK((at(told, "id") == "all") == (unread == 0));
            CHECK(at(told, "kinds.probed") == std::to_string(of));
        }
        CHECK(page->frames.size() == 2);
    }

    TEST_CASE_FIXTURE(Watching, "an answer is made once for all who watch it, and at most twice a second") {
        say(R"({"view":"members","id":"a","credits":9})");
        say(R"({"view":"members","id":"b","credits":9})");
        tick();
        tick();
        CHECK(asked == 1);
        CHECK(page->frames.size() == 2);
        CHECK(at(last(), "members") == R"([{"name":"jimmy"}])");
        happen(1, 1, 1);
        tick();
        CHECK(asked == 1);
        for (int i = 0; i < 7; ++i) tick();
        CHECK(asked == 2);
    }

    TEST_CASE_FIXTURE(Watching, "what a page must not say is refused, and the rest goes on") {
        const std::pair<std::string, std::string> table[] = {
            {"no json", "bad-message"},
            {"[]", "bad-message"},
            {R"({"view":7})", "bad-message"},
            {R"({"view":"events"})", "no-such-view"},
            {R"({"id":"x","credits":1})", "no-such-view"},
            {R"({"view":"rates","credits":17})", "bad-message"},
            {R"({"view":"rates","filter":"knd:x"})", "bad-filter"},
        };
        for (const auto& [text, code] : table) {
            CAPTURE(text);
            say(text);
            CHECK(at(last(), "error.code") == code);
        }
        for (int i = 0; i < 9; ++i) say(R"({"view":"rates","id":")" + std::to_string(i) + "\"}");
        CHECK(at(last(), "error.code") == "too-many-views");
        CHECK(live.views() == Live::views_max);
        say(R"({"id":"0","close":true})");
        CHECK(live.views() == Live::views_max - 1);
        page->close(1000, "");
        CHECK(live.clients() == 0);
    }
}

}  // namespace watercooler::api
