#include "api/roster.hpp"

#include "api/api_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct RosterStory : Fixture {
    RosterStory() { tell_story(); }
    RosterOfClub roster{*store, now_ns};
};

}  // namespace

TEST_SUITE("roster") {
    TEST_CASE_FIXTURE(RosterStory, "the roster is that of the moment which is asked for") {
        const auto early = body(roster.get(request({{"at", "2027-01-15T08:00:00.200Z"}})));
        CHECK(count(get(early, "rows")) == 1);
        CHECK(at(early, "states.alive") == "1");
        const auto later = body(roster.get(request({{"at", "2027-01-15T08:00:01Z"}})));
        CHECK(at(later, "members") == "3");
        CHECK(at(later, "states.alive") == "2");
        CHECK(at(later, "states.suspect") == "1");
        REQUIRE(count(get(later, "worst")) == 1);
        CHECK(*(*get(later, "worst").array())[0].text() == "bob");
    }

    TEST_CASE_FIXTURE(RosterStory, "without a moment it is now, when all have fallen silent") {
        const auto now = body(roster.get(request()));
        CHECK(at(now, "schema") == "watercooler.roster/v1");
        CHECK(at(now, "states.silent") == "3");
        const auto rows = get(now, "rows");
        CHECK(at((*rows.array())[0], "port") == "8081");
    }

    TEST_CASE_FIXTURE(RosterStory,
                      "of many members only the rows that are needed are written; the counts are everybody's") {
        const http::Field then{"at", "2027-01-15T08:00:01Z"};
        for (const auto& few : {http::Field{"rows", "worst"}, http::Field{"name", "bob"}}) {
            const auto some = body(roster.get(request({then, few})));
            CHECK(at(some, "members") == "3");
            REQUIRE(count(get(some, "rows")) == 1);
            CHECK(at((*get(some, "rows").array())[0], "name") == "bob");
        }
        CHECK(count(get(body(roster.get(request({then, {"name", "nobody"}}))), "rows")) == 0);
    }

    TEST_CASE_FIXTURE(RosterStory, "what cannot be asked is refused") {
        CHECK(roster.get(request({{"at", "soon"}})).status == 400);
        CHECK(roster.get(request({{"run", "nowhere"}})).status == 404);
        CHECK(roster.get(request({{"rows", "some"}})).status == 400);
    }
}

}  // namespace watercooler::api
