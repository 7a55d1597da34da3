#include "answers/beliefs.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "answers/hand_events.hpp"
#include "answers/sim_events.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

std::size_t column(const Matrix& matrix, const std::string& name) {
    const auto found = std::ranges::find(matrix.members, name, &Matrix::Member::name);
    REQUIRE(found != matrix.members.end());
    return static_cast<std::size_t>(found - matrix.members.begin());
}
Belief belief(const Matrix& matrix, const std::string& of, const std::string& about) {
    return matrix.cell(column(matrix, of), column(matrix, about)).belief;
}
Truth truth(const Matrix& matrix, const std::string& name) { return matrix.members[column(matrix, name)].truth; }

/// A club through a kill, a goodbye, a freeze and a restart.
SimClub& eventful() {
    static SimClub club{SimClub::numbered(8)};
    static const bool told = [] {
        club.run(1s);
        club.apply(sim::Crash{"m5"});
        club.apply(sim::Leave{"m6"});
        club.apply(sim::FreezeOne{.who = "m7"});
        club.run(15s);
        club.apply(sim::Restart{.who = "m5"});
        club.run(3s);
        return true;
    }();
    (void)told;
    return club;
}

BeliefFold fold_of(const std::vector<json::EventRecord>& records, std::int64_t until_ns) {
    BeliefFold fold;
    for (const auto& record : records) {
        if (time_of(record) <= until_ns) fold.take(record);
    }
    return fold;
}

}  // namespace

TEST_CASE("the matrix is what the members themselves believe, at any moment") {
    SimClub club{SimClub::numbered(8)};
    const auto check = [&] {
        const auto matrix = fold_of(club.records, club.now_ns()).matrix(club.now_ns());
        for (const auto& host : club.network.hosts()) {
            if (!host.running()) continue;
            CAPTURE(host.handle);
            for (const auto& member : host.node->members(club.network.now())) {
                CAPTURE(member.name);
                const auto& cell = matrix.cell(column(matrix, host.handle), column(matrix, member.name));
                CHECK(to_text(cell.belief) == to_text(member.status));
                // A member that lived, and lives on with a higher incarnation, is no event.
                CHECK(cell.incarnation <= member.incarnation);
            }
        }
    };
    check();
    club.apply(sim::Crash{"m5"});
    club.apply(sim::Leave{"m6"});
    club.apply(sim::FreezeOne{.who = "m7"});
    for (int second = 0; second < 12; ++second) {
        club.run(1s);
        check();
    }
    club.apply(sim::ThawOne{"m7"});
    club.apply(sim::Restart{.who = "m5"});
    for (int second = 0; second < 5; ++second) {
        club.run(1s);
        check();
    }
}

TEST_CASE("the truth is what members say of themselves; silence alone proves nothing") {
    SimClub club{SimClub::numbered(8), {.refuse = false}};
    club.apply(sim::Crash{"m5"});
    club.apply(sim::Leave{"m6"});
    club.apply(sim::FreezeOne{.who = "m7"});
    club.run(12s);
    auto events = club.events();
    const auto matrix = beliefs_at(events, club.now_ns());
    CHECK(truth(matrix, "m0") == Truth::alive);
    CHECK(truth(matrix, "m5") == Truth::unknown);
    CHECK(truth(matrix, "m6") == Truth::left);
    CHECK(truth(matrix, "m7") == Truth::frozen);
    CHECK(belief(matrix, "m0", "m5") == Belief::dead);
    CHECK(belief(matrix, "m0", "m6") == Belief::left);
    CHECK(belief(matrix, "m0", "m7") == Belief::dead);
    CHECK(matrix.wrong >= 5);  // they hold m7 dead, who is only frozen
}

TEST_CASE("a refusal by its host proves that a silent member has ended") {
    SimClub club{SimClub::numbered(6)};
    club.apply(sim::Crash{"m5"});
    club.run(12s);
    auto events = club.events();
    CHECK(truth(beliefs_at(events, club.now_ns()), "m5") == Truth::ended);
}

TEST_CASE("folding in steps, over keyframes, and at once gives the same") {
    auto& club = eventful();
    BeliefFold steps;
    std::size_t taken = 0;
    for (const auto& record : club.records) {
        steps.take(record);
        if (++taken % 500 != 0) continue;
        auto again = BeliefFold::load(steps.save());
        REQUIRE(again.has_value());
        CHECK(*again == steps);
        steps = std::move(*again);
    }
    CHECK(steps == fold_of(club.records, INT64_MAX));
    CHECK(steps.save() == fold_of(club.records, INT64_MAX).save());
}

TEST_CASE("what is seen twice, and what is late from an earlier life, changes nothing") {
    auto& club = eventful();
    auto fold = fold_of(club.records, INT64_MAX);
    const auto before = fold;
    for (const auto& record : club.records) fold.take(record);
    CHECK(fold == before);
}

TEST_CASE("missing events are counted beside the row that may be wrong") {
    BeliefFold fold;
    fold.take(happened("ann", 1, 0, {.kind = EventKind::started}));
    fold.take(happened("ann", 4, 5, {.kind = EventKind::joined, .peer = "bob", .incarnation = Incarnation{1}}));
    const auto matrix = fold.matrix(morning_ns + 5'000'000);
    CHECK(matrix.members[column(matrix, "ann")].missed == 2);
    CHECK(truth(matrix, "bob") == Truth::unknown);
    CHECK(belief(matrix, "ann", "bob") == Belief::alive);
}

TEST_CASE("a keyframe that is damaged anywhere is refused or is another one, and never more") {
    auto& club = eventful();
    BeliefFold fold;
    for (std::size_t i = 0; i < 400; ++i) fold.take(club.records[i]);
    const auto good = fold.save();
    for (std::size_t size = 0; size < good.size(); ++size) {
        CHECK_FALSE(BeliefFold::load(Bytes{good}.first(size)).has_value());
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const std::uint8_t flip : {0x01, 0x80, 0xff}) {
            auto bad = good;
            bad[at] ^= flip;
            const auto read = BeliefFold::load(bad);
            if (read) CHECK_FALSE(*read == fold);
        }
    }
    CHECK(BeliefFold::load({}).error() == "this is no keyframe of version 3");
}

TEST_CASE("a further accuser changes nothing about since when somebody is suspected, unless that was not seen") {
    const auto suspect_since = [](bool first_seen) {
        BeliefFold fold;
        const Event accusation{.kind = EventKind::suspected, .peer = "bob", .incarnation = Incarnation{1}};
        auto further = accusation;
        further.count = 2;
        fold.take(happened("ann", 1, 0, {.kind = EventKind::started}));
        if (first_seen) fold.take(happened("ann", 2, 10, accusation));
        fold.take(happened("ann", 3, 20, further));
        const auto matrix = fold.matrix(morning_ns + 30'000'000);
        CHECK(matrix.cell(0, 1).belief == Belief::suspect);
        return (matrix.cell(0, 1).since_ns - morning_ns) / 1'000'000;
    };
    CHECK(suspect_since(true) == 10);
    CHECK(suspect_since(false) == 20);
}

TEST_CASE("who slept believes in its new incarnation") {
    BeliefFold fold;
    fold.take(happened("ann", 1, 0, {.kind = EventKind::started, .incarnation = Incarnation{1}}));
    fold.take(happened("ann", 2, 10, {.kind = EventKind::asleep, .incarnation = Incarnation{2}}));
    CHECK(fold.matrix(morning_ns + 20'000'000).cell(0, 0).incarnation == Incarnation{2});
}

TEST_CASE("a part of a matrix, and one whose fields stand for several pairs") {
    BeliefFold fold;
    const std::string names[] = {"ann", "bob", "cat", "dan", "eve"};
    for (const auto& name : names) fold.take(happened(name, 1, 0, {.kind = EventKind::started}));
    const auto hears = [&](const std::string& who, EventKind kind, const std::string& peer) {
        fold.take(happened(who, 2, 10, {.kind = kind, .peer = peer, .incarnation = Incarnation{1}}));
    };
    hears("ann", EventKind::died, "dan");  // who lives
    hears("cat", EventKind::suspected, "bob");
    hears("dan", EventKind::joined, "ann");
    const auto matrix = fold.matrix(morning_ns + 20'000'000);
    CHECK(matrix.wrong == 1);
    CHECK(matrix.is_wrong(0, 3));
    const auto rows_of = [&](const MatrixPart& part) {
        std::string text;
        const auto read = *json::parse(to_json(matrix, part), json::answer_bounds);
        for (const auto& row : *read.find("rows")->array()) text += *row.find("beliefs")->text() + ' ';
        return text + json::to_text(*read.find("per_field"));
    };
    CHECK(rows_of({}) == "auudu uauuu usauu auuau uuuua 1");
    CHECK(rows_of({.row = 2, .column = 1, .count = 2}) == "sa uu 1");
    CHECK(rows_of({.row = 4, .column = 3, .count = 9}) == "ua 1");
    CHECK(rows_of({.row = 9}) == "1");
    CHECK(rows_of({.fields_max = 3}) == "awu sau uua 2");
    CHECK(rows_of({.fields_max = 1}) == "w 5");
    CHECK(rows_of({.row = 2, .column = 0, .count = 3, .fields_max = 2}) == "sa uu 2");
}

TEST_CASE("a matrix in the terminal, and as JSON") {
    BeliefFold fold;
    for (const std::string name : {"ann", "bob"}) fold.take(happened(name, 1, 0, {.kind = EventKind::started}));
    const auto hears = [&](const std::string& who, std::uint64_t seq, EventKind kind, const std::string& peer) {
        fold.take(happened(who, seq, 10, {.kind = kind, .peer = peer, .incarnation = Incarnation{1}}));
    };
    hears("ann", 2, EventKind::joined, "bob");
    hears("ann", 3, EventKind::joined, "cat");
    hears("ann", 4, EventKind::died, "cat");
    hears("bob", 2, EventKind::suspected, "ann");
    const auto matrix = fold.matrix(morning_ns + 20'000'000);
    CHECK(to_text(matrix, {.utf8 = false}) == R"(At 00:00:00.020: 0 beliefs are wrong, 1 in doubt.
o alive  ? suspect  x dead  - left  . unknown  * frozen

      a b c
truth o o .
ann   o o x
bob   ? o .
)");
    CHECK(to_text(matrix, {.utf8 = false, .width = 10}).ends_with("2 columns are left out\n"));
    const auto read = json::parse(to_json(matrix), json::answer_bounds);
    REQUIRE(read.has_value());
    CHECK(*read->find("schema")->text() == "watercooler.beliefs/v1");
    CHECK(*read->find("rows")->array()->at(0).find("beliefs")->text() == "aad");
    CHECK(*read->find("members")->array()->at(2).find("truth")->text() == "unknown");
}
