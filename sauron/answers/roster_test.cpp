#include "answers/roster.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "answers/hand_events.hpp"
#include "answers/sim_events.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

Roster roster_of(const std::vector<json::EventRecord>& records, std::int64_t at_ns,
                 const std::map<std::string, Place>& places = {}) {
    BeliefFold beliefs;
    VersionFold versions;
    for (const auto& record : records) {
        beliefs.take(record);
        versions.take(record);
    }
    return roster(beliefs.matrix(at_ns), versions.snapshot(at_ns), places);
}
const Roster::Row& row(const Roster& roster, const std::string& name) {
    const auto found = std::ranges::find(roster.rows, name, &Roster::Row::name);
    REQUIRE(found != roster.rows.end());
    return *found;
}

Event about(EventKind kind, const std::string& peer = {}) {
    Event event;
    event.kind = kind;
    event.peer = peer;
    return event;
}

}  // namespace

TEST_CASE("a row says how a member is, and every member is counted once") {
    SimClub club{SimClub::numbered(8)};
    club.run(1s);
    club.apply(sim::Crash{"m5"});
    club.apply(sim::Leave{"m6"});
    club.apply(sim::FreezeOne{.who = "m7"});
    club.run(15s);
    const auto roster = roster_of(club.records, club.now_ns());
    CHECK(row(roster, "m1").standing == Standing::alive);
    CHECK(row(roster, "m5").standing == Standing::dead);
    CHECK(row(roster, "m5").dead_for > 0);
    CHECK(row(roster, "m6").standing == Standing::left);
    CHECK(row(roster, "m7").standing == Standing::frozen);
    std::size_t sum = 0;
    for (const auto count : roster.standing) sum += count;
    CHECK(sum == roster.rows.size());
    CHECK(roster.rows.size() == 8);
}

TEST_CASE("who lives and is suspected is suspect, and stands among the worst with the reason") {
    const auto roster = roster_of(
        {happened("amy", 1, 0, about(EventKind::started)), happened("bob", 1, 0, about(EventKind::started)),
         happened("cat", 1, 0, about(EventKind::started)), happened("amy", 2, 100, about(EventKind::joined, "bob")),
         happened("cat", 2, 100, about(EventKind::joined, "bob")),
         happened("amy", 3, 900, about(EventKind::suspected, "bob")),
         happened("bob", 2, 950, about(EventKind::probed, "amy"))},
        morning_ns + 1'000'000'000);
    CHECK(row(roster, "bob").standing == Standing::suspect);
    CHECK(row(roster, "bob").known_by == 2);
    CHECK(row(roster, "bob").trouble == "suspected by 1");
    REQUIRE(roster.worst.size() == 1);
    CHECK(roster.rows[roster.worst.front()].name == "bob");
    CHECK(row(roster, "amy").trouble.empty());
}

TEST_CASE("a row has the newest book that the living hold, and where the member is") {
    auto born = about(EventKind::born);
    born.uuid = *parse_uuid("01932f5c-8a1e-7c55-9b1e-5d0c2a7be001");
    born.origin = "amy";
    born.key = "book";
    born.value = "<b>Dune</b>";
    born.version = Version{3};
    const auto roster = roster_of({happened("amy", 1, 0, about(EventKind::started)), happened("amy", 2, 10, born)},
                                  morning_ns + 1'000'000'000, {{"amy", {"127.0.0.1", 8081}}});
    CHECK(row(roster, "amy").book == "<b>Dune</b>");
    CHECK(row(roster, "amy").version.value == 3);
    CHECK(row(roster, "amy").port == 8081);
    const auto text = to_json(roster);
    CHECK(json::parse(text, json::answer_bounds).has_value());
    CHECK(text.find(R"("states":{"alive":1,"suspect":0,"dead":0,"frozen":0,"left":0,"silent":0})") !=
          std::string::npos);
}

TEST_CASE("in a frozen club a row says what waits for the thaw, and what it lacks") {
    const auto emma = [](EventKind kind) {
        auto event = about(kind);
        event.uuid = *parse_uuid("01932f5c-8a1e-7c55-9b1e-5d0c2a7be001");
        event.origin = "amy";
        event.key = "book";
        event.value = "Emma";
        event.version = Version{7};
        return event;
    };
    auto stepped = about(EventKind::stepped);  // one message
    std::vector<json::EventRecord> records{
        happened("amy", 1, 0, about(EventKind::started)), happened("bob", 1, 0, about(EventKind::started)),
        happened("cat", 1, 0, about(EventKind::started)), happened("amy", 2, 10, emma(EventKind::born)),
        happened("cat", 2, 20, emma(EventKind::applied)), happened("bob", 2, 50, about(EventKind::frozen)),
        happened("bob", 3, 60, about(EventKind::held)),   happened("bob", 4, 70, about(EventKind::held)),
    };
    const auto at = [&] { return roster_of(records, morning_ns + 1'000'000'000); };
    CHECK(row(at(), "bob").held == 2);
    CHECK(row(at(), "bob").lacks == 1);
    CHECK(row(at(), "bob").trouble == "its time stands still, 2 messages wait, it lacks amy's \"Emma\" (v7)");
    CHECK(row(at(), "cat").lacks == 0);
    CHECK(at().held == 2);
    CHECK(at().lacking == 1);
    CHECK(
        to_json(at()).find(R"("held":2,"lacks":{"count":1,"origin":"amy","key":"book","value":"Emma","version":7,)") !=
        std::string::npos);
    records.push_back(happened("bob", 5, 80, stepped));
    CHECK(row(at(), "bob").held == 1);
    stepped.count = 200'000'000;  // of time: everything is handed over
    records.push_back(happened("bob", 6, 90, stepped));
    CHECK(row(at(), "bob").held == 0);
    records.push_back(happened("bob", 7, 100, about(EventKind::held)));
    records.push_back(happened("bob", 8, 110, about(EventKind::thawed)));
    CHECK(row(at(), "bob").held == 0);
    CHECK(row(at(), "bob").lacks == 1);
    CHECK(row(at(), "bob").trouble.empty());  // the club goes on: it will hear of it
}
