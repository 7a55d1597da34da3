#include "answers/convergence.hpp"

#include <doctest/doctest.h>

#include "answers/hand_events.hpp"
#include "answers/sim_events.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

Uuid id(std::uint8_t number) {
    Uuid uuid;
    uuid.bytes[15] = number;
    return uuid;
}
Event book(EventKind kind, const std::string& origin, std::uint64_t version, const std::string& value) {
    return {.kind = kind,
            .uuid = id(static_cast<std::uint8_t>(version)),
            .origin = origin,
            .key = "book",
            .version = Version{version},
            .value = value};
}
Convergence at(const VersionFold& fold, std::int64_t ms) { return fold.now(morning_ns + ms * 1'000'000); }

VersionFold four() {
    VersionFold fold;
    for (const std::string name : {"amy", "bob", "carl", "dee"})
        fold.take(happened(name, 1, 0, {.kind = EventKind::started}));
    return fold;
}

}  // namespace

TEST_CASE("the verdict says who lacks what") {
    auto fold = four();
    CHECK(verdict(at(fold, 1)) == "CONVERGED. 4 members and nothing to agree on yet.");
    fold.take(happened("amy", 2, 100, book(EventKind::born, "amy", 7, "Emma")));
    fold.take(happened("dee", 2, 410, book(EventKind::applied, "amy", 7, "Emma")));
    CHECK(verdict(at(fold, 500)) == "NOT CONVERGED. amy's \"Emma\" (v7) reached 2 of 4 in 310 ms. bob and carl wait.");
    fold.take(happened("bob", 2, 420, book(EventKind::applied, "amy", 7, "Emma")));
    CHECK(verdict(at(fold, 500)) == "NOT CONVERGED. amy's \"Emma\" (v7) reached 3 of 4 in 320 ms. carl waits.");
    fold.take(happened("carl", 2, 700, book(EventKind::applied, "amy", 7, "Emma")));
    CHECK(verdict(at(fold, 800)) ==
          "CONVERGED. 4 members agree on 1 entry; the newest, amy's \"Emma\" (v7), took 600 ms.");
    CHECK(verdict(VersionFold{}.now(0)) == "UNKNOWN. Nobody reports.");
}

TEST_CASE("who restarted knows nothing, who is silent or stopped is not waited for") {
    auto fold = four();
    fold.take(happened("amy", 2, 100, book(EventKind::born, "amy", 1, "Emma")));
    fold.take(happened("dee", 2, 110, book(EventKind::applied, "amy", 1, "Emma")));
    fold.take(happened("carl", 2, 120, {.kind = EventKind::stopped}));
    fold.take(happened("amy", 3, 9'000, {.kind = EventKind::probed}));
    fold.take(happened("dee", 3, 9'000, {.kind = EventKind::probed}));
    CHECK(at(fold, 9'000).converged);  // bob has been silent for too long
    CHECK(at(fold, 9'000).living == 2);
    auto reborn = happened("dee", 1, 9'100, {.kind = EventKind::started});
    reborn.context.boot = BootId{99};
    fold.take(reborn);
    CHECK(at(fold, 9'100).open.at(0).waiting == std::vector<std::string>{"dee"});
}

TEST_CASE("a version that died with its origin is nobody's business") {
    auto fold = four();
    fold.take(happened("amy", 2, 100, book(EventKind::born, "amy", 1, "Emma")));
    for (const std::string name : {"bob", "carl", "dee"}) {
        fold.take(happened(name, 2, 110, book(EventKind::applied, "amy", 1, "Emma")));
    }
    fold.take(happened("amy", 3, 120, book(EventKind::born, "amy", 2, "Dune")));
    CHECK_FALSE(at(fold, 130).converged);
    fold.take(happened("amy", 4, 140, {.kind = EventKind::stopped}));
    const auto now = at(fold, 150);
    CHECK(now.converged);
    CHECK(now.latest->value == "Emma");
}

TEST_CASE("under steady picks, agreement is measured against a moment") {
    auto fold = four();
    fold.take(happened("amy", 2, 100, book(EventKind::born, "amy", 1, "Emma")));
    const auto snapshot = fold.snapshot(morning_ns + 100'000'000);
    REQUIRE(snapshot.rows.size() == 1);
    const auto behind = [&] { return fold.behind(snapshot, morning_ns + 200'000'000); };
    CHECK(behind() == std::vector<std::string>{"bob", "carl", "dee"});
    fold.take(happened("bob", 2, 110, book(EventKind::applied, "amy", 1, "Emma")));
    fold.take(happened("amy", 3, 120, book(EventKind::born, "amy", 2, "Dune")));
    fold.take(happened("carl", 2, 130, book(EventKind::applied, "amy", 2, "Dune")));
    fold.take(happened("dee", 2, 130, book(EventKind::applied, "amy", 2, "Dune")));
    CHECK(behind().empty());  // bob does not hold version 2 yet, but all are at or above version 1
    CHECK_FALSE(at(fold, 200).converged);
}

TEST_CASE("what was forgotten for its age is not waited for") {
    auto fold = four();
    for (const std::string name : {"amy", "bob", "carl", "dee"}) {
        fold.take(happened(name, 2, 100, book(EventKind::applied, "10.0.0.9:80", 1, "Emma")));
    }
    fold.take(happened("amy", 3, 200, book(EventKind::expired, "10.0.0.9:80", 1, "")));
    CHECK(at(fold, 300).converged);
    CHECK(at(fold, 300).entries == 1);
}

TEST_CASE("a club in two halves has not converged; after the heal it has, as the network itself says") {
    SimClub club{SimClub::numbered(10)};
    club.set("m1", "Dune");
    REQUIRE(club.agree());
    auto before = club.events();
    CHECK(convergence_at(before, club.now_ns()).converged);
    club.apply(sim::Partition{{{"m0", "m1", "m2", "m3", "m4"}, {"m5", "m6", "m7", "m8", "m9"}}});
    club.set("m1", "Emma");
    club.set("m8", "Ulysses");
    club.run(2s);
    auto apart = club.events();
    const auto split = convergence_at(apart, club.now_ns());
    REQUIRE(split.open.size() == 2);
    for (const auto& one : split.open) {
        CHECK(one.reached == 5);
        CHECK(one.waiting.size() == 5);
    }
    club.apply(sim::Heal{});
    REQUIRE(club.agree());
    auto after = club.events();
    const auto whole = convergence_at(after, club.now_ns());
    CAPTURE(verdict(whole));
    CHECK(whole.converged);
    CHECK(whole.living == 10);
    CHECK(whole.entries == 2);
}

TEST_CASE("versions come back from a keyframe as they were; what is cut short is none") {
    SimClub club{SimClub::numbered(8)};
    VersionFold fold;
    std::size_t taken = 0;
    const auto take_new = [&] {
        for (; taken < club.records.size(); ++taken) fold.take(club.records[taken]);
        auto again = VersionFold::load(fold.save());
        REQUIRE(again.has_value());
        CHECK(*again == fold);
        fold = std::move(*again);
    };
    for (const char* book : {"Dune", "Emma", "Ulysses", "Dune", "1984", "Momo", "Faust"}) {
        club.set("m1", book);
        club.set("m5", book);
        club.run(20ms);
        take_new();
    }
    REQUIRE(club.agree());
    take_new();
    CHECK(fold.now(club.now_ns()).converged);
    fold.take(happened("m2", 1'000'000, 0, book(EventKind::expired, "m1", 1, "")));
    const auto good = fold.save();
    CHECK(*VersionFold::load(good) == fold);
    for (std::size_t size = 0; size < good.size(); ++size)
        CHECK_FALSE(VersionFold::load(Bytes{good}.first(size)).has_value());
    for (std::size_t at = 0; at < good.size(); ++at) {
        auto bad = good;
        bad[at] ^= 0xff;
        (void)VersionFold::load(bad);  // refused, or another one; never more than is there
    }
}

TEST_CASE("of many that wait, and of many entries, the first are named and all are counted") {
    VersionFold fold;
    const auto member = [](int i) { return "m" + std::to_string(1000 + i); };
    for (int i = 0; i < 300; ++i) fold.take(happened(member(i), 1, 0, {.kind = EventKind::started}));
    for (int i = 0; i < 150; ++i)
        fold.take(happened(member(i), 2, 100 + i, book(EventKind::born, member(i), 1, "Dune")));
    const auto now = at(fold, 400);
    REQUIRE(now.open.size() == 150);
    CHECK(now.open.front().lacking == 299);
    CHECK(now.open.front().waiting.size() == Spreading::waiting_max);
    CHECK(verdict(now).find("m1000, m1001 and 297 more wait.") != std::string::npos);
    const auto read = json::parse(to_json(now), json::answer_bounds);
    REQUIRE(read.has_value());
    CHECK(read->find("open")->array()->size() == open_shown_max);
    CHECK(json::to_text(*read->find("open_count")) == "150");
    CHECK(json::to_text(*(*read->find("open")->array())[0].find("waiting_count")) == "299");
    CHECK(to_text(now, {}).ends_with("and 50 more, older ones\n"));
    CHECK(fold.own(member(3), "book")->value == "Dune");
    CHECK_FALSE(fold.own(member(200), "book").has_value());
}

TEST_CASE("convergence in the terminal, and as JSON") {
    auto fold = four();
    fold.take(happened("amy", 2, 100, book(EventKind::born, "amy", 7, "Emma")));
    fold.take(happened("bob", 2, 110, book(EventKind::born, "bob", 3, "Dune")));
    fold.take(happened("dee", 2, 112, book(EventKind::applied, "bob", 3, "Dune")));
    const auto now = at(fold, 200);
    CHECK(to_text(now, {.utf8 = false, .width = 120}) ==
          R"(NOT CONVERGED. bob's "Dune" (v3) reached 2 of 4 in 2 ms. amy and carl wait. 1 other entry spreads still.

entry     version  reached  took  waiting
bob/book        3      2/4  2 ms  amy and carl
amy/book        7      1/4  0 ms  bob, carl and dee
)");
    const auto read = json::parse(to_json(now), json::answer_bounds);
    REQUIRE(read.has_value());
    CHECK(*read->find("schema")->text() == "watercooler.convergence/v1");
    CHECK(read->find("open")->array()->size() == 2);
    CHECK(*read->find("verdict")->text() == verdict(now));
}
