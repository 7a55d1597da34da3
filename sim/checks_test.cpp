#include "sim/checks.hpp"

#include <doctest/doctest.h>

#include "sim/agreement.hpp"
#include "sim/trial.hpp"

using namespace watercooler;
using namespace watercooler::sim;
using namespace std::chrono_literals;

namespace {

struct Watched {
    Watched() : network({.seed = 5}), checks(network) {
        network.watch(checks);
        network.start({.handle = "ann"});
        network.start({.handle = "bob", .join = {"ann"}});
        network.run_for(2s);
        REQUIRE(checks.broken().empty());
    }
    /// Pretends that ann did this; what the watch then says, without time and member.
    std::string says(const Event& event) {
        checks.event(network.now(), *network.find("ann"), event);
        if (checks.broken().empty()) return {};
        const auto& text = checks.broken().front();
        return text.substr(text.find(": ") + 2);
    }
    Network network;
    Checks checks;
};

}  // namespace

TEST_CASE("each rule has a watch that notices when it is broken") {
    struct Row {
        Event event;
        const char* says;
    };
    const Row table[] = {
        {{.kind = EventKind::joined, .peer = "ghost"}, "lists ghost, who never existed"},
        {{.kind = EventKind::joined, .peer = "bob", .incarnation = Incarnation{99}},
         "believes incarnation 99 of bob, who never said it"},
        {{.kind = EventKind::applied, .peer = "bob", .origin = "bob", .key = "book", .version = Version{3}},
         "applied bob book version 3, which nobody told"},
        {{.kind = EventKind::born, .origin = "bob", .key = "book", .version = Version{1}}, "made a rumor about bob"},
        {{.kind = EventKind::suspected, .peer = "bob", .incarnation = Incarnation{1}}, ""},  // the club is not frozen
    };
    for (const auto& [event, says] : table) {
        CAPTURE(says);
        Watched watched;
        CHECK(watched.says(event) == says);
    }
}

TEST_CASE("an accusation in a frozen club is noticed") {
    Watched watched;
    watched.network.apply(FreezeClub{});
    CHECK(watched.says({.kind = EventKind::suspected, .peer = "bob"}) == "accuses bob in a frozen club");
}

TEST_CASE("a return from the dead is noticed, unless last words may still be under way") {
    Watched watched;
    watched.network.apply(Crash{"bob"});
    watched.network.run_for(30s);
    CHECK(watched.says({.kind = EventKind::returned, .peer = "bob"}).empty());
    watched.network.run_for(60s);
    CHECK(watched.says({.kind = EventKind::returned, .peer = "bob"}) == "bob came back from the dead");
}

TEST_CASE("a version that goes back is noticed") {
    Watched watched;
    Rumor rumor;
    rumor.name = "jimmy";
    for (const std::uint64_t version : {2, 1}) {
        rumor.version = Version{version};
        watched.checks.told(rumor);
    }
    Event event{.kind = EventKind::applied, .origin = "jimmy", .key = "book", .version = Version{2}};
    CHECK(watched.says(event).empty());
    event.version = Version{1};
    CHECK(watched.says(event) == "the version of jimmy book went back");
}

TEST_CASE("disagreement is told, and ends when the dead are known to be dead") {
    Watched watched;
    CHECK(disagreement(watched.network).empty());
    CHECK(summary(watched.network) == "2 members see 2 alive");
    watched.network.apply(Crash{"bob"});
    CHECK(disagreement(watched.network) == "ann holds bob alive");
    CHECK(watched.network.run_until([&] { return disagreement(watched.network).empty(); }, watched.network.now() + 60s,
                                    10ms));
    CHECK(watched.checks.seen()[static_cast<std::size_t>(EventKind::died)] == 1);
}

TEST_CASE("clubs of many seeds come through every fault") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const auto report = run_trial({.members = 12,
                                       .seed = seed,
                                       .weather = {.jitter = 3ms, .loss = 5'000, .duplicate = 2'000, .reorder = 3'000},
                                       .rumors = 4,
                                       .kills = 2,
                                       .partition = 15s,
                                       .freeze = 10s,
                                       .hard_freeze = 15s});
        CAPTURE(seed);
        INFO(report.reason);
        CHECK(report.verdict == Verdict::pass);
    }
}

TEST_CASE("a club that is only frozen for a minute, without loss, suspects nobody") {
    const auto report = run_trial({.members = 30, .seed = 9, .rumors = 2, .freeze = 60s});
    INFO(report.reason);
    CHECK(report.verdict == Verdict::pass);
    CHECK(report.seen[static_cast<std::size_t>(EventKind::frozen)] == 30);
    CHECK(report.seen[static_cast<std::size_t>(EventKind::suspected)] == 0);
    CHECK(report.seen[static_cast<std::size_t>(EventKind::asleep)] == 0);
}
