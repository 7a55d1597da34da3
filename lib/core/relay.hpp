#pragma once

#include <cstdint>
#include <map>
#include <watercooler/settings.hpp>

#include "core/beliefs.hpp"
#include "core/context.hpp"
#include "core/outgoing.hpp"
#include "core/probe.hpp"

namespace watercooler::core {

/// Pings on behalf of others, and tells them what came of it. Source: memberlist-wire 8.3.
///
/// With memberlist's own defaults a nack that is sent when the ping's time has passed reaches the requester just after
/// its probe has ended, and lets it doubt its own health. So ours comes a little sooner; a late answer is still told.
class Relay {
public:
    static constexpr std::size_t count_max = 1024;

    struct Parts {
        const Settings& settings;
        const Members& members;
        Beliefs& beliefs;
        Outgoing& outgoing;
        PingNumbers& numbers;
    };
    explicit Relay(const Parts& parts) : parts_(parts) {}

    /// `requester` is where the answer goes.
    void serve(Context& context, const Receiver& requester, const message::IndirectPing& request);
    /// True if it answers a ping of ours on behalf of another.
    bool ack(Context& context, const message::Ack& ack);
    /// For TimerKind::relay.
    void timer(Context& context, const std::string& subject);
    /// Forgets all that runs: the requesters have given up long ago.
    void abandon(Context& context);

private:
    struct Request {
        Receiver requester;
        std::uint32_t sequence = 0;  // the requester's
        bool nack = false;           // is still to be sent
    };
    void silence(Context& context, std::uint32_t sequence);

    Parts parts_;
    std::map<std::uint32_t, Request> open_;  // by our own sequence
};

}  // namespace watercooler::core
