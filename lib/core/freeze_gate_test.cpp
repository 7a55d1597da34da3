#include <doctest/doctest.h>

#include <algorithm>
#include <watercooler/freeze_gate.hpp>

#include "message/codec.hpp"

using namespace watercooler;
using namespace std::chrono_literals;

namespace {

constexpr Instant zero{};

Address place(std::uint16_t port) { return *parse_address("127.0.0.1:" + std::to_string(port)); }

/// A node behind its gate, on a host whose clock the test moves.
struct Frozen {
    explicit Frozen(bool start = true)
        : codec(memberlist_codec({})), node(settings(), *codec, boot()), gate(node, zero) {
        if (start) gate.start(zero, out);
        out.clear();
    }
    static Settings settings() {
        Settings settings;
        settings.name = "ann";
        settings.address = place(81);
        return settings;
    }
    static Boot boot() { return {.id = BootId{1}, .seed = 7, .wall_zero_ms = 0, .memory = {}}; }

    Buffer alive(const std::string& name, std::uint16_t port) const {
        message::Alive alive;
        alive.node = name;
        alive.incarnation = Incarnation{1};
        const auto where = place(port);
        const auto ip = where.ip_bytes();
        alive.address = Buffer(ip.begin(), ip.end());
        alive.port = port;
        alive.versions = Buffer{1, 5, 2, 2, 5, 5};
        alive.meta = codec->encode_tags({{"wc", "1"}});
        return codec->pack({codec->encode(message::Message{alive})}, false);
    }
    std::vector<std::string> events(std::initializer_list<EventKind> kinds) const {
        std::vector<std::string> found;
        for (const auto& event : out.events) {
            if (std::find(kinds.begin(), kinds.end(), event.kind) != kinds.end())
                found.push_back(std::string{to_text(event.kind)} + (event.peer.empty() ? "" : " " + event.peer));
        }
        return found;
    }
    std::size_t count(EventKind kind) const { return events({kind}).size(); }
    /// Lets host time pass as a driver does: waking whenever the gate wants it.
    void pass(Instant from, Instant to) {
        for (auto at = gate.next_wakeup(from); at <= to; at = gate.next_wakeup(at)) {
            from = std::max(from, at);
            gate.wake(from, out);
        }
        gate.wake(to, out);
    }

    std::shared_ptr<const Codec> codec;
    Node node;
    FreezeGate gate;
    Outbox out;
};

FreezeOrder frozen(std::uint32_t epoch, std::uint32_t steps = 0, std::optional<Instant> thaw_at = std::nullopt) {
    return {.epoch = epoch, .frozen = true, .steps = steps, .thaw_at = thaw_at};
}
FreezeOrder thawed(std::uint32_t epoch) {
    return {.epoch = epoch, .frozen = false, .steps = 0, .thaw_at = std::nullopt};
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a member is frozen if the club or its own flag says so") {
    struct Row {
        bool club, own, frozen;
    };
    for (const auto& row :
         {Row{false, false, false}, Row{true, false, true}, Row{false, true, true}, Row{true, true, true}}) {
        CAPTURE(row.club);
        CAPTURE(row.own);
        Frozen member;
        if (row.club) member.gate.club(zero + 1s, frozen(1), member.out);
        if (row.own) member.gate.freeze_self(zero + 1s, std::nullopt, member.out);
        CHECK(member.gate.frozen() == row.frozen);
        CHECK(member.count(EventKind::frozen) == (row.frozen ? 1 : 0));
    }
}

TEST_CASE("thawing the own flag leaves a member frozen with its club") {
    Frozen member;
    member.gate.freeze_self(zero + 1s, std::nullopt, member.out);
    member.gate.club(zero + 2s, frozen(1), member.out);
    member.gate.thaw_self(zero + 3s, member.out);
    CHECK(member.gate.frozen());
    member.gate.club(zero + 4s, thawed(1), member.out);
    CHECK_FALSE(member.gate.frozen());
    CHECK(member.events({EventKind::frozen, EventKind::thawed}) == Lines{"frozen", "thawed"});
}

TEST_CASE("frozen and thawed say by whose word") {
    using Order = void (*)(Frozen&);
    const Order club = [](Frozen& m) { m.gate.club(zero + 1s, frozen(1), m.out); };
    const Order own = [](Frozen& m) { m.gate.freeze_self(zero + 1s, std::nullopt, m.out); };
    const Order for_a_time = [](Frozen& m) { m.gate.freeze_self(zero + 1s, zero + 5s, m.out); };
    const Order club_for_a_time = [](Frozen& m) { m.gate.club(zero + 1s, frozen(1, 0, zero + 5s), m.out); };
    const Order thaw_club = [](Frozen& m) { m.gate.club(zero + 6s, thawed(1), m.out); };
    const Order thaw_own = [](Frozen& m) { m.gate.thaw_self(zero + 6s, m.out); };
    const Order wait = [](Frozen& m) { m.gate.wake(zero + 6s, m.out); };
    const Order again = [](Frozen& m) { m.gate.club(zero + 6s, frozen(2), m.out); };
    struct Row {
        std::vector<Order> orders;
        Lines reasons;
    };
    const Row table[] = {
        {{club, thaw_club}, {"club", "club"}},
        {{own, thaw_own}, {"own flag", "own flag"}},
        {{club, own, thaw_own, thaw_club}, {"club", "club"}},  // frozen already, and still
        {{club, own, thaw_club, thaw_own}, {"club", "own flag"}},
        {{for_a_time, wait}, {"own flag", "time is up"}},
        {{club_for_a_time, wait}, {"club", "time is up"}},
        {{club, again}, {"club", "club, and froze again at once", "club"}},
    };
    for (const auto& row : table) {
        Frozen member;
        for (const auto& order : row.orders) order(member);
        Lines reasons;
        for (const auto& event : member.out.events) {
            if (event.kind == EventKind::frozen || event.kind == EventKind::thawed) reasons.push_back(event.reason);
        }
        CHECK(reasons == row.reasons);
    }
}

TEST_CASE("who starts frozen says by whose word: the club's and its own") {
    Frozen member{false};
    member.gate.club(zero, frozen(1), member.out);
    member.gate.freeze_self(zero, std::nullopt, member.out);
    member.gate.start(zero, member.out);
    REQUIRE(member.out.events.back().kind == EventKind::frozen);
    CHECK(member.out.events.back().reason == "club and own flag");
}

TEST_CASE("protocol time stands still while frozen, and the thaw says for how long") {
    Frozen member;
    member.gate.club(zero + 10s, frozen(1), member.out);
    CHECK(member.gate.protocol_now(zero + 40s) == zero + 10s);
    member.gate.club(zero + 70s, thawed(1), member.out);
    CHECK(member.gate.protocol_now(zero + 71s) == zero + 11s);
    REQUIRE(member.out.events.back().kind == EventKind::thawed);
    CHECK(member.out.events.back().count == std::uint64_t{60'000'000'000});
}

TEST_CASE("a freeze of a minute leaves no trace: nothing is late, and nobody was asleep") {
    Frozen member;
    member.gate.receive(zero + 1s, place(82), member.alive("bob", 82), member.out);
    REQUIRE(member.node.next_wakeup() < never);
    const auto due = member.node.next_wakeup();
    member.gate.club(zero + 1s, frozen(1), member.out);
    CHECK(member.gate.next_wakeup(zero + 2s) == never);
    member.pass(zero + 1s, zero + 61s);
    member.gate.club(zero + 61s, thawed(1), member.out);
    CHECK(member.gate.next_wakeup(zero + 61s) == due + 60s);
    member.gate.wake(zero + 61s, member.out);
    CHECK(member.count(EventKind::asleep) == 0);
    CHECK(member.count(EventKind::suspected) == 0);
}

TEST_CASE("the thaw hands over commands, then packets in order of arrival, before time goes on") {
    Frozen member;
    member.gate.club(zero + 1s, frozen(1), member.out);
    Lines ran;
    const auto note = [&](const char* what) {
        return [&ran, what](Node&, Instant now, Outbox&) {
            CHECK(now == zero + 1s);
            ran.push_back(what);
        };
    };
    member.gate.receive(zero + 2s, place(82), member.alive("bob", 82), member.out);
    CHECK_FALSE(member.gate.command(zero + 3s, "first", note("first"), member.out));
    member.gate.receive(zero + 4s, place(83), member.alive("cat", 83), member.out);
    CHECK_FALSE(member.gate.command(zero + 5s, "second", note("second"), member.out));
    CHECK(member.events({EventKind::held}) ==
          Lines{"held 127.0.0.1:82", "held first", "held 127.0.0.1:83", "held second"});
    CHECK(member.gate.held_count() == 4);
    CHECK(ran.empty());

    member.out.clear();
    member.gate.club(zero + 9s, thawed(1), member.out);
    CHECK(ran == Lines{"first", "second"});
    CHECK(member.events({EventKind::joined, EventKind::thawed}) == Lines{"joined bob", "joined cat", "thawed"});
    for (const auto& event : member.out.events) CHECK(event.protocol_time == zero + 1s);
    CHECK(member.gate.held_count() == 0);
}

TEST_CASE("a command runs at once while time runs, and a goodbye even while it stands") {
    Frozen member;
    int ran = 0;
    const auto count = [&](Node&, Instant, Outbox&) { ++ran; };
    CHECK(member.gate.command(zero + 1s, "set", count, member.out));
    member.gate.club(zero + 2s, frozen(1), member.out);
    member.gate.command_now(zero + 3s, count, member.out);
    CHECK(ran == 2);
}

TEST_CASE("what is held is bounded; the newest is dropped and counted, and packets never push out a command") {
    Frozen member;
    member.gate.club(zero, frozen(1), member.out);
    SUBCASE("by number") {
        for (std::size_t i = 0; i <= FreezeGate::held_count_max; ++i)
            member.gate.receive(zero, place(82), member.alive("bob", 82), member.out);
        CHECK(member.gate.held_count() == FreezeGate::held_count_max);
    }
    SUBCASE("by size") {
        const Buffer large(60'000, 1);
        for (std::size_t size = 0; size <= FreezeGate::held_bytes_max; size += large.size())
            member.gate.receive(zero, place(82), large, member.out);
        CHECK(member.gate.held_count() == FreezeGate::held_bytes_max / large.size());
    }
    CHECK(member.gate.held_dropped() == 1);
    REQUIRE(member.out.events.back().kind == EventKind::dropped);
    CHECK(member.out.events.back().reason == "held-full");
    const auto held = member.gate.held_count();
    CHECK(member.gate.command_room());
    CHECK_FALSE(member.gate.command(zero, "pick", [](Node&, Instant, Outbox&) {}, member.out));
    CHECK(member.gate.held_count() == held + 1);
    CHECK(member.gate.held_dropped() == 1);
}

TEST_CASE("commands are bounded too, and a door can know before") {
    Frozen member;
    member.gate.club(zero, frozen(1), member.out);
    for (std::size_t i = 0; i < FreezeGate::held_count_max; ++i)
        member.gate.command(zero, "pick", [](Node&, Instant, Outbox&) {}, member.out);
    CHECK_FALSE(member.gate.command_room());
    member.gate.command(zero, "pick", [](Node&, Instant, Outbox&) {}, member.out);
    CHECK(member.gate.held_count() == FreezeGate::held_count_max);
    CHECK(member.gate.held_dropped() == 1);
    member.gate.club(zero + 1s, thawed(1), member.out);
    CHECK(member.gate.command_room());
}

TEST_CASE("a promised thaw happens by itself, at its time or at the first input after it") {
    const std::pair<const char*, void (*)(Frozen&, bool)> inputs[] = {
        {"a wake", [](Frozen& member, bool) { member.gate.wake(zero + 6s, member.out); }},
        {"a packet",
         [](Frozen& member, bool) { member.gate.receive(zero + 6s, place(82), member.alive("bob", 82), member.out); }},
        {"a look at the page, which still says frozen",
         [](Frozen& member, bool own) {
             member.gate.club(zero + 6s, own ? thawed(0) : frozen(1, 0, zero + 6s), member.out);
         }},
    };
    for (const bool own : {false, true}) {
        for (const auto& [name, input] : inputs) {
            CAPTURE(own);
            CAPTURE(name);
            Frozen member;
            if (own)
                member.gate.freeze_self(zero + 1s, zero + 6s, member.out);
            else
                member.gate.club(zero + 1s, frozen(1, 0, zero + 6s), member.out);
            CHECK(member.gate.next_wakeup(zero + 2s) == zero + 6s);
            member.gate.wake(zero + 5999ms, member.out);
            CHECK(member.gate.frozen());
            input(member, own);
            CHECK_FALSE(member.gate.frozen());
            CHECK(member.count(EventKind::thawed) == 1);
            CHECK(member.gate.protocol_now(zero + 7s) == zero + 2s);
        }
    }
}

TEST_CASE("a step hands over what is held, runs time for its intervals, and stands still again") {
    Frozen member;
    member.gate.club(zero + 1s, frozen(1), member.out);
    member.gate.receive(zero + 2s, place(82), member.alive("bob", 82), member.out);
    member.gate.club(zero + 10s, frozen(1, 2), member.out);
    CHECK(member.count(EventKind::joined) == 1);
    CHECK_FALSE(member.gate.frozen());
    CHECK(member.gate.frozen_or_stepping());

    SUBCASE("of the granted length") {
        CHECK(member.gate.protocol_now(zero + 10s + 100ms) == zero + 1s + 100ms);
        member.gate.receive(zero + 10s + 100ms, place(83), member.alive("cat", 83), member.out);
        CHECK(member.count(EventKind::joined) == 2);  // straight through
        member.pass(zero + 10s + 100ms, zero + 20s);
        CHECK(member.gate.frozen());
        CHECK(member.gate.protocol_now(zero + 20s) == zero + 1s + 400ms);
        CHECK(member.count(EventKind::stepped) == 1);
        CHECK(member.out.events.back().count == std::uint64_t{400'000'000});
    }
    SUBCASE("steps granted meanwhile add up") {
        member.gate.club(zero + 10s + 100ms, frozen(1, 3), member.out);
        member.pass(zero + 10s + 100ms, zero + 20s);
        CHECK(member.gate.protocol_now(zero + 20s) == zero + 1s + 600ms);
    }
    SUBCASE("the same look again grants nothing") {
        member.pass(zero + 10s, zero + 20s);
        member.gate.club(zero + 20s, frozen(1, 2), member.out);
        CHECK(member.gate.frozen());
    }
    SUBCASE("an input after its end is held, though the end was not noticed in time") {
        member.gate.receive(zero + 15s, place(83), member.alive("cat", 83), member.out);
        CHECK(member.gate.held_count() == 1);
        CHECK(member.gate.protocol_now(zero + 15s) == zero + 1s + 400ms);
    }
    SUBCASE("a thaw in its middle lets time run on") {
        member.gate.club(zero + 10s + 100ms, thawed(1), member.out);
        CHECK(member.gate.protocol_now(zero + 12s) == zero + 3s);
    }
}

TEST_CASE("one event at a time: exactly the oldest, at the standing time") {
    Frozen member;
    CHECK_FALSE(member.gate.step_event(zero, member.out));  // not frozen
    member.gate.freeze_self(zero + 1s, std::nullopt, member.out);
    CHECK_FALSE(member.gate.step_event(zero + 2s, member.out));  // nothing is held
    member.gate.receive(zero + 2s, place(82), member.alive("bob", 82), member.out);
    member.gate.receive(zero + 3s, place(83), member.alive("cat", 83), member.out);
    member.out.clear();
    CHECK(member.gate.step_event(zero + 5s, member.out));
    CHECK(member.events({EventKind::joined, EventKind::stepped}) == Lines{"joined bob", "stepped 127.0.0.1:82"});
    CHECK(member.gate.held_count() == 1);
    CHECK(member.gate.protocol_now(zero + 5s) == zero + 1s);
}

TEST_CASE("a thaw that went unseen between two freezes is made up for") {
    Frozen member;
    member.gate.club(zero + 1s, frozen(1, 5), member.out);
    member.pass(zero + 1s, zero + 4s);
    member.gate.receive(zero + 4s, place(82), member.alive("bob", 82), member.out);
    member.out.clear();
    member.gate.club(zero + 5s, frozen(2, 0), member.out);
    CHECK(member.events({EventKind::joined, EventKind::thawed, EventKind::frozen}) ==
          Lines{"joined bob", "thawed", "frozen"});
    member.gate.club(zero + 6s, frozen(2, 1), member.out);
    CHECK(member.gate.frozen_or_stepping());
    CHECK_FALSE(member.gate.frozen());
}

TEST_CASE("a member started in a frozen club is ready, but its join is held and earlier steps are not its own") {
    Frozen member{false};
    member.gate.club(zero + 1s, frozen(3, 4), member.out);
    member.gate.start(zero + 1s, member.out);
    const auto seed = place(82);
    CHECK_FALSE(member.gate.command(
        zero + 2s, "join", [&](Node& node, Instant now, Outbox& out) { node.join(now, {&seed, 1}, out); }, member.out));
    CHECK(member.events({EventKind::started, EventKind::frozen, EventKind::held}) ==
          Lines{"started", "frozen", "held join"});
    CHECK(member.out.streams.empty());
    CHECK(member.gate.frozen());
    member.gate.club(zero + 9s, thawed(3), member.out);
    CHECK(member.out.streams.size() == 1);
}

TEST_CASE("a stream's bytes are kept while they wait") {
    Frozen member;
    member.gate.freeze_self(zero + 1s, std::nullopt, member.out);
    {
        const Buffer gone{1, 2, 3};
        member.gate.stream(zero + 1s, StreamId{2}, StreamAccepted{place(5000)}, member.out);
        member.gate.stream(zero + 1s, StreamId{2}, StreamData{gone}, member.out);
    }
    const auto held = member.gate.held();
    REQUIRE(held.size() == 2);
    CHECK(held[0].kind == "stream");
    CHECK(held[1].bytes == 3);
    member.gate.thaw_self(zero + 2s, member.out);
    CHECK(member.count(EventKind::stream_opened) == 1);
}
