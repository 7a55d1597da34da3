#include "api/rumors.hpp"

#include "api/api_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct RumorsStory : Fixture {
    RumorsStory() { tell_story(); }
    http::Response tree(const std::string& uuid, const std::string& format = "json") {
        return rumor.get(request({{"format", format}}, {{"uuid", uuid}}));
    }
    Rumors rumors{*store, now_ns};
    Rumor rumor{*store, now_ns};
};

}  // namespace

TEST_SUITE("rumors") {
    TEST_CASE_FIXTURE(RumorsStory, "they are listed with what they say and when") {
        const auto answer = body(rumors.get(request()));
        REQUIRE(count(answer) == 1);
        const auto& row = (*answer.array())[0];
        CHECK(at(row, "uuid") == to_text(dune));
        CHECK(at(row, "value") == "Dune");
        CHECK(at(row, "born") == "true");
        CHECK(count(body(rumors.get(request({{"prefix", "ffff"}})))) == 0);
        CHECK(rumors.get(request({{"prefix", "xyz"}})).status == 400);
    }

    TEST_CASE_FIXTURE(RumorsStory, "a rumor is found by the beginning of its uuid") {
        const auto answer = body(tree("01932f5c"));
        CHECK(at(answer, "schema") == "watercooler.rumor_tree/v1");
        CHECK(at(answer, "reached") == "2");
        CHECK(at(answer, "value") == "Dune");
    }

    TEST_CASE_FIXTURE(RumorsStory, "a beginning that fits several is 409, with all of them") {
        put("amy", {entry_of(EventKind::born, emma, "amy", "Emma")}, noon + second, 5);
        const auto answer = tree("01932f5c");
        CHECK(answer.status == 409);
        CHECK(count(get(get(body(answer), "error"), "candidates")) == 2);
        CHECK(tree("01932f5c-9").status == 200);
    }

    TEST_CASE_FIXTURE(RumorsStory, "every format has its type, and no other is known") {
        const std::pair<std::string, std::string> table[] = {
            {"json", "application/json"}, {"curve", "application/json"}, {"otlp", "application/json"},
            {"tree", "text/plain"},       {"text", "text/plain"},        {"table", "text/plain"},
            {"mermaid", "text/plain"}};
        for (const auto& [format, type] : table) {
            CAPTURE(format);
            const auto answer = tree(to_text(dune), format);
            CHECK(answer.status == 200);
            CHECK(answer.content_type.starts_with(type));
            CHECK_FALSE(answer.body.empty());
        }
        CHECK(tree(to_text(dune), "svg").status == 400);
    }

    TEST_CASE_FIXTURE(RumorsStory, "a curve stands beside what is expected, by the fanout of who made it known") {
        CHECK(at(body(tree(to_text(dune), "curve")), "theory") == "null");  // nobody else was there
        tell_recording("run31", 3);
        const auto answer =
            body(rumor.get(request({{"format", "curve"}, {"run", "run31"}}, {{"uuid", to_text(emma)}})));
        CHECK(at(answer, "theory.fanout") == "3");
        CHECK(at(answer, "hop_ns") == "250000000");
    }

    TEST_CASE_FIXTURE(RumorsStory, "what nobody told is 404, what is no uuid 400") {
        CHECK(tree(to_text(emma)).status == 404);
        CHECK(tree("ffff").status == 404);
        CHECK(tree("not-a-uuid").status == 400);
    }
}

}  // namespace watercooler::api
