#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <variant>
#include <watercooler/freeze_gate.hpp>
#include <watercooler/node.hpp>

namespace watercooler::sim {

using HostId = std::uint32_t;

/// What reaches a process through its sockets; owns its bytes, since a hard frozen process reads it late.
struct DatagramIn {
    Address from;
    Buffer bytes;
};
struct RefusalIn {
    Address to;
};
struct StreamIn {
    StreamId id;
    StreamInput input;  // of StreamData: empty, the bytes are beside it
    Buffer bytes;
};
using Input = std::variant<DatagramIn, RefusalIn, StreamIn>;

/// One participant: a place on the network, and the process that runs there (or ran, or will run again).
struct Host {
    /// What Linux gives a UDP socket when nobody asks for more.
    static constexpr std::size_t socket_bytes_max = 212'992;

    HostId id = 0;
    std::string handle;  // how faults and stories call it; the node's own name is in the settings
    Settings settings;
    std::uint32_t boots = 0;
    Memory memory;                     // what the state file of the last life holds
    std::unique_ptr<Node> node;        // null: no process
    std::unique_ptr<FreezeGate> gate;  // the node's only driver
    bool hard_frozen = false;
    bool leaving = false;
    Instant born{};           // host time of the present boot's start
    Instant down_since{};     // if there is no process
    std::deque<Input> inbox;  // while hard frozen
    std::size_t inbox_bytes = 0;
    std::uint64_t socket_drops = 0;
    std::uint64_t next_accepted = 2;  // accepted streams are even
    Instant wake_at = never;          // the earliest wake-up that is in the network's queue

    bool running() const { return node != nullptr; }
    const std::string& name() const { return settings.name; }
};

}  // namespace watercooler::sim
