#pragma once

#include <functional>
#include <string>
#include <watercooler/address.hpp>

namespace watercooler::driver {

/// Who is at the other end, as far as faults need to know.
struct Peer {
    std::string name{};         // empty: nobody knows, and only `*` means him
    bool makes_faults = false;  // of this club on this host: what we send him he disturbs himself, when it arrives
};

/// How a driver finds out, asked only while there are faults. Empty functions know nobody.
struct PeerNames {
    std::function<Peer(const Address& member)> at;
    /// Of a connection that was opened to us: by its own end's address.
    std::function<Peer(const Address& connection)> connected;
};

}  // namespace watercooler::driver
