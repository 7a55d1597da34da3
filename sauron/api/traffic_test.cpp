#include "api/traffic.hpp"

#include "api/api_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct TrafficStory : Fixture {
    TrafficStory() {
        put("amy", {event_of(EventKind::started), packet_of(EventKind::sent, "bob", 1, dune),
                    packet_of(EventKind::dropped, "bob", 1, dune), packet_of(EventKind::sent, "bob", 2, dune)});
        put("bob",
            {event_of(EventKind::started), packet_of(EventKind::received, "amy", 2, dune),
             packet_of(EventKind::sent, "amy", 3, dune)},
            noon + 5 * second);
    }
    TrafficOfClub traffic{*store, now_ns};
    json::Value ask(std::vector<http::Field> query) {
        return get(body(traffic.get(request(std::move(query)))), "traffic");
    }
    std::string edges(std::vector<http::Field> query) { return at(ask(std::move(query)), "edges"); }
};

}  // namespace

TEST_SUITE("traffic of a run") {
    TEST_CASE_FIXTURE(TrafficStory, "who sent how many messages to whom in the window that ends at a moment") {
        CHECK(edges({{"at", "2027-01-15T08:00:06Z"}}) == R"({"from":[0,1],"to":[1,0],"messages":[2,1],"lost":[1,0]})");
        CHECK(edges({{"at", "2027-01-15T08:00:06Z"}, {"window", "2s"}}) ==
              R"({"from":[0],"to":[1],"messages":[1],"lost":[0]})");
        CHECK(edges({{"at", "2027-01-15T07:00:00Z"}}) == R"({"from":[],"to":[],"messages":[],"lost":[]})");
        CHECK(at(ask({{"filter", "member:bob"}}), "messages") == "1");
    }

    TEST_CASE_FIXTURE(TrafficStory, "without a moment it is now, and of a recording its end") {
        const auto answer = body(traffic.get(request()));
        CHECK(at(answer, "to") == "2027-01-15T08:00:10.000000000Z");
        CHECK(at(answer, "complete") == "true");
        put("zoe", {packet_of(EventKind::sent, "amy", 9, dune)}, noon + 7 * second, 1, "r1");
        const auto recorded = body(traffic.get(request({{"run", "r1"}})));
        CHECK(at(recorded, "to") == "2027-01-15T08:00:07.000000000Z");
        CHECK(at(get(recorded, "traffic"), "messages") == "1");
    }

    TEST_CASE_FIXTURE(TrafficStory, "what cannot be asked is refused") {
        for (const auto* window : {"soon", "0s", "-5s", "2h", "1s\" kind:x", "10"}) {
            CAPTURE(window);
            const auto refused = traffic.get(request({{"window", window}}));
            CHECK(refused.status == 400);
            CHECK(at(body(refused), "error.code") == "bad-window");
        }
        CHECK(traffic.get(request({{"at", "soon"}})).status == 400);
        CHECK(traffic.get(request({{"run", "nowhere"}})).status == 404);
    }
}

}  // namespace watercooler::api
