#include "sim/story.hpp"

#include <doctest/doctest.h>

#include "sim/story_file.hpp"

using namespace watercooler;
using namespace watercooler::sim;

namespace {

using Lines = std::vector<std::string>;

std::string error_of(std::string_view file) {
    try {
        (void)tell_story("story.txt", read_blocks(file));
    } catch (const StoryError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("a scenario file is blocks of commands and what happened, and comes back as it was written") {
    const std::string_view text =
        "# A story.\nstart ann\n----\nann starts\n\n# More.\n\nrun 1s\n----\n\nrun 2s\n----\nthe end\n";
    const auto blocks = read_blocks(text);
    REQUIRE(blocks.size() == 3);
    CHECK(blocks[0].below == Lines{"ann starts"});
    CHECK(blocks[1].line == 6);
    CHECK(blocks[1].below.empty());
    CHECK(write_blocks(blocks) == text);
}

TEST_CASE("commands without their ---- are an error at their line") {
    CHECK(error_of("start ann\n----\n\n# words\nrun 1s\n") == "5: expected a line '----' after the commands");
    CHECK(error_of("start ann\n----\n\n# only a comment\n").empty());
}

TEST_CASE("an error names file, line and what was expected") {
    const std::pair<const char*, const char*> table[] = {
        {"run 1s", "expected 'start NAME...' before anything else"},
        {"dance", "no command is called 'dance'; see watercooler-sim scenario --help"},
        {"start ann seed=x", "expected a number up to 18446744073709551615, got 'x'"},
        {"start ann colour=blue", "expected a setting, got 'colour'"},
        {"start ann\nrun", "expected a duration after 'run', got nothing"},
        {"start ann\nrun soon", "expected a duration such as 200ms, 4s or 5m, got 'soon'"},
        {"start ann\nrun until=bored", "expected until=quiet or until=agree, got 'bored'"},
        {"start ann\nset bob book x", "expected a member, got 'bob', who was never started"},
        {"start ann\nkill ann\nset ann book x", "'ann' does not run"},
        {"start ann\nfreeze --hard ann\nset ann book x", "'ann' is frozen hard and does not answer"},
        {"start ann\nstart ann", "'ann' was started already; expected restart?"},
        {"start ann\nloss 10", "expected a share such as 10% or 0.5%, got '10'"},
        {"start ann bob\npartition ann bob", "expected two sides, as in 'partition ann | bob cat'"},
        {"start ann\nstep", "the club is not frozen"},
        {"start ann\nchaos add losss 5%", "\"losss\" is no fault. Did you mean \"loss\"?, at character 1"},
        {"start ann\nchaos add loss 5% --for soon", "expected a duration such as 200ms, 4s or 5m, got 'soon'"},
        {"start ann\nchaos rm 3", "there is no fault 3"},
        {"start ann\nchaos dance", "expected chaos add FAULT, chaos ls, chaos rm ID or chaos heal, got 'chaos dance'"},
        {"start ann\nshow moods",
         "expected members, books, counters, totals, held, messages or agreement, got 'moods'"},
        {"start ann\nonly gossip",
         "expected a kind of event, or one of transport, rumor, membership, sync, life; got 'gossip'"},
        {"start ann\nset ann book a b", "expected no more words for 'set', got 'b'"},
    };
    for (const auto& [commands, error] : table) {
        CAPTURE(commands);
        const std::string text = commands;
        const auto line = 1 + std::count(text.begin(), text.end(), '\n');
        CHECK(error_of(text + "\n----\n") == "story.txt:" + std::to_string(line) + ": " + error);
    }
}

TEST_CASE("a difference shows what was expected and what happened") {
    CHECK(difference({"a", "b"}, {"a", "b"}).empty());
    CHECK(difference({"a", "b", "c"}, {"a", "x", "c"}) == " a\n-b\n+x\n c\n");
    CHECK(difference({}, {"x"}) == "+x\n");
    CHECK(difference({"a"}, {}) == "-a\n");
}

TEST_CASE("a story told twice is the same story") {
    const auto blocks = read_blocks(
        "start ann bob cat seed=7 latency=2ms loss=5%\nrun until=quiet\nset ann book Dune\nrun 5s\nshow books\n----\n");
    const auto once = tell_story("story.txt", blocks), twice = tell_story("story.txt", blocks);
    CHECK(once.trace == twice.trace);
    CHECK(once.blocks[0].below == twice.blocks[0].below);
    CHECK(once.broken.empty());
    REQUIRE_FALSE(once.blocks[0].below.empty());
    CHECK(once.blocks[0].below.back() == "ann bob cat hold: ann book=Dune v1");
}
