#include "answers/why.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "answers/hand_events.hpp"
#include "answers/sim_events.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

std::string all(const Why& why) {
    std::string text = why.verdict;
    for (const auto& clause : why.clauses) text += '\n' + std::string{clause.known ? "" : "? "} + clause.says;
    return text;
}
bool has(const Why& why, std::string_view words) { return all(why).find(words) != std::string::npos; }
bool knows_all(const Why& why) { return std::ranges::all_of(why.clauses, &Clause::known); }

std::set<Ref> cited(const Why& why) {
    std::set<Ref> refs;
    for (const auto& clause : why.clauses) refs.insert(clause.cites.begin(), clause.cites.end());
    return refs;
}

/// Takes each cited event away in turn: what stood on it is not said any more, nothing else is said instead, and the
/// answer admits it.
void check_cites(const EventList& events, const Question& question) {
    auto whole_events = events;
    const auto whole = why(whole_events, question);
    const auto refs = cited(whole);
    CHECK_FALSE(refs.empty());
    for (const auto& ref : refs) {
        CAPTURE(to_text(ref));
        auto rest = events.without(ref);
        const auto less = why(rest, question);
        CAPTURE(all(less));
        CHECK_FALSE(cited(less).contains(ref));
        CHECK(std::ranges::any_of(less.clauses, [](const Clause& clause) { return !clause.known; }));
        for (const auto& clause : less.clauses) {
            if (clause.known) CHECK(std::ranges::find(whole.clauses, clause) != whole.clauses.end());
        }
        if (std::ranges::find(whole.clauses.front().cites, ref) != whole.clauses.front().cites.end()) {
            CHECK(less.verdict == "unknown");
        }
    }
}

Question belief(const SimClub& club, const std::string& name, const std::string& of) {
    return {.topic = Topic::belief, .name = name, .of = of, .at_ns = club.now_ns()};
}

}  // namespace

TEST_CASE("after a kill, why names the probe that failed, the helpers, the first accuser and the path of the news") {
    SimClub club{{"ann", "bob", "cat", "dan", "eve"}, {.refuse = false}, 22};
    club.run(1s);
    club.apply(sim::Crash{"eve"});
    club.run(20s);
    const auto events = club.events();
    std::size_t by_own_suspicion = 0, by_gossip = 0;
    for (const std::string of : {"ann", "bob", "cat", "dan"}) {
        CAPTURE(of);
        auto source = events;
        const auto answer = why(source, belief(club, "eve", of));
        CAPTURE(all(answer));
        CHECK(answer.verdict == "dead");
        CHECK(answer.path.back() == of);
        CHECK(has(answer, "'s probe of eve failed"));
        CHECK(has(answer, "helpers asked"));
        CHECK(has(answer, "had pinged eve"));
        CHECK(has(answer, "and had no answer after 500 ms"));
        CHECK(has(answer, "first accused by"));
        CHECK(knows_all(answer));
        CHECK(has(answer, "eve has said nothing since"));
        if (answer.path.size() == 1) ++by_own_suspicion;
        if (answer.path.size() > 1) ++by_gossip;
        check_cites(events, belief(club, "eve", of));
    }
    CHECK(by_own_suspicion > 0);
    CHECK(by_gossip > 0);
}

TEST_CASE("a refusal by the host is named as what shortened the matter") {
    SimClub club{{"ann", "bob", "cat", "dan", "eve"}, {}, 7};
    club.run(1s);
    club.apply(sim::Crash{"eve"});
    club.run(20s);
    const auto everybody = [&] {
        auto events = club.events();
        return why_everybody(events, {.name = "eve", .at_ns = club.now_ns()});
    }();
    CHECK(everybody.size() == 5);
    const auto refused = [](const Why& why) { return has(why, "eve's host told"); };
    CHECK(std::ranges::any_of(everybody, refused));
    const auto ping_refused = [](const Why& why) { return has(why, " had sent ping"); };
    CHECK(std::ranges::any_of(everybody, ping_refused));
    for (const auto& one : everybody) {
        if (one.question.of != "eve") CHECK(one.verdict == "dead");
    }
    for (const auto& one : everybody) check_cites(club.events(), belief(club, "eve", one.question.of));
}

TEST_CASE("who else accused somebody, and when, is told as what shortened the suspicion") {
    SimClub club{SimClub::numbered(8), {.refuse = false}, 3};
    club.run(1s);
    club.apply(sim::Crash{"m7"});
    REQUIRE(club.network.run_until([&] { return club.count(EventKind::died) > 0; }, club.network.now() + 60s, 10ms));
    std::size_t shortened = 0;
    for (const auto& of : SimClub::numbered(7)) {
        CAPTURE(of);
        auto events = club.events();
        const auto answer = why(events, belief(club, "m7", of));
        CAPTURE(all(answer));
        CHECK(knows_all(answer));
        const auto told = has(answer, "accused it, too, as") || has(answer, "accused it itself, too,");
        CHECK(told == has(answer, "accusers leave less patience"));
        shortened += told;
        check_cites(club.events(), belief(club, "m7", of));
    }
    CHECK(shortened > 0);
}

// A member that heard of the suspect by a later accuser only: the accusation came through somebody who suspected it.
TEST_CASE("an accusation is followed through members who suspected already, back to the probe of its accuser") {
    SimClub club{SimClub::numbered(30), {.jitter = 3ms, .loss = 20'000, .refuse = false}, 3};
    club.run(1s);
    for (const auto* who : {"m7", "m8", "m9"}) club.apply(sim::Crash{who});
    club.run(4s);
    std::size_t relayed = 0;
    for (const std::string name : {"m7", "m8", "m9"}) {
        for (const auto& of : SimClub::numbered(30)) {
            if (of == "m7" || of == "m8" || of == "m9") continue;
            CAPTURE(name);
            CAPTURE(of);
            auto events = club.events();
            const auto answer = why(events, belief(club, name, of));
            CAPTURE(all(answer));
            CHECK(knows_all(answer));
            if (!has(answer, " believed ") || !has(answer, ", who accused " + name + ", too (")) continue;
            if (++relayed <= 3) check_cites(club.events(), belief(club, name, of));
        }
    }
    CHECK(relayed > 0);
}

TEST_CASE("the news of a refutation is followed from member to member, of a living member too") {
    SimClub club{SimClub::numbered(12), {.refuse = false}, 4};
    club.apply(sim::FreezeHard{"m3"});
    club.run(3s);  // too short for anybody to be held dead
    club.apply(sim::ThawHard{"m3"});
    REQUIRE(club.agree());
    std::size_t updated = 0, relayed = 0;
    for (const auto& of : SimClub::numbered(12)) {
        if (of == "m3") continue;
        CAPTURE(of);
        auto events = club.events();
        const auto answer = why(events, belief(club, "m3", of));
        CAPTURE(all(answer));
        CHECK(answer.verdict == "alive");
        CHECK(has(answer, of + " holds m3 alive (incarnation 2)"));
        CHECK(has(answer, "m3 woke at"));
        CHECK(has(answer, "(incarnation 2) after"));
        CHECK(answer.path.front() == "m3");
        CHECK(knows_all(answer));
        updated += club.said(of, EventKind::updated, "m3");
        relayed += answer.path.size() > 2;
        check_cites(club.events(), belief(club, "m3", of));
    }
    CHECK(updated > 0);
    CHECK(relayed > 0);
}

TEST_CASE("who is frozen is suspected, and why says that it was frozen, and how it cleared its name") {
    SimClub club{{"ann", "bob", "cat"}, {.refuse = false}, 5};
    club.run(2s);
    club.apply(sim::FreezeOne{.who = "bob"});
    club.run(3s);
    auto events = club.events();
    const auto suspect = why(events, belief(club, "bob", "ann"));
    CAPTURE(all(suspect));
    CHECK(suspect.verdict == "suspect");
    CHECK(has(suspect, "bob was frozen since"));
    CHECK(has(suspect, ", by its own flag"));
    check_cites(club.events(), belief(club, "bob", "ann"));

    club.apply(sim::ThawOne{"bob"});
    REQUIRE(club.agree());
    auto later = club.events();
    const auto alive = why(later, belief(club, "bob", "ann"));
    CAPTURE(all(alive));
    CHECK(alive.verdict == "alive");
    CHECK(has(alive, "bob denied what"));
    check_cites(club.events(), belief(club, "bob", "ann"));
}

TEST_CASE("a goodbye is followed back to who said it") {
    SimClub club{{"ann", "bob", "cat", "dan"}};
    club.apply(sim::Leave{"dan"});
    club.run(5s);
    for (const std::string of : {"ann", "bob", "cat"}) {
        auto events = club.events();
        const auto answer = why(events, belief(club, "dan", of));
        CAPTURE(all(answer));
        CHECK(answer.verdict == "left");
        CHECK(has(answer, "dan said goodbye at"));
        CHECK(answer.path.front() == "dan");
        check_cites(club.events(), belief(club, "dan", of));
    }
    auto events = club.events();
    const auto left = why(events, {.topic = Topic::left, .name = "dan"});
    CHECK(left.verdict == "yes");
    CHECK(has(left, "dan stopped at"));
    CHECK(has(left, "dan had said goodbye since"));
}

TEST_CASE("a book is followed back to whoever chose it") {
    SimClub club{SimClub::numbered(12)};
    club.set("m3", "Dune");
    REQUIRE(club.agree());
    for (const auto& of : SimClub::numbered(12)) {
        CAPTURE(of);
        const Question question{.topic = Topic::entry, .name = "m3", .of = of, .at_ns = club.now_ns()};
        auto events = club.events();
        const auto answer = why(events, question);
        CAPTURE(all(answer));
        CHECK(answer.verdict == "Dune");
        CHECK(has(answer, "m3 chose it itself"));
        CHECK(answer.path.front() == "m3");
        CHECK(knows_all(answer));
        check_cites(club.events(), question);
    }
}

TEST_CASE("a freeze, a sleep and a fault are told with what they stand on") {
    SimClub club{{"ann", "bob", "cat"}};
    club.apply(sim::FreezeClub{});
    club.run(1s);
    auto frozen = club.events();
    const Question about_freeze{.topic = Topic::frozen, .name = "bob"};
    const auto answer = why(frozen, about_freeze);
    CHECK(answer.verdict == "yes");
    CHECK(has(answer, "ann and cat were frozen within a second of it"));
    CHECK(has(answer, "bob is frozen since"));
    CHECK(has(answer, ", by the club's word"));
    CHECK(has(answer, "? who froze the club, no event tells"));
    auto unseen = frozen.without(answer.clauses.front().cites.front());
    CHECK(why(unseen, about_freeze).verdict == "unknown");
    club.apply(sim::ThawClub{});
    auto thawed = club.events();
    CHECK(has(why(thawed, about_freeze), "bob was thawed at"));
    CHECK(has(why(thawed, about_freeze), "after 1.0 s, by the club's word"));
    club.apply(sim::FreezeHard{"cat"});
    club.run(3s);
    club.apply(sim::ThawHard{"cat"});
    club.run(1s);
    auto slept = club.events();
    const auto asleep = why(slept, {.topic = Topic::asleep, .name = "cat"});
    CAPTURE(all(asleep));
    CHECK(asleep.verdict == "yes");
    CHECK(has(asleep, "cat did not run for"));
    CHECK(has(asleep, "and then told that it lives (incarnation 2)"));
    check_cites(club.events(), {.topic = Topic::asleep, .name = "cat"});
    CHECK(why(slept, {.topic = Topic::fault, .name = "cat"}).verdict == "no");

    EventList fault{{happened("ann", 1, 0, {.kind = EventKind::started}),
                     happened("ann", 2, 5, {.kind = EventKind::fault_set, .reason = "loss 5%"})}};
    EventList two{{happened("ann", 1, 0, {.kind = EventKind::started}),
                   happened("ann", 2, 5, {.kind = EventKind::fault_set, .count = 1, .reason = "loss 5%"}),
                   happened("ann", 3, 6, {.kind = EventKind::fault_set, .count = 2, .reason = "loss 9%"}),
                   happened("ann", 4, 7, {.kind = EventKind::fault_cleared, .count = 2, .reason = "loss 9%"})}};
    CHECK(why(two, {.topic = Topic::fault, .name = "ann"}).verdict == "yes");
    CHECK(has(why(two, {.topic = Topic::fault, .name = "ann"}), "ann has a fault since 00:00:00.005: loss 5%"));
    const auto set = why(fault, {.topic = Topic::fault, .name = "ann"});
    CHECK(set.verdict == "yes");
    CHECK(has(set, "ann has a fault since 00:00:00.005: loss 5%"));
}

TEST_CASE("what nobody reported is unknown") {
    EventList nothing;
    const auto answer = why(nothing, {.name = "eve", .of = "cat"});
    CHECK(answer.verdict == "unknown");
    CHECK_FALSE(answer.clauses.at(0).known);
    CHECK(why_everybody(nothing, {.name = "eve"}).empty());

    EventList strangers{{happened("ann", 1, 0, {.kind = EventKind::started})}};
    CHECK(has(why(strangers, {.name = "eve", .of = "ann"}), "? no event of ann names eve"));
    CHECK(why(strangers, {.name = "ann", .of = "ann"}).verdict == "alive");
    CHECK(has(why(strangers, {.topic = Topic::entry, .name = "eve", .of = "ann"}),
              "? no event of ann tells of eve's book"));
}

namespace {

const Uuid emma_uuid = *parse_uuid("01932f5c-8a1e-7c55-9b1e-5d0c2a7be001");

Event emma(EventKind kind, std::uint64_t version = 7) {
    Event event;
    event.kind = kind;
    event.uuid = emma_uuid;
    event.origin = "amy";
    event.key = "book";
    event.value = version == 7 ? "Emma" : "Dune";
    event.version = Version{version};
    if (version != 7) event.uuid.bytes.back() = 9;
    return event;
}
Event packet(EventKind kind, const std::string& peer, std::uint64_t hash, bool with_it = true) {
    Event event;
    event.kind = kind;
    event.peer = peer;
    event.packet = PacketHash{hash};
    event.reason = "rumor";
    if (with_it && kind == EventKind::sent) event.uuid = emma_uuid;
    return event;
}
Event frozen_by_club() {
    Event event;
    event.kind = EventKind::frozen;
    event.reason = "club";
    return event;
}

/// amy has chosen Emma and told bob, who was frozen before it came; cat is frozen, and nobody has told her.
std::vector<json::EventRecord> frozen_in_a_spread() {
    return {happened("amy", 1, 0, {.kind = EventKind::started}),
            happened("bob", 1, 0, {.kind = EventKind::started}),
            happened("cat", 1, 0, {.kind = EventKind::started}),
            happened("amy", 2, 5, emma(EventKind::born, 6)),
            happened("cat", 2, 8, emma(EventKind::applied, 6)),
            happened("amy", 3, 10, emma(EventKind::born)),
            happened("bob", 2, 15, frozen_by_club()),
            happened("cat", 3, 15, frozen_by_club()),
            happened("amy", 4, 20, packet(EventKind::sent, "bob", 1, false)),
            happened("amy", 5, 21, packet(EventKind::sent, "bob", 2)),
            happened("bob", 3, 22, packet(EventKind::held, "10.0.0.1:81", 1)),
            happened("bob", 4, 23, packet(EventKind::held, "10.0.0.1:81", 2)),
            happened("cat", 4, 24, {.kind = EventKind::held, .peer = "pick", .reason = "command"})};
}

Question about_emma(const std::string& of) { return {.topic = Topic::entry, .name = "amy", .of = of}; }

}  // namespace

TEST_CASE("who lacks the newest in a frozen club is told why: what it holds, or that nobody sent it") {
    EventList events{frozen_in_a_spread()};
    const auto bob = why(events, about_emma("bob"));
    CAPTURE(all(bob));
    CHECK(has(bob, "? no event of bob tells of amy's book"));
    CHECK(has(bob, "bob lacks \"Emma\" (v7), which amy chose at"));
    CHECK(has(bob, "bob is frozen since 00:00:00.015, by the club's word"));
    CHECK(has(bob, "bob holds amy's rumor with it at 00:00:00.023: the thaw or a step hands it over"));
    check_cites(EventList{frozen_in_a_spread()}, about_emma("bob"));
    const auto cat = why(events, about_emma("cat"));
    CAPTURE(all(cat));
    CHECK(cat.verdict == "Dune");
    CHECK(has(cat, "cat lacks \"Emma\" (v7)"));
    CHECK(has(cat, "cat is frozen since"));
    CHECK(has(cat, "? no event tells that anybody has sent it to cat"));
    CHECK_FALSE(has(why(events, about_emma("amy")), "lacks"));
}

TEST_CASE("who lacks the newest under a fault is told of it, and of none that is over") {
    auto records = frozen_in_a_spread();
    const auto fault = [&](std::uint64_t seq, std::int64_t at, EventKind kind, std::uint64_t id, std::string words) {
        records.push_back(happened("cat", seq, at, {.kind = kind, .count = id, .reason = std::move(words)}));
    };
    fault(5, 25, EventKind::fault_set, 1, "loss 5%");
    fault(6, 26, EventKind::fault_set, 2, "partition [a-b]* | c*");
    fault(7, 27, EventKind::fault_cleared, 1, "loss 5% (its time has come)");
    EventList events{records};
    const auto cat = why(events, about_emma("cat"));
    CAPTURE(all(cat));
    CHECK(has(cat, "cat has a fault since 00:00:00.026: partition [a-b]* | c*"));
    CHECK_FALSE(has(cat, "loss"));
    check_cites(events, about_emma("cat"));
    fault(8, 28, EventKind::fault_cleared, 2, "partition [a-b]* | c*");
    CHECK_FALSE(has(why(*std::make_unique<EventList>(records), about_emma("cat")), "fault"));
}

TEST_CASE("who lacks the newest and runs is told who has sent it, and that nobody saw it arrive") {
    auto records = frozen_in_a_spread();
    records.push_back(happened("bob", 5, 30, {.kind = EventKind::thawed}));
    records.push_back(happened("amy", 6, 40, packet(EventKind::sent, "bob", 3)));
    EventList events{records};
    const auto bob = why(events, about_emma("bob"));
    CAPTURE(all(bob));
    CHECK(has(bob, "amy has sent it to bob at 00:00:00.040 (rumor)"));
    CHECK(has(bob, "? no event tells that it has arrived"));
    CHECK_FALSE(has(bob, "holds"));
    records.push_back(happened("bob", 6, 50, emma(EventKind::applied)));
    EventList arrived{records};
    CHECK_FALSE(has(why(arrived, about_emma("bob")), "lacks"));
}

TEST_CASE("an explanation in the terminal, in ASCII and narrow") {
    EventList events{{
        happened("bob", 1, 0, {.kind = EventKind::started}),
        happened("bob", 2, 100, {.kind = EventKind::probed, .peer = "eve", .incarnation = Incarnation{1}}),
        happened("bob", 3, 600,
                 {.kind = EventKind::probed,
                  .cause = {2},
                  .peer = "eve",
                  .incarnation = Incarnation{1},
                  .reason = "indirect via ann, cat"}),
        happened("bob", 4, 1100,
                 {.kind = EventKind::probe_failed,
                  .cause = {3},
                  .peer = "eve",
                  .incarnation = Incarnation{1},
                  .reason = "2 helpers asked, 2 of them heard nothing either"}),
        happened("bob", 5, 1100,
                 {.kind = EventKind::suspected,
                  .cause = {4},
                  .peer = "eve",
                  .incarnation = Incarnation{1},
                  .reason = "bob"}),
        happened(
            "bob", 6, 5100,
            {.kind = EventKind::died, .cause = {5}, .peer = "eve", .incarnation = Incarnation{1}, .reason = "bob"}),
        happened("cat", 1, 0, {.kind = EventKind::started}),
        happened("bob", 7, 5110,
                 {.kind = EventKind::sent,
                  .cause = {6},
                  .peer = "cat",
                  .packet = PacketHash{3},
                  .reason = "compound: dead ping"}),
        happened(
            "cat", 2, 5120,
            {.kind = EventKind::received, .peer = "bob", .packet = PacketHash{3}, .reason = "compound: dead ping"}),
        happened(
            "cat", 3, 5120,
            {.kind = EventKind::died, .cause = {2}, .peer = "eve", .incarnation = Incarnation{1}, .reason = "bob"}),
        happened("eve", 1, 0, {.kind = EventKind::started}),
    }};
    CHECK(to_text(why(events, {.name = "eve", .of = "cat"}), {.utf8 = false, .width = 80}) ==
          R"(eve, as cat sees it: dead
  - cat holds eve dead (incarnation 1) since 00:00:05.120 [cat#3]
  - cat heard it from bob at 00:00:05.120 (dead ping) [cat#2]
  - bob had sent it to cat at 00:00:05.110 [bob#7]
  - bob held eve dead (incarnation 1) since 00:00:05.100, by the word of bob
    [bob#6]
  - bob declared eve dead itself: its suspicion ended after 4.0 s and nothing
    had cleared it [bob#6, bob#5]
  - bob had suspected eve since 00:00:01.100, first accused by bob [bob#5]
  - bob's probe of eve failed at 00:00:01.100: 2 helpers asked, 2 of them heard
    nothing either [bob#4]
  - bob asked ann, cat at 00:00:00.600 to ping eve too [bob#3]
  - bob had pinged eve at 00:00:00.100 and had no answer after 500 ms [bob#2,
    bob#3]
  - bob accused eve at 00:00:01.100, after a probe of its own [bob#5, bob#4]
  - eve has said nothing since 00:00:00.000, and never that it would stop
    [eve#1]
  the news went bob -> cat
)");
    auto everybody = why_everybody(events, {.name = "eve"});
    const auto text = to_text(everybody, {.utf8 = true, .width = 80});
    CHECK(text.starts_with("eve, as bob sees it: dead\n"));
    CHECK(text.find("  eve, as cat sees it: dead   (bob → cat)") != std::string::npos);
    const auto read = json::parse(to_json(everybody), json::answer_bounds);
    REQUIRE(read.has_value());
    CHECK(*read->find("schema")->text() == "watercooler.whys/v1");
    const auto one = json::parse(to_json(everybody.at(1)), json::answer_bounds);
    CHECK(*one->find("schema")->text() == "watercooler.why/v1");
    CHECK(*one->find("clauses")->array()->at(0).find("cites")->array()->at(0).find("member")->text() == "cat");
}
