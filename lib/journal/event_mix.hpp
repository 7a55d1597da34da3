#pragma once

// For tests and benchmarks: events as a member of a busy club makes them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "journal/journal.hpp"

namespace watercooler::journal::testing {

/// Makes a seeded run of events: probes, their answers, rumors that come, are applied or known, and go on.
class EventMix {
public:
    explicit EventMix(std::uint64_t seed = 1, std::size_t members = 50) : random_(seed), members_(members) {}

    std::vector<Stamped> take(std::size_t count) {
        std::vector<Stamped> events;
        while (events.size() < count) {
            now_ += 1'000'000 + static_cast<std::int64_t>(below(20'000'000));
            wall_offset_ += static_cast<std::int64_t>(below(4'000)) - 2'000;
            if (below(3) == 0)
                probe(events);
            else
                rumor(events);
        }
        events.resize(count);
        next_ = events.back().event.seq.value + 1;
        return events;
    }

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    std::string name() {
        static constexpr std::array<const char*, 10> stems{"jimmy", "ann",   "bob",   "carol", "dave",
                                                           "erin",  "frank", "grace", "heidi", "ivan"};
        const auto which = below(members_);
        return std::string{stems[which % stems.size()]} + "-" + std::to_string(which / stems.size());
    }
    Event& add(std::vector<Stamped>& events, EventKind kind, const std::string& peer, std::uint64_t cause_back) {
        if (events.empty()) written_ = 0;
        Stamped stamped;
        stamped.event.seq = {next_ + written_++};
        stamped.event.protocol_time = Instant{Duration{now_}};
        stamped.event.kind = kind;
        stamped.event.peer = peer;
        if (cause_back < stamped.event.seq.value) stamped.event.cause = {stamped.event.seq.value - cause_back};
        stamped.wall_time_ns = wall_zero + now_ + wall_offset_;
        events.push_back(std::move(stamped));
        return events.back().event;
    }
    void datagram(std::vector<Stamped>& events, EventKind kind, const std::string& peer, const char* what,
                  std::uint64_t back) {
        auto& event = add(events, kind, peer, back);
        event.bytes = 60 + below(600);
        event.packet = PacketHash{random_()};
        event.reason = what;
    }
    void probe(std::vector<Stamped>& events) {
        const auto peer = name();
        add(events, EventKind::probed, peer, 1 + below(40)).reason = "direct";
        datagram(events, EventKind::sent, peer, "ping", 1);
        now_ += 300'000;
        datagram(events, EventKind::received, peer, "ack", 1);
        add(events, EventKind::acked, peer, 1);
    }
    void rumor(std::vector<Stamped>& events) {
        const auto peer = name(), origin = name();
        Uuid uuid;
        for (auto& byte : uuid.bytes) byte = static_cast<std::uint8_t>(random_());
        datagram(events, EventKind::received, peer, "rumor", 1 + below(9));
        const bool known = below(2) == 0;
        auto& event = add(events, known ? EventKind::duplicate : EventKind::applied, peer, 1);
        event.uuid = uuid;
        event.origin = origin;
        event.key = "book";
        event.version = Version{1 + below(200)};
        event.hop = static_cast<std::uint32_t>(1 + below(5));
        if (known) return;
        event.value = "The Book Number " + std::to_string(below(1000));
        for (int copy = 0; copy < 3; ++copy) {
            datagram(events, EventKind::sent, name(), "rumor", static_cast<std::uint64_t>(copy) + 1);
            events.back().event.uuid = uuid;
        }
    }

    static constexpr std::int64_t wall_zero = 1'760'000'000'000'000'000;
    std::mt19937_64 random_;
    std::size_t members_;
    std::int64_t now_ = 1'000'000'000, wall_offset_ = 0;
    std::uint64_t next_ = 1, written_ = 0;
};

}  // namespace watercooler::journal::testing
