#pragma once

// For tests: a club on the made-up network, whose events are kept as Sauron would get them.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "answers/events.hpp"
#include "sim/agreement.hpp"
#include "sim/network.hpp"

namespace watercooler::answers {

class SimClub : private sim::Observer {
public:
    static constexpr std::int64_t wall_zero_ns = 1'800'000'000'000'000'000;

    explicit SimClub(const std::vector<std::string>& names, sim::Weather weather = {}, std::uint64_t seed = 7,
                     const Settings& settings = {})
        : network({.seed = seed, .weather = weather, .settings = settings}) {
        network.watch(*this);
        for (const auto& name : names) {
            sim::Network::Start start{.handle = name};
            if (name != names.front()) start.join = {names.front()};
            network.start(start);
        }
        REQUIRE(agree());
    }
    static std::vector<std::string> numbered(std::uint32_t count) {
        std::vector<std::string> names;
        for (std::uint32_t i = 0; i < count; ++i) names.push_back("m" + std::to_string(i));
        return names;
    }

    bool agree(Duration within = std::chrono::seconds{60}) {
        return network.run_until([&] { return sim::disagreement(network).empty(); }, network.now() + within,
                                 std::chrono::milliseconds{10});
    }
    void run(Duration span) { network.run_for(span); }
    void apply(const sim::Fault& fault) { REQUIRE(!network.apply(fault).has_value()); }
    /// The uuid of the new entry.
    Uuid set(const std::string& name, const std::string& book) {
        auto& host = *network.find(name);
        network.command(host, "set", [&](Node& node, Instant now, Outbox& out) {
            CHECK(node.set(now, "book", book, out).has_value());
        });
        const auto entry = host.node->entry(name, "book", host.gate->protocol_now(network.now()));
        return entry ? entry->uuid : Uuid{};
    }
    EventList events() const { return EventList{records}; }
    std::size_t count(EventKind kind) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(records, [&](const auto& record) { return record.event.kind == kind; }));
    }
    bool said(const std::string& member, EventKind kind, const std::string& peer) const {
        return std::ranges::any_of(records, [&](const auto& record) {
            return record.context.member == member && record.event.kind == kind && record.event.peer == peer;
        });
    }
    std::int64_t now_ns() const { return wall_zero_ns + network.now().time_since_epoch().count(); }

    sim::Network network;
    std::vector<json::EventRecord> records;

private:
    void event(Instant now, const sim::Host& host, const Event& event) override {
        const json::WallTime wall{wall_zero_ns + now.time_since_epoch().count()};
        records.push_back({event, {"office", host.name(), host.node->boot().id, wall}});
    }
};

}  // namespace watercooler::answers
