// Real nodes behind real sockets: that faults reach them, and freezing and faults agree.
#include "driver/driver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>
#include <watercooler/codec.hpp>

#include "driver/testing.hpp"

namespace watercooler::driver {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// Members of one loop, who know each other by their places.
struct Club {
    struct Member {
        std::string name;
        Address address;
        std::vector<Event> events;
        std::unique_ptr<Driver> driver;
    };
    explicit Club(std::initializer_list<const char*> names) {
        for (const auto* name : names) start(name);
        for (auto& member : members)
            member->driver->know_peers({.at = [this](const Address& at) { return who(at); },
                                        .connected = [this, me = member.get()](const Address&) { return other(*me); }});
        for (auto& member : members) join(*member, *members.front());
        REQUIRE(run_until(io, [&] { return all_know_all(); }));
    }
    ~Club() {
        for (auto& member : members) member->driver->stop();
    }
    void start(const std::string& name) {
        auto port = bind_port(loopback);
        auto& member = *members.emplace_back(std::make_unique<Member>());
        member.name = name;
        member.address = port->address;
        Settings settings;
        settings.name = name;
        settings.address = port->address;
        settings.probe_interval = 200ms;
        settings.probe_timeout = 100ms;
        Hooks hooks;
        hooks.events = [&member](std::span<const Event> events, std::int64_t) {
            member.events.insert(member.events.end(), events.begin(), events.end());
        };
        Boot boot;
        boot.id = BootId{members.size()};
        boot.seed = members.size();
        member.driver = std::make_unique<Driver>(io, std::move(*port), settings, *codec, boot, std::move(hooks));
        member.driver->start();
    }
    void join(Member& member, const Member& to) {
        if (&member == &to) return;
        const std::vector<Address> seeds{to.address};
        member.driver->command("join", [seeds](Node& node, Instant now, Outbox& out) { node.join(now, seeds, out); });
    }
    Peer who(const Address& address) const {
        for (const auto& member : members)
            if (same_place(member->address, address)) return {member->name, true};
        return {};
    }
    /// Of two, the one who is not `me`.
    Peer other(const Member& me) const {
        for (const auto& member : members)
            if (member.get() != &me) return {member->name, true};
        return {};
    }
    bool all_know_all() const {
        return std::ranges::all_of(members, [&](const auto& each) {
            return each->driver->node().members(each->driver->protocol_now()).size() == members.size();
        });
    }
    void have(std::size_t at, std::initializer_list<const char*> words) {
        std::vector<faults::Active> active;
        for (const auto* each : words) active.push_back({active.size() + 1, *faults::parse(each)});
        members[at]->driver->set_faults(std::move(active));
    }
    void set(std::size_t at, const std::string& book) {
        members[at]->driver->command(
            "set", [book](Node& node, Instant now, Outbox& out) { (void)node.set(now, "book", book, out); });
    }
    std::string book(std::size_t at, std::size_t of) const {
        const auto entry =
            members[at]->driver->node().entry(members[of]->name, "book", members[at]->driver->protocol_now());
        return entry ? entry->value : "";
    }
    std::size_t count(std::size_t at, EventKind kind, const std::string& peer = {},
                      const std::string& reason = {}) const {
        return static_cast<std::size_t>(std::ranges::count_if(members[at]->events, [&](const Event& event) {
            return event.kind == kind && (peer.empty() || event.peer == peer) && event.reason.starts_with(reason);
        }));
    }

    boost::asio::io_context io;
    std::shared_ptr<const Codec> codec = memberlist_codec({});
    std::vector<std::unique_ptr<Member>> members;
};

}  // namespace

TEST_CASE("a partition that only one side knows of is whole") {
    Club club{"amy", "bob"};
    run_for(club.io, 300ms);
    club.have(0, {"partition amy | bob"});
    take_what_is_there(club.io);  // what amy sent just before the cut is not her crossing it
    const auto received = club.count(0, EventKind::received, "bob"), at_bob = club.count(1, EventKind::received, "amy");
    club.set(0, "Dune");
    club.set(1, "Emma");
    run_for(club.io, 600ms);
    CHECK(club.count(0, EventKind::received, "bob") == received);
    CHECK(club.count(1, EventKind::received, "amy") == at_bob);
    CHECK(club.book(1, 0).empty());
    CHECK(club.book(0, 1).empty());
    CHECK(club.count(0, EventKind::dropped, "bob", "fault partition amy | bob") > 0);
    club.have(0, {});
    CHECK(run_until(club.io, [&] { return club.book(1, 0) == "Dune" && club.book(0, 1) == "Emma"; }));
}

TEST_CASE("a packet that is on its way when the member freezes is held, and the fault goes on") {
    Club club{"amy", "bob"};
    club.have(1, {"latency 100ms"});
    club.set(0, "Dune");
    club.members[1]->driver->order(
        [](FreezeGate& gate, Instant now, Outbox& out) { gate.freeze_self(now, std::nullopt, out); });
    run_for(club.io, 300ms);
    CHECK(club.book(1, 0).empty());
    CHECK(club.members[1]->driver->gate().held_count() > 0);
    CHECK(club.members[1]->driver->faults().size() == 1);
    club.members[1]->driver->order([](FreezeGate& gate, Instant now, Outbox& out) { gate.thaw_self(now, out); });
    CHECK(run_until(club.io, [&] { return club.book(1, 0) == "Dune"; }));
}

TEST_CASE("latency is seen in the round trip") {
    Club club{"amy", "bob"};
    club.have(0, {"latency 20ms"});
    club.have(1, {"latency 20ms"});
    CHECK(run_until(club.io, [&] {
        const auto now = club.members[0]->driver->protocol_now();
        for (const auto& member : club.members[0]->driver->node().members(now))
            if (member.name == "bob" && member.round_trip && *member.round_trip >= 40ms) return true;
        return false;
    }));
}

TEST_CASE("an empty datagram asks to look, and is nothing else") {
    Club club{"amy"};
    int looked = 0;
    club.members[0]->driver->on_look([&] { ++looked; });
    Client client{SOCK_DGRAM};
    REQUIRE(client.connect(club.members[0]->address));
    CHECK(client.send({}));
    CHECK(run_until(club.io, [&] { return looked == 1; }));
    CHECK(club.count(0, EventKind::received) == 0);
}

}  // namespace watercooler::driver
