#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>
#include <watercooler/freeze_gate.hpp>
#include <watercooler/node.hpp>

#include "driver/peer.hpp"
#include "driver/port.hpp"
#include "faults/decider.hpp"

namespace boost::asio {
class io_context;
}

namespace watercooler::driver {

/// What the driver asks of, and tells, the program around it. Empty functions are not called.
struct Hooks {
    /// What the club's freeze page says; asked before every input, so it must be cheap.
    std::function<FreezeOrder()> freeze_order;
    /// What the node did, in order, after each input. `wall_time_ns`: since 1970, just before its packets left, so that
    /// nobody has heard of it earlier.
    std::function<void(std::span<const Event> events, std::int64_t wall_time_ns)> events;
    /// A connection whose first byte says HTTP, and the HTTP server's part of the door's book-keeping.
    std::function<void(Descriptor connection)> http;
    std::function<std::size_t()> http_count;
    std::function<bool()> give_up_http;
};

/// Real UDP, TCP and one timer around a Node and its FreezeGate. Single-threaded, on the io_context's thread.
///
/// Host time is the boot-time clock, which goes on while the machine is suspended.
class Driver {
public:
    /// `settings.address` is where `port` is reached. `codec` outlives the driver.
    Driver(boost::asio::io_context& io, Port port, const Settings& settings, const Codec& codec, const Boot& boot,
           Hooks hooks);
    ~Driver();
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    /// Begins to listen and to run the node.
    void start();
    /// Closes all sockets. The node is not told.
    void stop();

    const Node& node() const;
    const FreezeGate& gate() const;
    Instant host_now() const;
    Instant protocol_now() const;

    /// Runs a command at once, or after the thaw. True = it ran.
    bool command(std::string what, FreezeGate::Command run);
    /// Runs a command that must not wait for a thaw.
    void command_now(const FreezeGate::Command& run);
    /// Gives an order to the gate: freeze_self, thaw_self, step_self, step_event.
    void order(const std::function<void(FreezeGate&, Instant host_now, Outbox&)>& give);

    /// What is wrong with the network from now on: instead of what was before. No event says so: who sets them does.
    void set_faults(std::vector<faults::Active> faults);
    const std::vector<faults::Active>& faults() const;
    /// How the names that faults speak of are found.
    void know_peers(PeerNames names);
    /// Called when an empty datagram asks to look: at faults, for instance.
    void on_look(std::function<void()> look);

    struct StreamCounts {
        std::size_t open = 0, waiting = 0;
        std::uint64_t accepted = 0, evicted = 0, timed_out = 0, turned_away = 0, tls = 0;
    };
    StreamCounts stream_counts() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace watercooler::driver
