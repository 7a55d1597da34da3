#include <doctest/doctest.h>

#include <watercooler/node.hpp>

#include "core/test_club.hpp"

namespace watercooler::core {
namespace {

Duration time_to_die(TestClub& club) {
    club.start_joined(10);
    club.kill("n9");
    const auto killed = club.now;
    CHECK(club.run_until(60s, [&] { return club.all_see_all(9); }));
    return club.now - killed;
}

}  // namespace

TEST_CASE("refusals make a death known sooner, but never skip the suspicion") {
    TestClub silent, refusing;
    silent.icmp = false;
    const auto slow = time_to_die(silent), fast = time_to_die(refusing);
    MESSAGE("silent: " << std::chrono::duration<double>(slow).count()
                       << " s, refusing: " << std::chrono::duration<double>(fast).count() << " s");
    CHECK(fast < slow);
    CHECK(fast < 6s);
    CHECK(refusing.event("n0", EventKind::refused, "n9"));
    Instant first_suspicion = never, first_death = never;
    for (const auto& host : refusing.hosts()) {
        for (const auto& event : host.events) {
            if (event.peer != "n9") continue;
            if (event.kind == EventKind::suspected) first_suspicion = std::min(first_suspicion, event.protocol_time);
            if (event.kind == EventKind::died) first_death = std::min(first_death, event.protocol_time);
        }
    }
    CHECK(first_death - first_suspicion >= 2s);  // half of the shortest patience for ten members
}

TEST_CASE("a refused ping goes on to helpers at once") {
    TestClub club;
    club.start_joined(3);
    club.kill("n2");
    std::optional<Event> indirect;
    CHECK(club.run_until(10s, [&] {
        for (const auto& event : club.at("n0").events) {
            if (event.kind == EventKind::probed && event.reason == "indirect via n1") indirect = event;
        }
        return indirect.has_value();
    }));
    CHECK(club.causes("n0", indirect) == "probed < refused < sent < probed < started");  // the ping was refused
    CHECK(indirect->protocol_time == club.at("n0").events.at(indirect->cause.value - 1).protocol_time);
    CHECK(club.event("n0", EventKind::probe_failed, "n2") == std::nullopt);  // helpers and stream still have their time
}

TEST_CASE("a refusal for nobody we know is only an event") {
    TestClub club;
    club.start("ann", 8001);
    auto& host = club.at("ann");
    club.act(host, [&](Outbox& out) { host.node->refused(club.now, *parse_ip("127.0.0.1", 9), out); });
    CHECK(host.events.back().kind == EventKind::refused);
    CHECK(host.events.back().peer == "127.0.0.1:9");
    CHECK(host.events.back().cause == Sequence{});  // nothing went there
}

TEST_CASE("a refused member that is heard again is as good as any other") {
    TestClub club;
    club.start_joined(3);
    auto& host = club.at("n0");
    club.act(host, [&](Outbox& out) { host.node->refused(club.now, club.at("n1").address, out); });
    club.run(10s);
    CHECK(club.all_see_all(3));
    CHECK(club.count_all(EventKind::suspected) == 0);
}

TEST_CASE("ten of fifty that are killed at once are known to all others within twelve seconds") {
    TestClub club;
    club.start_joined(50);
    REQUIRE(club.all_see_all(50));
    for (int i = 10; i < 20; ++i) club.kill("n" + std::to_string(i));
    const auto killed = club.now;
    CHECK(club.run_until(12s, [&] { return club.all_see_all(40); }));
    MESSAGE("known to all after " << std::chrono::duration<double>(club.now - killed).count() << " s");
    for (const auto& host : club.hosts()) {
        for (const auto& event : host.events) {
            if (event.kind == EventKind::died) CHECK((event.peer >= "n10" && event.peer < "n20"));
        }
    }
}

}  // namespace watercooler::core
