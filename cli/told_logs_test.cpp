#include "cli/told_logs.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using namespace watercooler::cli;

namespace {

std::vector<LogLine> lines_of(std::string_view text) { return LogCutter{"amy"}.add(text); }

json::EventRecord record_of(std::string_view time, EventKind kind, std::string_view peer) {
    json::EventRecord record;
    record.event.kind = kind;
    record.event.peer = peer;
    record.context.member = "amy";
    record.context.wall_time = *json::parse_wall_time(time);
    return record;
}

}  // namespace

TEST_CASE("Sauron tells an event as the member's own log has it") {
    const auto line = line_of(record_of("2026-03-09T14:02:11.204567000Z", EventKind::died, "bob"));
    CHECK(line.member == "amy");
    CHECK(line.text == "2026-03-09T14:02:11.204Z info  died bob");
    CHECK(line.at == *json::parse_wall_time("2026-03-09T14:02:11.204567000Z"));
}

TEST_CASE("of what Sauron tells only that is taken which is older than the log here") {
    const auto own = lines_of("2026-03-09T14:02:11.204Z info  died bob\n2026-03-09T14:02:12.000Z info  died cat\n");
    const auto told = std::vector{line_of(record_of("2026-03-09T13:00:00Z", EventKind::died, "bob")),
                                  line_of(record_of("2026-03-09T14:02:11.100Z", EventKind::died, "dan")),
                                  line_of(record_of("2026-03-09T14:02:11.203Z", EventKind::died, "bob")),  // the first
                                  line_of(record_of("2026-03-09T14:02:12Z", EventKind::died, "cat"))};
    CHECK(before(own, told) == std::vector{told[0], told[1]});
    CHECK(before({}, told) == told);
    CHECK(before(own, {}).empty());
}

TEST_CASE("a member is meant by its name in any case, by a pattern, or when nobody is named") {
    CHECK(is_meant({}, "amy"));
    CHECK(is_meant({"bob", "AMY"}, "amy"));
    CHECK(is_meant({"a*"}, "amy"));
    CHECK(is_meant({"[a-c]my"}, "amy"));
    CHECK_FALSE(is_meant({"bob", "b*"}, "amy"));
}
