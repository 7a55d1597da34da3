#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "sim/network.hpp"

namespace watercooler::sim {

/// The streams between hosts: what is written arrives whole, in order and late; loss only makes it later. A cut breaks
/// a stream in silence, as it would look for as long as a node is willing to wait.
struct Network::Wire {
    struct End {
        HostId host = 0;
        StreamId id;
        bool open = false;
    };
    struct Connection {
        End ends[2];  // 0 opened it, 1 accepted it
        Address to;   // where it was opened to
        bool accepted = false;
        bool broken = false;
        Instant last[2]{};                  // when the latest part reaches each end
        std::vector<StreamAction> waiting;  // written before it was accepted
    };

    explicit Wire(Network& owner) : network(owner) {}

    void act(Host& host, StreamAction action);
    void arrive(StreamArrival arrival);
    /// The process is gone: its connections are reset.
    void ended(const Host& host);

private:
    using Connections = std::map<std::uint64_t, Connection>;
    void open(Host& host, OpenStream what);
    void write(std::uint64_t number, Connection& connection, int side, Buffer bytes);
    void close(std::uint64_t number, Connection& connection, int side);
    void reached(std::uint64_t number, Connection& connection);
    void send(std::uint64_t number, Connection& connection, int to_side, StreamInput input, Buffer bytes);
    void fail(std::uint64_t number, Connection& connection, int side, const char* reason);
    bool cut(const Connection& connection) const;
    Duration trip(Duration when_lost);
    void forget_if_over(std::uint64_t number);

    Network& network;
    Connections connections;
    std::map<std::pair<HostId, StreamId>, std::pair<std::uint64_t, int>> by_end;
    std::uint64_t opened = 0;
};

}  // namespace watercooler::sim
