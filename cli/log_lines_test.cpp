#include "cli/log_lines.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using namespace watercooler::cli;

namespace {

std::vector<std::string> texts(const std::vector<LogLine>& lines) {
    std::vector<std::string> result;
    for (const auto& line : lines) result.push_back(line.member + " " + line.text.substr(line.text.find(' ') + 1));
    return result;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("logs are merged in the order of time, and a line without a time stays behind the one before it") {
    LogCutter amy{"amy"}, bob{"bob"};
    const auto a = amy.add("2026-03-09T14:02:11.204Z one\nterminate called\n2026-03-09T14:02:13.000Z three\n");
    const auto b = bob.add("2026-03-09T14:02:12.000Z two\n");
    CHECK(texts(merged({a, b})) == Texts{"amy one", "amy called", "bob two", "amy three"});
}

TEST_CASE("a clock that was set back does not turn a member's own lines round") {
    LogCutter amy{"amy"};
    const auto lines = amy.add("2026-03-09T14:02:11.000Z one\n2026-03-09T14:02:09.000Z two\n");
    CHECK(texts(merged({lines})) == Texts{"amy one", "amy two"});
}

TEST_CASE("an unfinished line waits for its rest") {
    LogCutter amy{"amy"};
    CHECK(amy.add("2026-03-09T14:02:11.204Z o").empty());
    CHECK(texts(amy.add("ne\n2026-03-09T14:02:12.204Z tw")) == Texts{"amy one"});
    CHECK(texts(amy.finish()) == Texts{"amy tw"});
    CHECK(amy.finish().empty());
}

TEST_CASE("a log without newlines does not grow without bounds") {
    LogCutter amy{"amy"};
    std::size_t lines = 0;
    for (int at = 0; at < 100; ++at) lines += amy.add(std::string(4096, 'x')).size();
    CHECK(lines >= 4);
}

TEST_CASE("lines are filtered by time, and by text in any case") {
    const auto at = *json::parse_wall_time("2026-03-09T14:02:11Z");
    const LogLine line{at, "amy", "info Suspected bob"};
    CHECK(LogFilter{}.takes(line));
    CHECK(LogFilter{at, ""}.takes(line));
    CHECK_FALSE(LogFilter{json::WallTime{at.ns + 1}, ""}.takes(line));
    CHECK(LogFilter{{}, "suspected BOB"}.takes(line));
    CHECK_FALSE(LogFilter{{}, "died"}.takes(line));
}
