#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>
#include <watercooler/settings.hpp>

#include "core/awareness.hpp"
#include "core/beliefs.hpp"
#include "core/context.hpp"
#include "core/members.hpp"
#include "core/outgoing.hpp"
#include "core/surroundings.hpp"

namespace watercooler::core {

/// Counts the pings of one node, direct ones and those on behalf of others.
class PingNumbers {
public:
    /// The first is drawn, so that answers to an earlier life mean nothing.
    explicit PingNumbers(Random& random) : last_(static_cast<std::uint32_t>(random.below(1U << 24))) {}
    std::uint32_t next() { return ++last_; }

private:
    std::uint32_t last_;
};

/// Asks one member after the other whether it is there: directly, then through helpers and by stream.
/// Source: memberlist-wire 8.1, 8.2, 8.4. One probe at a time.
class Probe {
public:
    struct Parts {
        const Settings& settings;
        Members& members;
        Awareness& awareness;
        Beliefs& beliefs;
        Outgoing& outgoing;
        PingNumbers& numbers;
        Surroundings& surroundings;
    };
    explicit Probe(const Parts& parts) : parts_(parts) {}

    /// For TimerKind::probe: begins the next probe, unless one runs.
    void tick(Context& context);
    /// For TimerKind::probe_direct: helpers are asked.
    void direct_timeout(Context& context);
    /// For TimerKind::probe_end.
    void end(Context& context);

    /// True if it answers our probe; any sender will do, but a round trip is measured only to the member itself.
    bool ack(Context& context, const message::Ack& ack, const Address& from);
    void nack(const message::Nack& nack);
    /// The ping by stream was answered; it counts when the probe ends without any other answer.
    void stream_ack(std::uint32_t sequence);
    /// The member's host says that nobody listens there: the direct ping counts as unanswered.
    void refused(Context& context, const Member& member);
    /// Gives up what runs, without any conclusion.
    void abandon(Context& context);

private:
    struct Open {
        std::string name;
        std::uint32_t sequence = 0;
        Incarnation incarnation;  // of the member, when the probe began
        Instant sent{};
        Instant ends{};
        bool indirect = false;
        bool stream_answered = false;
        std::size_t nacks_due = 0, nacks = 0;
        std::size_t helpers = 0;
    };

    Member* next(Context& context);
    void begin(Context& context, Member& member);
    void ping(Context& context, const Member& member);
    void ask_helpers(Context& context, const Member& member);
    void succeed(Context& context, Member& member, std::string_view how);
    void fail(Context& context, const Member& member);
    void close(Context& context);

    Parts parts_;
    std::optional<Open> open_;
};

/// Who we are, as pings say it.
message::Source source_of(const Member& self);

}  // namespace watercooler::core
