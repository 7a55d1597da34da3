#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/member.hpp>

#include "core/context.hpp"
#include "core/gossip_queues.hpp"
#include "core/members.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// Counts what happened before what, without any clock. Source: serf-wire 4.
class LamportClock {
public:
    explicit LamportClock(std::uint64_t remembered = 0) : counter_(remembered > 0 ? remembered : 1) {}

    std::uint64_t read() const { return counter_; }
    void increment() { ++counter_; }
    /// Never below what was seen. A time at the very end of the range would leave none to follow: it is ignored.
    void witness(std::uint64_t seen) {
        if (seen >= counter_ && seen < time_max) counter_ = seen + 1;
    }

private:
    static constexpr std::uint64_t time_max = std::uint64_t{1} << 62;
    std::uint64_t counter_;
};

/// Which messages of the last 512 Lamport times were seen. Source: serf-wire 6.1 and 6.2.
class RecentTimes {
public:
    static constexpr std::size_t time_count = 512;
    static constexpr std::size_t ids_per_time_max = 64;

    /// True if (time, id) is new; `clock` is what the own clock reads.
    bool insert(std::uint64_t clock, std::uint64_t time, std::uint64_t id);

private:
    struct Slot {
        std::uint64_t time = 0;
        std::vector<std::uint64_t> ids;
    };
    std::map<std::uint64_t, Slot> slots_;  // by time mod 512; empty until the first message
};

/// Serf's layer: intents to join and leave, and user events and queries of other kinds of members, told on byte for
/// byte.
class Serf {
public:
    static constexpr std::size_t buffered_max = 4096;

    struct Parts {
        const std::string& self;
        Members& members;
        GossipQueues& queues;
    };
    Serf(const Parts& parts, const Memory& memory);

    void receive(Context& context, const message::JoinIntent& intent) { join(context, intent, true); }
    void receive(Context& context, const message::LeaveIntent& intent) { leave(context, intent, true); }
    void receive(Context& context, const message::UserEvent& event);
    void receive(Context& context, const message::Query& query);

    /// Tells that we joined: lifts our status time above any older goodbye that is still under way.
    void announce_join(Context& context);
    /// Tells that we leave; also as a message, to be sent directly.
    message::LeaveIntent announce_leave(Context& context);
    /// A member joined or returned: intents that came before it count now.
    void lives(Member& member);

    message::SerfState state(const message::Fingerprint& fingerprint) const;
    void merge(Context& context, const message::SerfState& theirs);

    const LamportClock& member_clock() const { return member_; }
    const LamportClock& event_clock() const { return event_; }
    const LamportClock& query_clock() const { return query_; }

private:
    struct Buffered {
        std::uint64_t time = 0;
        bool leaving = false;
        Instant since{};
    };

    void join(Context& context, const message::JoinIntent& intent, bool forward);
    void leave(Context& context, const message::LeaveIntent& intent, bool forward);
    bool buffer(Context& context, const std::string& name, const Buffered& intent);
    bool begin_leaving(Context& context, Member& member, const message::LeaveIntent& intent);
    void forward(Context& context, GossipQueues::Queue queue, const Buffer& raw, const message::Message& message);

    Parts parts_;
    LamportClock member_, event_, query_;
    RecentTimes events_, queries_;
    std::map<std::string, Buffered> buffered_;
    bool leaving_ = false;
};

}  // namespace watercooler::core
