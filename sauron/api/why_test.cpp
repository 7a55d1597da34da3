#include "api/why.hpp"

#include "api/api_testing.hpp"
#include "api/convergence.hpp"
#include "api/store_events.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct WhyStory : Fixture {
    WhyStory() { tell_story(); }
    WhyIsIt why{*store, now_ns};
    Beliefs beliefs{*store, now_ns};
};

}  // namespace

TEST_SUITE("why") {
    TEST_CASE_FIXTURE(WhyStory, "a belief is explained with the events that it stands on") {
        const auto answer = body(why.get(request({{"name", "bob"}, {"of", "amy"}})));
        CHECK(at(answer, "schema") == "watercooler.why/v1");
        CHECK(at(answer, "verdict") == "suspect");
        CHECK(json::to_text(answer).find(R"("member":"amy")") != std::string::npos);
    }

    TEST_CASE_FIXTURE(WhyStory, "without a witness everybody is asked, and it can be read as text") {
        CHECK(at(body(why.get(request({{"name", "bob"}}))), "schema") == "watercooler.whys/v1");
        const auto text = why.get(request({{"name", "bob"}, {"of", "amy"}, {"format", "text"}, {"ascii", "1"}}));
        CHECK(text.content_type.starts_with("text/plain"));
        CHECK(text.body.find("bob") != std::string::npos);
    }

    TEST_CASE_FIXTURE(WhyStory, "a question must name somebody, a topic that is known, and a witness who reports") {
        CHECK(why.get(request()).status == 400);
        CHECK(why.get(request({{"name", "bob"}, {"topic", "weather"}})).status == 400);
        CHECK(why.get(request({{"name", "bob"}, {"of", "nobody"}})).status == 404);
        const auto nobody = why.get(request({{"name", "nobody"}}));
        CHECK(nobody.status == 404);
        CHECK(nobody.body.find("Those that have: amy") != std::string::npos);
        CHECK(why.get(request({{"name", "bob"}, {"at", "teatime"}})).status == 400);
    }
}

TEST_SUITE("beliefs") {
    TEST_CASE_FIXTURE(WhyStory, "the matrix has a row for each who reports") {
        const auto answer = body(beliefs.get(request()));
        CHECK(at(answer, "schema") == "watercooler.beliefs/v1");
        CHECK(beliefs.get(request({{"at", "2027-01-15T08:00:00Z"}})).status == 200);
        CHECK(beliefs.get(request({{"format", "text"}})).body.find("amy") != std::string::npos);
    }
}

TEST_SUITE("convergence") {
    TEST_CASE_FIXTURE(WhyStory, "now is folded from what came in, and goes on from there") {
        ConvergenceOfClub convergence{*store, [] { return noon + second; }};
        auto answer = body(convergence.get(request()));
        CHECK(at(answer, "schema") == "watercooler.convergence/v1");
        CHECK(at(answer, "converged") == "false");  // bob waits
        put("bob", {entry_of(EventKind::applied, dune, "amy", "Dune", "amy")}, noon + second / 2, 2);
        answer = body(convergence.get(request()));
        CHECK(at(answer, "converged") == "true");
    }

    TEST_CASE_FIXTURE(WhyStory, "another moment, and one rumor's curve") {
        ConvergenceOfClub convergence{*store, now_ns};
        CHECK(convergence.get(request({{"at", "2027-01-15T08:00:00.900Z"}})).status == 200);
        const auto curve = body(convergence.get(request({{"uuid", "01932f"}})));
        CHECK(at(curve, "schema") == "watercooler.curve/v1");
        CHECK(count(get(curve, "points")) > 0);
        CHECK(convergence.get(request({{"uuid", "ffff"}})).status == 404);
        CHECK(convergence.get(request({{"format", "text"}})).content_type.starts_with("text/plain"));
    }
}

TEST_SUITE("evidence") {
    TEST_CASE_FIXTURE(WhyStory, "a store's run answers as a list of its events would") {
        StoreEvents events{*store, "live"};
        answers::Want all;
        all.limit = 100;
        all.newest_first = false;
        const auto records = events.find(all);
        REQUIRE(records.size() == 8);
        answers::EventList list{records};
        std::vector<answers::Want> wants(9, answers::Want{});
        wants[0].member = "amy";
        wants[1].kinds = {EventKind::started, EventKind::applied};
        wants[2].uuid = dune;
        wants[3].packet = PacketHash{0xabc};
        wants[4].peer = "bob";
        wants[5].before = Sequence{2};
        wants[6].limit = 2;
        wants[7].origin = "amy";
        wants[7].key = "book";
        wants[8].from_ns = noon + second / 5;
        wants[8].to_ns = noon + second / 2;
        wants[8].newest_first = false;
        for (std::size_t i = 0; i < wants.size(); ++i) {
            CAPTURE(i);
            CHECK(events.find(wants[i]) == list.find(wants[i]));
        }
        CHECK(events.at({"jimmy", {7}, {2}})->event.kind == EventKind::received);
        CHECK_FALSE(events.at({"jimmy", {7}, {20}}).has_value());
        CHECK(events.streams().size() == 3);
        CHECK_FALSE(events.error().has_value());
    }

    TEST_CASE_FIXTURE(WhyStory, "what comes in later is not seen") {
        StoreEvents events{*store, "live"};
        put("bob", {event_of(EventKind::stopped)}, noon + second, 2);
        CHECK_FALSE(events.at({"bob", {7}, {2}}).has_value());
        answers::Want want;
        want.member = "bob";
        CHECK(events.find(want).size() == 1);
    }
}

}  // namespace watercooler::api
