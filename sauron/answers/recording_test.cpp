#include "answers/recording.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "answers/beliefs.hpp"
#include "answers/exports.hpp"
#include "answers/hand_events.hpp"
#include "answers/sim_events.hpp"
#include "answers/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

RecordingHead head() {
    return {.club = "office",
            .run = "run31",
            .started = json::WallTime{morning_ns},
            .program = "watercooler 0.1.0",
            .members = {{.name = "ann",
                         .address = "127.0.0.1:8081",
                         .boot = BootId{0x2a},
                         .program = "watercooler-member 0.1.0",
                         .settings = *json::parse(R"({"fanout":3})", json::door_bounds)},
                        {.name = "bob", .address = {}, .program = {}}}};
}

std::string error_of(RecordingReader& reader, std::string_view line) {
    const auto read = reader.line(line);
    return read ? std::string{} : to_text(read.error(), "run.wcr");
}

}  // namespace

TEST_CASE("a head comes back as it was written") {
    const auto line = write_head(head());
    CHECK(
        line ==
        R"({"schema":"watercooler.recording/v1","club":"office","run":"run31","started":"2026-03-01T00:00:00.000000000Z",)"
        R"("event_schema":1,"program":"watercooler 0.1.0","members":[{"name":"ann","address":"127.0.0.1:8081",)"
        R"("boot":"000000000000002a","program":"watercooler-member 0.1.0","settings":{"fanout":3}},)"
        R"({"name":"bob","settings":{}}]})"
        "\n");
    RecordingReader reader;
    const auto read = reader.line(std::string_view{line}.substr(0, line.size() - 1));
    REQUIRE(read.has_value());
    CHECK_FALSE(read->has_value());
    CHECK(*reader.head() == head());
}

TEST_CASE("what is wrong is told with file, line and column, and the next line is read all the same") {
    RecordingReader reader;
    REQUIRE(reader.line(R"({"schema":"watercooler.recording/v1","event_schema":1})").has_value());
    CHECK(error_of(reader, R"({"member":"ann","seq":1,)").starts_with("run.wcr:2:25: "));
    CHECK(error_of(reader, R"({"member":"ann","seq":1,"protocol_time_ns":0,"kind":"danced"})") ==
          "run.wcr:3:46: kind is \"danced\", which is no kind of event here.");
    CHECK(error_of(reader, R"({"member":"ann","seq":0,"protocol_time_ns":0,"kind":"left"})") ==
          "run.wcr:4:2: an event needs a member and a seq above 0.");
    CHECK(error_of(reader, std::string(70'000, ' ') + "{}").starts_with("run.wcr:5:1: "));
    CHECK(error_of(reader, "").empty());
    const auto good = reader.line(R"({"member":"ann","seq":1,"protocol_time_ns":0,"kind":"left","peer":"bob"})");
    REQUIRE(good.has_value());
    CHECK((*good)->event.peer == "bob");
    CHECK(reader.lines() == 7);
}

TEST_CASE("a file that is none of ours is refused at its first line") {
    const std::pair<const char*, const char*> table[] = {
        {"hello", "run.wcr:1:1: "},
        {R"({"schema":"watercooler.recording/v2","event_schema":1})", "run.wcr:1:2: schema"},
        {R"({"schema":"watercooler.recording/v1"})", "run.wcr:1:1: event_schema"},
        {R"({"schema":"watercooler.recording/v1","event_schema":1,"members":[{}]})", "run.wcr:1:1: members[0].name"},
        {R"({"seq":1})", "run.wcr:1:1: schema"},
    };
    for (const auto& [line, error] : table) {
        RecordingReader reader;
        CAPTURE(line);
        const auto text = error_of(reader, line);
        CAPTURE(text);
        CHECK(text.starts_with(error));
    }
}

TEST_CASE("lines of events alone can be read too, if the reader was asked for that") {
    RecordingReader reader{true};
    const auto read = reader.line(R"({"member":"ann","seq":1,"protocol_time_ns":0,"kind":"started"})");
    REQUIRE(read.has_value());
    CHECK(read->has_value());
    CHECK_FALSE(reader.head().has_value());
}

TEST_CASE("a later program's kinds of events are left out and counted; today's are an error if unknown") {
    RecordingReader reader;
    REQUIRE(reader.line(R"({"schema":"watercooler.recording/v1","event_schema":2})").has_value());
    const auto read = reader.line(R"({"member":"ann","seq":1,"protocol_time_ns":0,"kind":"danced"})");
    REQUIRE(read.has_value());
    CHECK_FALSE(read->has_value());
    CHECK(reader.unknown_kinds() == 1);
}

TEST_CASE("a run that was written and read elsewhere gives the same answers") {
    SimClub club{SimClub::numbered(6), {.loss = 10'000}};
    const auto uuid = club.set("m2", "Dune");
    REQUIRE(club.agree());
    std::string file = write_head(head());
    for (const auto& record : club.records) file += to_jsonl(record);
    RecordingReader reader;
    std::vector<json::EventRecord> records;
    std::istringstream lines{file};
    for (std::string line; std::getline(lines, line);) {
        auto read = reader.line(line);
        REQUIRE(read.has_value());
        if (*read) records.push_back(std::move(**read));
    }
    CHECK(records == club.records);
    EventList there{records};
    auto here = club.events();
    CHECK(to_json(*rumor_tree(uuid, there)) == to_json(*rumor_tree(uuid, here)));
    CHECK(to_json(beliefs_at(there, club.now_ns())) == to_json(beliefs_at(here, club.now_ns())));
}

TEST_CASE("the recording that its page shows can be read") {
    std::ifstream page{WATERCOOLER_SOURCE_DIR "/docs/recording.md"};
    RecordingReader reader;
    std::size_t events = 0;
    for (std::string line; std::getline(page, line);) {
        if (!line.starts_with('{')) continue;
        const auto read = reader.line(line);
        REQUIRE(read.has_value());
        if (*read) ++events;
    }
    REQUIRE(reader.head().has_value());
    CHECK(reader.head()->members.at(0).name == "ann");
    CHECK(events == 2);
}
