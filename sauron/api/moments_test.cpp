#include "api/moments.hpp"

#include <random>

#include "api/api_testing.hpp"
#include "api/store_events.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

/// What six members say in some minutes: who they believe alive or dead, what they read, and now and then who is gone.
struct Rumble : Fixture {
    static constexpr int members = 6;
    static std::string name(std::uint64_t member) { return "member-" + std::to_string(member % members); }

    Event any_event() {
        using enum EventKind;
        static const EventKind kinds[] = {joined,  suspected, cleared, died, returned, left,   updated, refused,
                                          refuted, applied,   applied, born, frozen,   thawed, expired, probed};
        const auto kind = kinds[random() % std::size(kinds)];
        if (kind == born || kind == applied || kind == expired) {
            const auto origin = random() % members;
            auto event =
                entry_of(kind, make_uuid_v5(std::to_string(random() % 40)), name(origin), "Dune", name(random()));
            event.version = Version{random() % 5};
            return event;
        }
        auto event = event_of(kind, kind == frozen || kind == thawed ? "" : name(random()));
        event.incarnation = Incarnation{static_cast<std::uint32_t>(random() % 4)};
        return event;
    }
    /// Batches of all, one after the other in time, no two events at the same.
    void go_on(int batches) {
        for (int i = 0; i < batches; ++i) {
            const auto member = random() % members;
            std::vector<Event> events;
            for (auto count = 1 + random() % 12; count > 0; --count) events.push_back(any_event());
            const auto first = seqs[member] + 1;
            seqs[member] += events.size();
            const auto span = static_cast<std::int64_t>(events.size()) * second / 10;
            const auto begin = std::max(now, ends[member]);  // a member's own clock goes on
            ends[member] = begin + span;
            put(name(member), std::move(events), begin, first);
            now += static_cast<std::int64_t>(random() % 2) * span / 2 + second / 100 + 7;  // some are at the same time
        }
    }
    std::string beliefs(std::int64_t at_ns) {
        StoreEvents events{*store, "live"};
        return answers::to_json(answers::beliefs_at(events, at_ns));
    }
    std::string versions(std::int64_t at_ns) {
        StoreEvents events{*store, "live"};
        return answers::to_json(answers::convergence_at(events, at_ns));
    }
    void check(Moments& told, std::int64_t at_ns) {
        CAPTURE(at_ns - noon);
        const auto moment = told.at(at_ns);
        REQUIRE(moment.has_value());
        CHECK(answers::to_json((*moment)->beliefs.matrix(at_ns)) == beliefs(at_ns));
        CHECK(answers::to_json((*moment)->versions.now(at_ns)) == versions(at_ns));
    }
    std::int64_t any_moment() {
        return noon + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(now - noon));
    }

    std::mt19937_64 random{5};
    std::vector<std::uint64_t> seqs = std::vector<std::uint64_t>(members);
    std::vector<std::int64_t> ends = std::vector<std::int64_t>(members);
    std::int64_t now = noon;
    Moments moments{*store, "live", {.events_between = 50}};
};

}  // namespace

TEST_SUITE("moments") {
    TEST_CASE_FIXTURE(Rumble, "a moment is told from a keyframe as it is from all events before it") {
        go_on(120);
        check(moments, now);
        CHECK(moments.keyframes() > 2);
        for (int i = 0; i < 40; ++i) check(moments, any_moment());
        check(moments, noon - second);
    }

    TEST_CASE_FIXTURE(Rumble, "what comes in later is seen, and moments in any order are the same") {
        for (int round = 0; round < 6; ++round) {
            go_on(20);
            for (int i = 0; i < 5; ++i) check(moments, any_moment());
        }
        const auto all = moments.now();
        REQUIRE(all.has_value());
        check(moments, (*all)->until_ns);
    }

    TEST_CASE_FIXTURE(Rumble, "who reports late is seen in the moments that are past") {
        go_on(60);
        check(moments, now);
        put("late", {event_of(EventKind::started), event_of(EventKind::joined, "member-1")}, noon + second);
        for (int i = 0; i < 10; ++i) check(moments, noon + 2 * second + any_moment() % (30 * second));
    }

    TEST_CASE_FIXTURE(Rumble, "keyframes take no more room than they may") {
        Moments roomy{*store, "live", {.events_between = 10}};
        Moments small{*store, "live", {.events_between = 10, .bytes_max = 6'000}};
        go_on(200);
        check(roomy, now);
        check(small, now);
        CHECK(small.keyframes() < roomy.keyframes());
        for (int i = 0; i < 10; ++i) check(small, any_moment());
    }

    TEST_CASE_FIXTURE(Rumble, "a recording that was removed and came again is told anew") {
        put("amy", {event_of(EventKind::started), event_of(EventKind::joined, "bob")}, noon, 1, "monday");
        Moments monday{*store, "monday"};
        REQUIRE(monday.now().has_value());
        REQUIRE(store->drop("monday").has_value());
        put("bob", {event_of(EventKind::started), event_of(EventKind::died, "amy")}, noon, 1, "monday");
        const auto moment = monday.now();
        REQUIRE(moment.has_value());
        const auto text = answers::to_json((*moment)->beliefs.matrix(noon + second));
        CHECK(text.find("\"name\":\"bob\"") != std::string::npos);
        StoreEvents events{*store, "monday"};
        CHECK(text == answers::to_json(answers::beliefs_at(events, noon + second)));
    }

    TEST_CASE_FIXTURE(Rumble, "what was taken in slices is there at once for who asks") {
        go_on(300);
        Moments hasty{*store, "live", {.patience = std::chrono::milliseconds{-1}}};
        const auto no_time = std::chrono::steady_clock::time_point::min();
        int slices = 0;
        while (!hasty.go_on(no_time).value()) ++slices;
        CHECK(slices > 2);
        const auto moment = hasty.now();
        REQUIRE(moment.has_value());
        const auto until = (*moment)->until_ns;
        CHECK(answers::to_json((*moment)->beliefs.matrix(until)) == beliefs(until));
    }

    TEST_CASE_FIXTURE(Rumble, "a moment that was asked for is gone on from, forwards and back") {
        go_on(200);
        Moments far{*store, "live", {.events_between = 1'000'000}};
        check(far, now);
        for (const int part : {1, 2, 2, 5, 3, 8, 9}) check(far, noon + (now - noon) / 10 * part);
    }

    TEST_CASE_FIXTURE(Rumble, "without enough time it says so, and goes on when asked again") {
        go_on(300);
        Moments hasty{*store, "live", {.patience = std::chrono::milliseconds{-1}}};
        auto moment = hasty.now();
        REQUIRE_FALSE(moment.has_value());
        CHECK(moment.error().code == "WC-STORE-SLOW");
        for (int tries = 0; !moment && tries < 100; ++tries) moment = hasty.now();
        REQUIRE(moment.has_value());
        const auto until = (*moment)->until_ns;
        CHECK(answers::to_json((*moment)->beliefs.matrix(until)) == beliefs(until));
    }
}

}  // namespace watercooler::api
