#include "api/spacetime.hpp"

#include "api/api_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct SpacetimeStory : Fixture {
    SpacetimeStory() { tell_story(); }
    json::Value ask(std::vector<http::Field> query) { return body(answered(std::move(query))); }
    http::Response answered(std::vector<http::Field> query) {
        if (query.empty() || query.front().name != "from") query.push_back({"from", "2027-01-15T08:00:00Z"});
        return spacetime.get(request(std::move(query)));
    }
    static std::string lanes(const json::Value& answer) { return json::to_text(get(answer, "lanes")); }
    SpacetimeOfRun spacetime{*store, now_ns};
};

}  // namespace

TEST_SUITE("spacetime") {
    TEST_CASE_FIXTURE(SpacetimeStory, "of a small club everybody has a lane, and messages are arrows") {
        const auto answer = ask({});
        CHECK(at(answer, "schema") == "watercooler.spacetime/v1");
        CHECK(at(answer, "chosen") == "all");
        CHECK(lanes(answer) == R"(["amy","bob","jimmy"])");
        REQUIRE(count(get(answer, "arrows")) == 1);
        const auto arrow = (*get(answer, "arrows").array())[0];
        CHECK(at(arrow, "sender") == "amy");
        CHECK(at(arrow, "fate") == "received");
        CHECK(at(arrow, "received_offset_ns") == "600000000");
        CHECK(at(answer, "length_ns") == at(answer, "told_ns"));
        CHECK(at(answer, "others.members") == "0");
    }

    TEST_CASE_FIXTURE(SpacetimeStory,
                      "those that are asked for have lanes, in that order; of the others only how much") {
        const auto answer = ask({{"members", "jimmy,amy,jimmy"}});
        CHECK(lanes(answer) == R"(["jimmy","amy"])");
        CHECK(at(answer, "others.members") == "1");
        CHECK(count(get(get(answer, "others"), "bins")) == 1);
        CHECK(lanes(ask({{"members", "jimmy"}, {"with", "bob"}})) == R"(["jimmy","bob"])");
        const auto hidden = ask({{"members", "amy"}, {"without", "jimmy"}});
        CHECK(at(hidden, "left_out") == "1");
        CHECK(at(hidden, "others.members") == "1");
        CHECK(lanes(ask({{"members", R"(a\,b\\c)"}})) == R"(["a,b\\c"])");
    }

    TEST_CASE_FIXTURE(SpacetimeStory, "a rumor chooses those who had it, the first first") {
        const auto answer = ask({{"uuid", to_text(dune)}});
        CHECK(at(answer, "chosen") == "rumor");
        CHECK(lanes(answer) == R"(["amy","jimmy"])");
    }

    TEST_CASE_FIXTURE(SpacetimeStory,
                      "of a large club those in trouble are chosen, and the latest that were told something") {
        for (int i = 0; i < 20; ++i) put("quiet" + std::to_string(i), {event_of(EventKind::started)}, noon);
        const auto answer = ask({});
        CHECK(at(answer, "chosen") == "anomalies");
        CHECK(count(get(answer, "lanes")) == SpacetimeOfRun::chosen_max);
        CHECK(lanes(answer).starts_with(R"(["amy","bob","jimmy","quiet0")"));
        CHECK(at(answer, "members") == "23");
    }

    TEST_CASE_FIXTURE(SpacetimeStory, "kinds are chosen; pings are not shown unless they are asked for") {
        put("amy", {event_of(EventKind::probed, "bob")}, noon, 5);
        CHECK(at(ask({}), "counts.ping") == "1");
        CHECK(count(get(ask({{"kinds", "ping"}}), "events")) == 1);
        CHECK(count(get(ask({{"kinds", "none"}}), "events")) == 0);
        CHECK(answered({{"kinds", "pings"}}).status == 400);
    }

    TEST_CASE_FIXTURE(SpacetimeStory, "without a time it is the latest; a recording ends where it ends") {
        put("amy", {event_of(EventKind::started)}, noon + 3 * second, 1, "run31");
        const auto recorded = body(spacetime.get(request({{"run", "run31"}, {"length_ms", "500"}})));
        CHECK(at(recorded, "to") == "2027-01-15T08:00:03.000000000Z");
        CHECK(at(recorded, "from") == "2027-01-15T08:00:02.500000000Z");
        const auto live = body(spacetime.get(request()));
        CHECK(at(live, "to") == "2027-01-15T08:00:10.000000000Z");
        CHECK(count(get(live, "events")) == 0);
    }

    TEST_CASE_FIXTURE(SpacetimeStory, "more than 5,000 events are cut, and it says what fits") {
        std::vector<Event> many(3'000, event_of(EventKind::logged));
        put("cat", many, noon);
        put("dan", many, noon);
        const auto answer = ask({{"length_ms", "600000"}});
        CHECK(count(get(answer, "events")) <= 5'000);
        CHECK(count(get(answer, "events")) > 4'900);
        CHECK(at(answer, "counts.control") == "6003");
        CHECK(at(answer, "length_ns") == "600000000000");
        CHECK(std::stoll(at(answer, "told_ns")) < 300'000'000'000);
    }

    TEST_CASE_FIXTURE(SpacetimeStory, "what cannot be asked is refused") {
        CHECK(answered({{"from", "2027-01-15T08:00:00Z"}, {"to", "2027-01-15T07:00:00Z"}}).status == 400);
        CHECK(answered({{"uuid", "01932f"}}).status == 400);
        CHECK(answered({{"run", "nowhere"}}).status == 404);
        std::string names = "m0";
        for (int i = 1; i < 61; ++i) names += ",m" + std::to_string(i);
        CHECK(answered({{"members", names}}).status == 400);
    }
}

}  // namespace watercooler::api
