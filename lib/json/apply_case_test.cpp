#include "json/apply_case.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "json/rumor.hpp"

namespace watercooler::json {
namespace {

const std::filesystem::path folder = std::filesystem::path{WATERCOOLER_SOURCE_DIR} / "examples/messages";

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// What a client that sends the case's message sees: a door that refuses is rule 1.
message::Applied run(const ApplyCase& worked) {
    const auto given = read_rumor(worked.message);
    if (given) return message::apply(worked.state, given->rumor, worked.fresh);
    message::Applied refused{worked.state, {}, {}};
    refused.verdict.rule = 1;
    refused.verdict.reason = given.error().reason;
    return refused;
}

std::string shown(const std::optional<Rumor>& rumor) { return rumor ? write_rumor(*rumor) : "nothing"; }

}  // namespace

TEST_CASE("every worked message comes out as its file says, and every rule has one") {
    std::set<int> rules;
    for (const auto& file : std::filesystem::directory_iterator{folder}) {
        if (file.path().extension() != ".json") continue;
        CAPTURE(file.path().filename().string());
        const auto worked = read_apply_case(read_file(file.path()));
        if (!worked) FAIL(worked.error().message);
        const auto applied = run(*worked);
        CHECK(applied.verdict.rule == worked->expect.rule);
        CHECK(to_text(applied.verdict.outcome) == to_text(worked->expect.outcome));
        CHECK(applied.verdict.reason == worked->expect.reason);
        CHECK(applied.verdict.conflict == worked->expect.conflict);
        CHECK(write_apply_state(applied.state) == write_apply_state(worked->expect.state));
        CHECK(shown(applied.told) == shown(worked->expect.told));
        CHECK_FALSE(worked->about.empty());
        rules.insert(applied.verdict.rule);
    }
    CHECK(rules == std::set<int>{1, 2, 3, 4, 5, 6, 7});
}

TEST_CASE("a state that is written is read back as it was") {
    message::State state;
    state.self = "jimmy";
    state.entries[{"jimmy", "book"}] = {{7}, make_uuid_v5("a"), "Emma \"x\""};
    state.entries[{"196.18.1.0:80", "mood"}] = {{limits::version_max}, make_uuid_v5("b"), ""};
    state.seen[make_uuid_v5("a")] = ~std::uint64_t{0};
    CHECK(read_apply_state(write_apply_state(state)) == state);
    CHECK(read_apply_state(write_apply_state({})).value().entries.empty());
}

TEST_CASE("a seen rumor may be written out, and counts as its content") {
    const std::string rumor = R"({"uuid":"a","name":"amy","payload":"Dune","version":3})";
    const auto state = read_apply_state(R"({"self":"jimmy","seen":[)" + rumor + "]}");
    REQUIRE(state);
    CHECK(state->seen.at(make_uuid_v5("a")) == message::content_hash(read_rumor(rumor)->rumor));
}

TEST_CASE("a state file that makes no sense is refused by the place in it") {
    const std::pair<const char*, const char*> table[] = {
        {"[]", "the JSON is an array; it must be an object. Put the fields between { and }."},
        {"{}", "self is missing. Add it."},
        {R"({"self":"a","entries":{}})", "entries is an object; it must be an array. Send it so."},
        {R"({"self":"a","entries":[{"key":"book","value":"x","uuid":"u"}]})", "entries[0].origin is missing. Add it."},
        {R"({"self":"a","entries":[{"origin":"b","value":"x"}]})", "entries[0].uuid is missing. Add it."},
        {R"({"self":"a","entries":[{"origin":"b","value":"x\n","uuid":"u"}]})",
         "entries[0].payload has the control character \\n at byte 1; none is allowed, line breaks and tabs included. "
         "Remove it."},
        {R"({"self":"a","entries":[{"origin":"b","value":"x","uuid":"u"},{"origin":"b","value":"y","uuid":"v"}]})",
         "entries[1].origin has this key twice. Name each entry once."},
        {R"({"self":"a","seen":[{"uuid":"u","content":"xyz"}]})",
         "seen[0].content is no hexadecimal number of 1 to 16 digits."},
        {R"({"self":"a","seen":[{"uuid":"u"}]})",
         "seen[0].name is missing. Give the origin's name, or its address and port."},
        {R"({"self":"a","seen":[{"uuid":"u","content":"1"},{"uuid":"u","content":"2"}]})",
         "seen[1].uuid is named twice. Name it once."},
    };
    for (const auto& [text, message] : table) {
        CAPTURE(text);
        const auto state = read_apply_state(text);
        REQUIRE_FALSE(state);
        CHECK(state.error().message == message);
    }
}

TEST_CASE("a case that leaves something out is refused") {
    const std::pair<const char*, const char*> table[] = {
        {R"({"message":{},"expect":{}})", "state"},
        {R"({"state":{"self":"a"},"expect":{"outcome":"applied","state":{"self":"a"}}})", "message"},
        {R"({"state":{"self":"a"},"message":{}})", "expect"},
        {R"({"state":{"self":"a"},"message":{},"expect":{"outcome":"loved","state":{"self":"a"}}})", "expect.outcome"},
        {R"({"state":{"self":"a"},"message":{},"expect":{"outcome":"stale"}})", "expect.state"},
    };
    for (const auto& [text, field] : table) {
        CAPTURE(text);
        const auto worked = read_apply_case(text);
        REQUIRE_FALSE(worked);
        CHECK(worked.error().field == field);
    }
}

}  // namespace watercooler::json
