#include "answers/exports.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>

#include "answers/hand_events.hpp"
#include "answers/sim_events.hpp"
#include "json/event.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

std::string shiviz(std::vector<json::EventRecord> records, CausalOrder::Options options = {}) {
    std::string text;
    ShivizLog log{[&](std::string_view piece) { text += piece; }, options};
    std::ranges::sort(records, comes_before);
    for (auto& record : records) log.put(std::move(record));
    log.finish();
    return text;
}

using Clock = std::map<std::string, std::uint64_t>;
struct Line {
    std::string event, host;
    Clock clock;
};
/// Reads a log as ShiViz does: by its expression (JavaScript's, without the names of its groups).
std::vector<Line> read_log(const std::string& text) {
    const std::regex expression{R"((.*)\n(\S*) (\{.*\}))"};
    std::vector<Line> lines;
    std::size_t matched = 0;
    for (std::sregex_iterator at{text.begin(), text.end(), expression}, end; at != end; ++at) {
        Line line{(*at)[1], (*at)[2], {}};
        matched += (*at)[0].length() + 1;  // the line's end
        const auto clock = json::parse((*at)[3].str(), json::door_bounds);
        REQUIRE(clock.has_value());
        for (const auto& [host, count] : *clock->object())
            line.clock[host] = static_cast<std::uint64_t>(std::get<std::int64_t>(count.is));

        lines.push_back(std::move(line));
    }
    CHECK(matched == text.size());
    return lines;
}

bool before(const Clock& a, const Clock& b) {
    const auto reached = [&](const auto& row) {
        const auto found = b.find(row.first);
        return found != b.end() && found->second >= row.second;
    };
    return a != b && std::ranges::all_of(a, reached);
}

/// The rules of vector clocks: an own count goes up by one, nobody's goes down, and nobody knows of an event before it
/// has happened.
void check_clocks(const std::vector<Line>& lines) {
    std::map<std::string, Clock> latest;
    for (const auto& line : lines) {
        auto& own = latest[line.host];
        CHECK(line.clock.at(line.host) == own[line.host] + 1);
        for (const auto& [host, count] : own) {
            if (count > 0) CHECK(line.clock.at(host) >= count);
        }
        for (const auto& [host, count] : line.clock) {
            if (host != line.host) CHECK(count <= latest[host][host]);
        }
        own = line.clock;
    }
}

}  // namespace

TEST_CASE("each line of a ShiViz log matches its expression, and its clocks are vector clocks") {
    const std::vector<json::EventRecord> records{
        happened("ann", 1, 10, {.kind = EventKind::sent, .peer = "bob", .packet = PacketHash{7}}),
        happened("bob", 1, 10, {.kind = EventKind::started}),
        happened("bob", 2, 12, {.kind = EventKind::received, .peer = "ann", .packet = PacketHash{7}}),
        happened("ann", 2, 13, {.kind = EventKind::logged, .reason = "two\nlines"}),
    };
    const auto text = shiviz(records);
    CHECK(text ==
          "00:00:00.010 sent bob packet=0000000000000007\n"
          "ann {\"ann\":1}\n"
          "00:00:00.010 started\n"
          "bob {\"bob\":1}\n"
          "00:00:00.012 received ann packet=0000000000000007\n"
          "bob {\"ann\":1,\"bob\":2}\n"
          "00:00:00.013 logged reason=\"two\\nlines\"\n"
          "ann {\"ann\":2}\n");
    const auto lines = read_log(text);
    CHECK(lines.size() == 4);
    check_clocks(lines);
    CHECK(before(lines[0].clock, lines[2].clock));
    CHECK_FALSE(before(lines[3].clock, lines[2].clock));
}

TEST_CASE("a real club's log is valid, clocks that differ aside") {
    SimClub club{SimClub::numbered(10), {.latency = 1ms, .jitter = 2ms, .loss = 5'000, .duplicate = 5'000}};
    club.set("m1", "Dune");
    club.apply(sim::Crash{"m9"});
    club.run(2s);
    club.apply(sim::Restart{.who = "m9"});
    club.run(2s);
    auto records = club.records;
    for (auto& record : records) record.context.wall_time->ns += (record.context.member.back() % 3) * 5'000'000;
    const auto lines = read_log(shiviz(records));
    CHECK(lines.size() == records.size());
    check_clocks(lines);
    const auto last = lines.back();
    CHECK(last.clock.size() == 10);  // it has heard of everybody
}

TEST_CASE("names with spaces, empty ones and foreign letters are hosts too, each its own") {
    const std::vector<json::EventRecord> records{
        happened("a b", 1, 1, {.kind = EventKind::started}), happened("a_b", 1, 2, {.kind = EventKind::started}),
        happened("", 1, 3, {.kind = EventKind::started}), happened("caf\u00e9\n{", 1, 4, {.kind = EventKind::started})};
    const auto lines = read_log(shiviz(records));
    REQUIRE(lines.size() == 4);
    check_clocks(lines);
    CHECK(lines[0].host == "a_b");
    CHECK(lines[1].host == "a_b_");
    CHECK(lines[2].host == "_");
}

TEST_CASE("a line of JSON is what lib/json writes, and comes back") {
    const auto record = happened("ann", 3, 10, {.kind = EventKind::joined, .peer = "bob"});
    const auto line = to_jsonl(record);
    CHECK(line.ends_with("}\n"));
    const auto read = json::read_event(std::string_view{line}.substr(0, line.size() - 1));
    REQUIRE(read.has_value());
    CHECK(*read == record);
}
