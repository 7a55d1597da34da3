#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include <watercooler/node.hpp>

namespace watercooler {

/// The club's freeze word as a member last saw it: {epoch, frozen, steps}, and when it thaws by itself.
struct FreezeOrder {
    std::uint32_t epoch = 0;         // counts freezes
    bool frozen = false;
    std::uint32_t steps = 0;         // gossip intervals granted since this epoch began; only grows within an epoch
    std::optional<Instant> thaw_at;  // on the host's boot-time clock
    friend bool operator==(const FreezeOrder&, const FreezeOrder&) = default;
};

/// Stands between a driver and its Node and makes freezing possible without I/O: turns host time (boot-time clock) into
/// protocol time, keeps what arrives while frozen, hands it over at the thaw before time goes on, and lets time run for steps.
///
/// A member is frozen if the club's order or its own flag says so. Same inputs, same outputs; the simulator drives it too.
/// Every input names the host time; each looks at the frozen state first.
class FreezeGate {
public:
    static constexpr std::size_t held_count_max = 1024;
    static constexpr std::size_t held_bytes_max = 1024 * 1024;

    /// `host_now` becomes protocol time zero. `node` outlives the gate and is driven by nobody else.
    FreezeGate(Node& node, Instant host_now);

    // Orders. Emit `frozen`, `thawed` and `stepped` through the node. Idempotent.
    void club(Instant host_now, const FreezeOrder& order, Outbox& out);  // call with what the page says, at every look
    void freeze_self(Instant host_now, std::optional<Instant> thaw_at, Outbox& out);
    void thaw_self(Instant host_now, Outbox& out);
    void step_self(Instant host_now, std::uint32_t intervals, Outbox& out);
    /// Hands exactly one held input to the node, the oldest. False if there is none or the node is not frozen.
    bool step_event(Instant host_now, Outbox& out);

    // Inputs of the node, on host time; held while frozen: beyond the limits the newest is dropped and counted.
    void start(Instant host_now, Outbox& out);
    void receive(Instant host_now, const Address& from, Bytes datagram, Outbox& out);
    void refused(Instant host_now, const Address& to, Outbox& out);
    void stream(Instant host_now, StreamId id, const StreamInput& input, Outbox& out);
    void wake(Instant host_now, Outbox& out);

    /// A command (set, tell, join ...): runs at once, or is kept and runs first after the thaw. True = ran.
    /// Commands come before held packets at the thaw, in their own order.
    using Command = std::function<void(Node&, Instant protocol_now, Outbox&)>;
    bool command(Instant host_now, std::string what, Command run, Outbox& out);
    /// A command that must not wait: leave, stop, note. Runs at the (standing) protocol time.
    void command_now(Instant host_now, const Command& run, Outbox& out);

    bool frozen() const;             // time stands still now (during a step it does not)
    bool frozen_or_stepping() const;
    Instant protocol_now(Instant host_now) const;
    /// When to call wake() next, on host time; includes the end of a step and `thaw_at`.
    Instant next_wakeup(Instant host_now) const;
    struct HeldView {
        std::string kind;  // "datagram", "stream", "command"
        std::string peer;
        std::size_t bytes = 0;
        Instant since{};   // host time
    };
    std::vector<HeldView> held() const;
    std::size_t held_count() const;
    std::uint64_t held_dropped() const;
};

}  // namespace watercooler
