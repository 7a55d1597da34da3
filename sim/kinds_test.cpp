// No kind of event is dead. What the core emits is provoked by the stories of tests/scenario, what programs emit by
// real members in tests/e2e/test_events.py; tests/e2e/program_kinds.txt says which kinds those are.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "sim/story_file.hpp"

using namespace watercooler;
using namespace watercooler::sim;

namespace {

const std::filesystem::path tests = WATERCOOLER_SOURCE_DIR "/tests";

std::set<std::string> kinds_of_programs() {
    std::ifstream file{tests / "e2e/program_kinds.txt"};
    return {std::istream_iterator<std::string>{file}, {}};
}

EventCounters seen_in_stories() {
    EventCounters seen{};
    for (const auto& entry : std::filesystem::directory_iterator{tests / "scenario"}) {
        std::ifstream file{entry.path()};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        const auto run = tell_story(entry.path().string(), read_blocks(text));
        std::ranges::transform(seen, run.seen, seen.begin(), std::plus{});
    }
    return seen;
}

}  // namespace

TEST_CASE("no kind is dead: a story provokes each, or it is a program's") {
    const auto programs = kinds_of_programs();
    for (const auto& name : programs) {
        CAPTURE(name);
        CHECK(parse_event_kind(name));
    }
    CHECK(programs.size() < 10);  // most are the core's
    const auto seen = seen_in_stories();
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        const std::string name{to_text(static_cast<EventKind>(i))};
        CAPTURE(name);
        CHECK((seen[i] > 0 || programs.contains(name)));
    }
}
