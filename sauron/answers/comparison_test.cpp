#include "answers/comparison.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "answers/sim_events.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

Course course_of(const EventList& events) {
    CourseFold fold;
    for (const auto& record : events.all()) fold.take(record);
    return fold.course();
}

/// Twenty members of the made-up network; each of the first eight chooses a book.
Course run_of(std::uint32_t fanout, Duration latency, std::uint64_t seed = 7) {
    Settings settings;
    settings.fanout = fanout;
    SimClub club{SimClub::numbered(20), {.latency = latency}, seed, settings};
    for (int at = 0; at < 8; ++at) {
        club.set("m" + std::to_string(at), "Emma");
        REQUIRE(club.agree());
    }
    return course_of(club.events());
}

const Metric& metric(const Comparison& comparison, std::string_view name) {
    return *std::ranges::find(comparison.metrics, name, &Metric::name);
}

Telling telling(const std::string& member, std::uint64_t version, const std::string& from) {
    Telling one;
    one.cite.member = member;
    one.origin = "amy";
    one.key = "book";
    one.version = Version{version};
    one.from = from;
    one.born = from.empty();
    if (one.born) one.value = "Emma";
    return one;
}

Comparison told(std::vector<Telling> a, std::vector<Telling> b) {
    Comparison::Side one{.run = "a", .course = {}}, other{.run = "b", .course = {}};
    one.course.tellings = std::move(a);
    other.course.tellings = std::move(b);
    return compare(std::move(one), std::move(other));
}

}  // namespace

TEST_CASE("a run over a network that is twice as slow converges later, and the sentence says so") {
    const auto comparison = compare({"near", run_of(3, 2ms)}, {"far", run_of(3, 4ms)});
    CHECK(comparison.a.course.followed >= 8);
    const auto change = metric(comparison, "t95_ns").change();
    REQUIRE(change);
    CHECK(*change > 0.5);
    const auto said = sentence(comparison);
    CHECK((said.find(" slower (T95 ") != std::string::npos ||
           said.find(" as long to converge (T95 ") != std::string::npos));
    const auto back = sentence(compare(comparison.b, comparison.a));
    CHECK(back.find(" faster (T95 ") != std::string::npos);
}

TEST_CASE("with more fanout more copies come, and runs of one seed part where the fanout is first felt") {
    const auto comparison = compare({"two", run_of(2, 2ms)}, {"four", run_of(4, 2ms)});
    CHECK(*metric(comparison, "copies_per_news").change() > 0.1);
    const auto same = compare({"one", run_of(3, 2ms)}, {"again", run_of(3, 2ms)});
    REQUIRE(same.divergence);
    CHECK(same.divergence->alike == same.a.course.tellings.size());
    CHECK_FALSE(same.divergence->a);
    CHECK_FALSE(same.divergence->b);
    CHECK(sentence(same).starts_with("A and B converge alike"));
}

TEST_CASE("tellings are matched until two differ, or one run ends") {
    const std::vector<Telling> base{telling("amy", 1, ""), telling("bob", 1, "amy")};
    auto other = base;
    other.back() = telling("carl", 1, "amy");
    const auto parted = told(base, other).divergence;
    REQUIRE(parted);
    CHECK(sentence(*parted) ==
          "The first 1 telling is alike. Then in A bob learned amy's book (v1) from amy, and in B carl learned amy's "
          "book (v1) from amy.");
    other.pop_back();
    CHECK(sentence(*told(base, other).divergence) ==
          "The first 1 telling is alike. Then in A bob learned amy's book (v1) from amy, and B ends.");
    CHECK(sentence(*told(base, base).divergence) == "The first 2 tellings are alike. There are no others.");
    CHECK_FALSE(told(base, {telling("dee", 1, "")}).divergence);
    CHECK_FALSE(told({}, {}).divergence);
}

TEST_CASE("nothing in either run is an answer too, and settings that differ are named") {
    Comparison::Side a{.run = "a", .course = {}}, b{.run = "b", .course = {}};
    a.course.settings = {{"fanout", "3"}, {"mode", "1"}, {"only", "2"}};
    b.course.settings = {{"fanout", "2"}, {"mode", "1"}};
    const auto comparison = compare(a, b);
    CHECK(sentence(comparison) == "Nothing spread in either run.");
    CHECK(comparison.settings == std::vector<SettingDifference>{{"fanout", "3", "2"}, {"only", "2", "not told"}});
    CHECK_FALSE(metric(comparison, "messages_per_second").a);
    const auto text = to_text(comparison, {.utf8 = true, .width = 60});
    CHECK(text.find("setting fanout: 3 | 2\n") != std::string::npos);
    const auto json = json::parse(to_json(comparison), json::answer_bounds);
    REQUIRE(json);
    CHECK(*json->find("schema")->text() == "watercooler.comparison/v1");
    CHECK(json->find("divergence")->null());
}

TEST_CASE("both sides of the answer have columns of one width, counted from the first update") {
    SimClub club{SimClub::numbered(4)};
    club.set("m1", "Dune");
    club.run(40s);
    const auto long_run = course_of(club.events());
    SimClub other{SimClub::numbered(4)};
    other.set("m1", "Dune");
    other.run(1s);
    const auto json =
        *json::parse(to_json(compare({"long", long_run}, {"short", course_of(other.events())})), json::answer_bounds);
    const auto step = [&](const char* side) {
        return json::to_text(*json.find(side)->find("messages")->find("step_ns"));
    };
    CHECK(step("a") == step("b"));
    const auto* from = json.find("a")->find("messages")->find("from_ns");
    CHECK(json::to_text(*from).starts_with("-"));
    CHECK(json.find("a")->find("spread")->array()->size() == Quantiles::parts + 1);
}
