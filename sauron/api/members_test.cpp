#include "api/members.hpp"

#include "api/api_testing.hpp"
#include "api/gaps.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct MembersStory : Fixture {
    MembersStory() { tell_story(); }
    Members members{*store, now_ns};
    MemberHistory history{*store, now_ns};
    GapsOfStreams gaps{*store, now_ns};
    Runs runs{*store, now_ns};
};

}  // namespace

TEST_SUITE("members") {
    TEST_CASE_FIXTURE(MembersStory, "everybody who has reported is listed by name, with the own book") {
        const auto answer = body(members.get(request()));
        REQUIRE(count(answer) == 3);
        const auto& amy = (*answer.array())[0];
        CHECK(at(amy, "name") == "amy");
        CHECK(at(amy, "state") == "silent");  // ten seconds later
        CHECK(at(amy, "book") == "Dune");
        CHECK(at(amy, "port") == "8081");
        CHECK(at(amy, "events") == "4");
        CHECK(at(amy, "missing") == "0");
        CHECK(at((*answer.array())[1], "name") == "bob");
    }

    TEST_CASE_FIXTURE(MembersStory, "state and book are told as they were at a moment") {
        put("amy", {event_of(EventKind::stopped)}, noon + second, 5);
        const auto of_amy = [&](std::int64_t at_ns) {
            const auto answer = body(members.get(request({{"at", json::to_text(json::WallTime{at_ns})}})));
            REQUIRE(count(answer) == 3);
            return (*answer.array())[0];
        };
        CHECK(at(of_amy(noon + 2 * second), "state") == "stopped");
        CHECK(at(of_amy(noon + second / 2), "state") == "running");
        CHECK(at(of_amy(noon + second / 2), "book") == "Dune");
        CHECK(get(of_amy(noon), "book").text() == nullptr);  // she chose it a moment later
        CHECK(at(of_amy(noon - second), "state") == "never");
    }

    TEST_CASE_FIXTURE(MembersStory, "a history has all lives, and what the others said") {
        const auto answer = body(history.get(request({}, {{"name", "bob"}})));
        CHECK(count(get(answer, "lives")) == 1);
        const auto states = get(answer, "states");
        REQUIRE(count(states) == 2);
        CHECK(at((*states.array())[0], "kind") == "started");
        CHECK(at((*states.array())[1], "kind") == "suspected");
        CHECK(at((*states.array())[1], "member") == "amy");
        CHECK(history.get(request({}, {{"name", "nobody"}})).status == 404);
    }
}

TEST_SUITE("gaps") {
    TEST_CASE_FIXTURE(MembersStory, "what never came is told, per life") {
        put("bob", {event_of(EventKind::probed, "amy")}, noon + second, 5);
        const auto answer = body(gaps.get(request()));
        CHECK(at(answer, "schema") == "watercooler.gaps/v1");
        const auto text = json::to_text(answer);
        CHECK(text.find(R"("first":2)") != std::string::npos);
        CHECK(text.find(R"("last":4)") != std::string::npos);
        CHECK(gaps.get(request({{"format", "text"}})).content_type.starts_with("text/plain"));
    }
}

TEST_SUITE("runs") {
    TEST_CASE_FIXTURE(MembersStory, "the live run and every recording are listed") {
        put("zoe", {event_of(EventKind::started)}, noon, 1, "run31");
        const auto answer = body(runs.get(request()));
        REQUIRE(count(answer) == 2);
        CHECK(at((*answer.array())[0], "run") == "live");
        CHECK(at((*answer.array())[0], "events") == "8");
        CHECK(at((*answer.array())[1], "run") == "run31");
        CHECK(at((*answer.array())[1], "members") == "1");
    }

    TEST_CASE_FIXTURE(Fixture, "before anything was reported there is the live one") {
        Runs runs{*store, now_ns};
        const auto answer = body(runs.get(request()));
        REQUIRE(count(answer) == 1);
        CHECK(at((*answer.array())[0], "events") == "0");
    }
}

}  // namespace watercooler::api
