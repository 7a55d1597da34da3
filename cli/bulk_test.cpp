#include "cli/bulk.hpp"

#include <doctest/doctest.h>

#include "cli/calls.hpp"
#include "cli/freezing.hpp"
#include "cli/progress.hpp"

using namespace watercooler;
using namespace watercooler::cli;
using namespace std::chrono_literals;

TEST_CASE("outcomes are counted by kind, the usual one first and failures last") {
    const std::vector<MemberOutcome> outcomes{{"amy", "already frozen"},
                                              {"bob", "frozen"},
                                              {"cat", "frozen"},
                                              failed("dan", {Exit::unreachable, "", "silent"})};
    CHECK(count_text(outcomes, "frozen") == "frozen 2, already frozen 1, failed 1");
    CHECK(count_text({}, "frozen") == "frozen 0, failed 0");
}

TEST_CASE("the exit code tells all, some or none") {
    const auto bad = failed("dan", {Exit::unreachable, "", "silent"});
    CHECK(cli::exit_of(std::vector<MemberOutcome>{}) == Exit::done);
    CHECK(cli::exit_of(std::vector<MemberOutcome>{{"amy", "frozen"}}) == Exit::done);
    CHECK(cli::exit_of(std::vector<MemberOutcome>{{"amy", "frozen"}, bad}) == Exit::partly);
    CHECK(cli::exit_of(std::vector<MemberOutcome>{bad, bad}) == Exit::unreachable);
}

TEST_CASE("many names are told as some and a number") {
    CHECK(some_names({"a", "b"}) == "a, b");
    CHECK(some_names({"a", "b", "c"}, 2) == "a, b and 1 more");
    CHECK(some_names({}) == "");
}

TEST_CASE("progress is a bar, a count and a time") {
    CHECK(progress_text("Starting 20 members", 11, 20, 900ms) ==
          "  Starting 20 members  #########......... 11/20  900 ms");
    CHECK(progress_text("x", 0, 3, 1s, 3) == "  x  ... 0/3  1 s");
    CHECK(progress_text("x", 3, 3, 1s, 3) == "  x  ### 3/3  1 s");
    CHECK(progress_text("x", 9, 3, 1s, 3) == "  x  ### 9/3  1 s");
    CHECK(progress_text("x", 0, 0, 1s, 3) == "  x  ### 0/0  1 s");
}

TEST_CASE("a metric is found by its whole name") {
    const std::string text = "# HELP a_b c\na_b_total 4\na_b 3\nlabels{kind=\"x\"} 9\n";
    CHECK(metric(text, "a_b") == 3);
    CHECK(metric(text, "a_b_total") == 4);
    CHECK_FALSE(metric(text, "a"));
    CHECK_FALSE(metric(text, "labels"));
    CHECK_FALSE(metric("a_b x\n", "a_b"));
    CHECK_FALSE(metric("", "a_b"));
}

TEST_CASE("a member froze by this store if it says so after it") {
    const auto record = [](EventKind kind, std::int64_t ns) {
        json::EventRecord result;
        result.event.kind = kind;
        result.context.wall_time = json::WallTime{ns};
        return result;
    };
    const std::vector<json::EventRecord> events{record(EventKind::frozen, 10), record(EventKind::thawed, 20),
                                                record(EventKind::frozen, 30), record(EventKind::held, 40)};
    CHECK(froze_at(events, {25}) == json::WallTime{30});
    CHECK(froze_at(events, {5}) == json::WallTime{30});
    CHECK_FALSE(froze_at(events, {31}));
    CHECK_FALSE(froze_at({}, {0}));
}
