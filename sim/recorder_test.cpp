#include "sim/recorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "json/event.hpp"
#include "json/tree.hpp"
#include "sim/trial.hpp"

using namespace watercooler;
using namespace watercooler::sim;
using namespace std::chrono_literals;

namespace {

struct Recorded {
    TrialReport report;
    std::string head;
    std::vector<json::EventRecord> events;
    std::uint64_t counted = 0, bytes = 0;
};

Trial small() {
    Trial trial;
    trial.members = 8;
    trial.rumors = 2;
    trial.kills = 1;
    return trial;
}

Recorded record(const Trial& trial, bool once_joined) {
    std::stringstream file;
    Recorder recorder{file, "small"};
    Recorded recorded{.report = run_trial(trial, {&recorder, once_joined}), .head = {}, .events = {}};
    recorded.counted = recorder.events();
    recorded.bytes = recorder.bytes();
    CHECK(file.str().size() == recorded.bytes);
    std::getline(file, recorded.head);
    for (std::string line; std::getline(file, line);) {
        auto event = json::read_event(line);
        REQUIRE(event.has_value());
        recorded.events.push_back(std::move(*event));
    }
    return recorded;
}

bool has(const Recorded& recorded, EventKind kind) {
    return std::ranges::any_of(recorded.events, [kind](const auto& record) { return record.event.kind == kind; });
}

}  // namespace

TEST_CASE("a run that is recorded is the same run, and all of it is in the file") {
    const auto trial = small();
    const auto recorded = record(trial, false);
    CHECK(recorded.report.verdict == Verdict::pass);
    CHECK(recorded.report.trace == run_trial(trial).trace);
    CHECK(recorded.events.size() == recorded.report.events);
    CHECK(recorded.counted == recorded.report.events);
    CHECK(recorded.head.starts_with(R"({"schema":"watercooler.recording/v1","club":"simulated","run":"small",)"));
    for (const auto kind :
         {EventKind::started, EventKind::joined, EventKind::born, EventKind::applied, EventKind::died})
        CHECK(has(recorded, kind));
}

TEST_CASE("a recording from the middle on has no gaps: each member counts from its first event there") {
    for (const bool once_joined : {false, true}) {
        const auto recorded = record(small(), once_joined);
        CHECK(has(recorded, EventKind::joined) == !once_joined);
        std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> latest;
        for (const auto& [event, context] : recorded.events) {
            CHECK(event.seq.value == ++latest[{context.member, context.boot.value}]);
            CHECK(event.cause.value < event.seq.value);
            REQUIRE(context.wall_time.has_value());
            CHECK(context.wall_time->ns >= Network::wall_zero_ms * 1'000'000);
        }
        CHECK(latest.size() == 8);
    }
}

TEST_CASE("a run goes on for as long as it is told to") {
    auto trial = small();
    trial.at_least = 30s;
    const auto report = run_trial(trial);
    CHECK(report.verdict == Verdict::pass);
    CHECK(report.simulated == *report.joined + trial.at_least);
    CHECK(command_of(trial).find(" --for 30s") != std::string::npos);
}
