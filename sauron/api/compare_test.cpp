#include "api/compare.hpp"

#include "api/api_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct CompareStory : Fixture {
    CompareStory() {
        tell_story();
        tell_recording("run31", 3);
    }
    http::Response ask(const std::string& a, const std::string& b, const std::string& format = "json") {
        return compare.get(request({{"a", a}, {"b", b}, {"format", format}}));
    }
    std::string metric(const std::string& name, const std::string& field) {
        const auto metrics = get(body(ask("live", "run31")), "metrics");
        for (const auto& each : *metrics.array())
            if (at(each, "name") == name) return at(each, field);
        return "none";
    }
    Compare compare{*store, now_ns};
};

}  // namespace

TEST_SUITE("compare") {
    TEST_CASE_FIXTURE(CompareStory, "two runs stand beside each other, matched by origin and version") {
        const auto answer = body(ask("live", "run31"));
        CHECK(at(answer, "schema") == "watercooler.comparison/v1");
        CHECK(at(answer, "a.members") == "3");
        CHECK(at(answer, "b.members") == "2");
        CHECK(at(answer, "divergence.alike") == "2");
        CHECK(metric("messages", "a") == "1");
        CHECK(metric("messages", "b") == "1");
        CHECK(metric("t100_ns", "b") == "250000000");
    }

    TEST_CASE_FIXTURE(CompareStory, "what comes in later is seen by the next question") {
        CHECK(metric("events", "a") == "8");
        put("bob", {event_of(EventKind::probed)}, noon + second, 2);
        CHECK(metric("events", "a") == "9");
    }

    TEST_CASE_FIXTURE(CompareStory, "a recording that was removed and came again is read anew") {
        CHECK(metric("events", "b") == "7");
        REQUIRE(store->drop("run31").has_value());
        CHECK(ask("live", "run31").status == 404);
        tell_recording("run31", 5);
        CHECK(metric("events", "b") == "9");
    }

    TEST_CASE_FIXTURE(CompareStory, "without enough time it says so, and goes on where it was") {
        std::vector<Event> many(2000, event_of(EventKind::probed));
        put("bob", many, noon + second, 2);
        Compare hasty{*store, now_ns, std::chrono::milliseconds{-1}};
        const auto of = [&] { return hasty.get(request({{"a", "live"}, {"b", "live"}})); };
        auto answer = of();
        CHECK(answer.status == 503);
        CHECK(at(body(answer), "error.code") == "WC-STORE-SLOW");
        for (int tries = 0; tries < 50 && answer.status == 503; ++tries) answer = of();
        CHECK(answer.status == 200);
        CHECK(at(body(answer), "a.events") == "2008");
    }

    TEST_CASE_FIXTURE(CompareStory, "settings are compared by name") {
        const store::Batch batch{.run = "run31",
                                 .stream = {"office", "amy", {7}},
                                 .about = R"({"settings":{"pid":4,"settings":{"fanout":2}}})",
                                 .events = {}};
        journal::Encoder encoder;
        auto event = event_of(EventKind::probed);
        event.seq = {4};
        REQUIRE(encoder.add(event, noon + second));
        auto told = batch;
        told.events = encoder.take();
        REQUIRE(store->append({&told, 1}).has_value());
        const auto settings = get(body(ask("live", "run31")), "settings");
        REQUIRE(count(settings) == 1);
        CHECK(at((*settings.array())[0], "name") == "fanout");
        CHECK(at((*settings.array())[0], "a") == "3");
        CHECK(at((*settings.array())[0], "b") == "2 values");
    }

    TEST_CASE_FIXTURE(CompareStory, "as a text it has the sentence first; what is no run is refused") {
        const auto text = ask("live", "run31", "text");
        CHECK(text.content_type.starts_with("text/plain"));
        CHECK(text.body.starts_with("Nothing spread in A; B sends "));
        CHECK(ask("live", "").status == 400);
        CHECK(ask("", "live").status == 400);
        CHECK(ask("live", "../x").status == 400);
        CHECK(ask("nope", "live").status == 404);
    }
}

}  // namespace watercooler::api
