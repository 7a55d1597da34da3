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

    TEST_CASE_FIXTURE(RosterStory, "what cannot be asked is refused") {
        CHECK(roster.get(request({{"at", "soon"}})).status == 400);
        CHECK(roster.get(request({{"run", "nowhere"}})).status == 404);
    }
}

}  // namespace watercooler::api
