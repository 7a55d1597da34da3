#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
#include <watercooler/node.hpp>

namespace watercooler {

/// The club's freeze word as a member last saw it: {epoch, frozen, steps}, and when it thaws by itself.
struct FreezeOrder {
    std::uint32_t epoch = 0;  // counts freezes
    bool frozen = false;
    std::uint32_t steps = 0;         // gossip intervals granted since this epoch began; only grows within an epoch
    std::optional<Instant> thaw_at;  // on the host's boot-time clock
    friend bool operator==(const FreezeOrder&, const FreezeOrder&) = default;
};

/// Stands between a driver and its Node and makes freezing possible without I/O: turns host time (boot-time clock) into
/// protocol time, keeps what arrives while frozen, hands it over at the thaw before time goes on, and lets time run for
/// steps.
///
/// A member is frozen if the club's order or its own flag says so. Same inputs, same outputs; the simulator drives it
/// too. Every input names the host time; each looks at the frozen state first.
class FreezeGate {
public:
    /// What waits for the thaw is bounded; commands have the same room apart, so that packets never push out a pick.
    static constexpr std::size_t held_count_max = 1024;
    static constexpr std::size_t held_bytes_max = 1024 * 1024;
    /// More intervals than these in one step are cut to it.
    static constexpr std::uint32_t step_intervals_max = 10'000;

    /// `host_now` becomes protocol time zero. `node` outlives the gate and is driven by nobody else.
    FreezeGate(Node& node, Instant host_now);

    // Orders. Emit `frozen` (reason = whose order: "club", "own flag" or both), `thawed` (count = nanoseconds that time
    // stood still; reason = whose word ended it, or "time is up") and, at its end, `stepped` (count = nanoseconds that
    // time ran) through the node; before `start` they are followed in silence. Idempotent.
    /// Call with what the page says, at every look. The own flag stays as it is.
    void club(Instant host_now, const FreezeOrder& order, Outbox& out);
    void freeze_self(Instant host_now, std::optional<Instant> thaw_at, Outbox& out);
    /// Clears the own flag only: while the club is frozen, so are we.
    void thaw_self(Instant host_now, Outbox& out);
    /// Hands over what is held, then lets time run; steps granted during a step add up. Nothing happens if not frozen.
    void step_self(Instant host_now, std::uint32_t intervals, Outbox& out);
    /// Hands exactly one held input to the node, the oldest. False if there is none or time is running.
    bool step_event(Instant host_now, Outbox& out);

    // Inputs of the node, on host time; held while frozen: beyond the limits the newest is dropped and counted.
    /// Runs at once, frozen or not: a member started in a frozen club is ready, and its join is held.
    void start(Instant host_now, Outbox& out);
    void receive(Instant host_now, const Address& from, Bytes datagram, Outbox& out);
    void refused(Instant host_now, const Address& to, Outbox& out);
    void stream(Instant host_now, StreamId id, const StreamInput& input, Outbox& out);
    void wake(Instant host_now, Outbox& out);

    /// A command (set, tell, join ...): runs at once, or is kept and runs first after the thaw. True = ran.
    /// Commands come before held packets at the thaw, in their own order. Dropped like a packet if `!command_room()`.
    using Command = std::function<void(Node&, Instant protocol_now, Outbox&)>;
    bool command(Instant host_now, std::string what, Command run, Outbox& out);
    /// False: a command that has to be held now would be dropped. A door says so instead of "held".
    bool command_room() const;
    /// A command that must not wait: stop, note. Runs at the (standing) protocol time.
    void command_now(Instant host_now, const Command& run, Outbox& out);
    /// Says goodbye. That takes time, so it runs from now on for this member, whatever the orders; what is held stays
    /// held. The others hold the goodbye if they are frozen.
    void leave(Instant host_now, Outbox& out);

    bool frozen() const;  // time stands still now (during a step it does not)
    bool frozen_or_stepping() const;
    Instant protocol_now(Instant host_now) const;
    /// When to call wake() next, on host time; includes the end of a step and `thaw_at`.
    Instant next_wakeup(Instant host_now) const;
    struct HeldView {
        std::string kind;  // "datagram", "refusal", "stream", "command"
        std::string peer;  // who sent it; of a command: what it is
        std::size_t bytes = 0;
        Instant since{};  // host time
    };
    /// In order of arrival.
    std::vector<HeldView> held() const;
    std::size_t held_count() const;
    std::uint64_t held_dropped() const;

private:
    struct HeldDatagram {
        Address from;
        Buffer bytes;
    };
    struct HeldRefusal {
        Address to;
    };
    struct HeldStream {
        StreamId id;
        StreamInput input;  // of StreamData: empty, the bytes are beside it
        Buffer bytes;
    };
    struct Held {
        HeldView view;
        PacketHash packet;
        std::variant<HeldDatagram, HeldRefusal, HeldStream, Command> input;
    };
    struct Load {
        std::size_t count = 0, bytes = 0;
        bool room(std::size_t more) const { return count < held_count_max && bytes + more <= held_bytes_max; }
    };
    enum class Mode { running, standing, stepping };

    void settle(Instant host_now, Outbox& out);
    void follow(Instant host_now, std::string_view word, Outbox& out);
    void freeze(Instant host_now, Outbox& out);
    void thaw(Instant host_now, std::string_view reason, Outbox& out);
    void tell_frozen(Instant host_now, Outbox& out);
    void step(Instant host_now, std::uint32_t intervals, Outbox& out);
    void end_step(Outbox& out);
    void hold(Held item, Outbox& out);
    void hand_over(Held& item, Outbox& out);
    void hand_over_all(Outbox& out);
    void emit(Instant host_now, Event event, Outbox& out);
    Instant thaws_at() const;
    Instant to_host(Instant protocol) const;
    Load& load(const Held& item);

    Node& node_;
    bool started_ = false;
    bool leaving_ = false;
    Mode mode_ = Mode::running;
    Instant host_anchor_;        // running: the host time at which protocol time was `protocol_anchor_`
    Instant protocol_anchor_{};  // standing: where protocol time stands
    Instant stepped_from_{};     // protocol time
    Instant step_end_{};         // protocol time
    Duration stood_{};           // in this freeze, up to the present standing
    Instant stands_since_{};     // host time
    FreezeOrder club_;
    std::optional<FreezeOrder> own_;
    std::deque<Held> held_;
    Load packets_, commands_;
    std::uint64_t held_dropped_ = 0;
};

}  // namespace watercooler
