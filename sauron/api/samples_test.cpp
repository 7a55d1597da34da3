// The contract: what Sauron answers is what api/sauron/*.json shows, of the story that api_testing.hpp tells.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "api/api_testing.hpp"
#include "api/compare.hpp"
#include "api/control.hpp"
#include "api/convergence.hpp"
#include "api/gaps.hpp"
#include "api/members.hpp"
#include "api/requests.hpp"
#include "api/roster.hpp"
#include "api/rumors.hpp"
#include "api/spacetime.hpp"
#include "api/traffic.hpp"
#include "api/why.hpp"
#include "program/child_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

const std::filesystem::path samples = std::filesystem::path{WATERCOOLER_SOURCE_DIR} / "api/sauron";

std::string file(const std::string& name) {
    std::ifstream in{samples / name};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Without the spaces that make it readable; the order of the names counts.
std::string compact(const std::string& text) {
    const auto value = json::parse(text, json::answer_bounds);
    return value ? json::to_text(*value) : value.error().message;
}

ClubState frozen_club() {
    ClubState state;
    state.frozen = true;
    state.since_ns = noon;
    state.thaw_at_ns = noon + 60 * second;
    state.steps = 25;
    state.living = 3;
    state.stopped = {"bob"};
    state.faults = {{{3, std::chrono::seconds{20}, "loss 5%"}, 7000}, {{4, {}, "isolate amy"}}};
    return state;
}

/// What the command line answers to `freeze amy --for 5s`, by Sauron. Its time is nobody's sample.
std::string controlled() {
    const club::testing::TempFolder temp;
    const auto program = program::testing::write_program(
        temp, "watercooler",
        R"(echo '{"schema":"watercooler.freeze/v1","outcomes":[{"name":"amy","outcome":"frozen"}]}')");
    const Control control{"office", {temp.path(), false, program}};
    const auto text = control.run({"freeze", "amy", "--for", "5s"}).body;
    return text.substr(0, text.find(R"("ms":)")) + R"("ms":12.3})";
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "the samples of Sauron's API are what it answers") {
    tell_story();
    tell_recording("run31", 3);
    tell_recording("run34", 2);
    const auto ask = [&]<class Kind>(Kind resource, std::vector<http::Field> query, std::vector<http::Field> captures) {
        return resource.get(request(std::move(query), std::move(captures))).body;
    };
    const std::pair<std::string, std::string> table[] = {
        {"requests.json", ask(Requests{*store, now_ns}, {{"limit", "3"}}, {})},
        {"histogram.json", ask(HistogramOfRequests{*store, now_ns}, {{"bucket_ms", "200"}}, {})},
        {"rumors.json", ask(Rumors{*store, now_ns}, {}, {})},
        {"rumor.json", ask(Rumor{*store, now_ns}, {}, {{"uuid", "01932f5c"}})},
        {"curve.json", ask(Rumor{*store, now_ns}, {{"format", "curve"}, {"run", "run31"}}, {{"uuid", "01932f5c"}})},
        {"members.json", ask(Members{*store, now_ns}, {}, {})},
        {"member.json", ask(MemberHistory{*store, now_ns}, {}, {{"name", "bob"}})},
        {"gaps.json", ask(GapsOfStreams{*store, now_ns}, {}, {})},
        {"runs.json", ask(Runs{*store, now_ns}, {}, {})},
        {"why.json", ask(WhyIsIt{*store, now_ns}, {{"name", "bob"}, {"of", "amy"}}, {})},
        {"beliefs.json", ask(Beliefs{*store, now_ns}, {}, {})},
        {"roster.json", ask(RosterOfClub{*store, now_ns}, {{"at", "2027-01-15T08:00:01Z"}}, {})},
        {"comparison.json", ask(Compare{*store, now_ns}, {{"a", "run31"}, {"b", "run34"}}, {})},
        {"traffic.json", ask(TrafficOfClub{*store, now_ns}, {{"at", "2027-01-15T08:00:01Z"}}, {})},
        {"convergence.json", ConvergenceOfClub{*store, now_ns}.get(request()).body},
        {"club_state.json", to_json(frozen_club(), "office", "watercooler -c office", true)},
        {"control.json", controlled()},
        {"spacetime.json",
         ask(SpacetimeOfRun{*store, now_ns}, {{"from", "2027-01-15T08:00:00Z"}, {"length_ms", "1000"}}, {})},
        {"error.json", ask(Requests{*store, now_ns}, {{"filter", "kind:aplied"}}, {})},
    };
    for (const auto& [name, answered] : table) {
        CAPTURE(name);
        if (std::getenv("WATERCOOLER_REWRITE_SAMPLES")) std::ofstream{samples / name} << answered << '\n';
        CHECK(compact(file(name)) == compact(answered));
    }
}

}  // namespace watercooler::api
