#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>
#include <watercooler/address.hpp>
#include <watercooler/bytes.hpp>

#include "driver/peer.hpp"
#include "faults/decider.hpp"

namespace watercooler::driver {

/// What the faults of this member do to its datagrams, and what its streams ask them.
///
/// Cuts are made by both ends, so that nothing crosses while only one of them knows. Everything else is made where a
/// packet arrives, once; only for a peer that makes no faults itself (a foreign one) is it made here before it leaves.
/// Delays run on host time, as on a wire: what arrives while the member is frozen is held like any other packet.
/// Without faults nothing is looked up, kept or drawn.
class FaultLine {
public:
    static constexpr std::size_t delayed_count_max = 4096;
    static constexpr std::size_t delayed_bytes_max = 4 * 1024 * 1024;

    struct Handlers {
        std::function<void(const Address& from, Bytes datagram)> arrive;
        std::function<void(const Address& to, Bytes datagram)> send;
        /// Something was thrown away; `why` begins with "fault ".
        std::function<void(const std::string& peer, Bytes datagram, std::string why)> dropped;
        std::function<void()> released;  // after a burst of delayed ones
    };

    FaultLine(boost::asio::io_context& io, std::string self, std::uint64_t seed, Handlers handlers);

    void set(std::vector<faults::Active> faults);
    const std::vector<faults::Active>& faults() const { return decider_.faults(); }
    void names(PeerNames names) { names_ = std::move(names); }
    void stop();

    /// A datagram that came, or is to go.
    void incoming(const Address& from, Bytes datagram);
    void outgoing(const Address& to, Bytes datagram);
    /// Those that are on their way.
    std::size_t delayed() const { return delayed_.size(); }

    // For streams.
    Peer who(const Address& address) const;
    /// Who opened a connection to us: its address has a port of no meaning.
    Peer who_connected(const Address& from) const;
    bool names_matter() const { return decider_.names_matter(); }
    /// A stream needs both ways: true if either is cut.
    bool silent(const std::string& peer) const;
    /// Says once, as for a dropped datagram, that a stream with this peer stands still.
    void tell_silence(const Address& address, const std::string& peer);
    faults::StreamVerdict arrived(const std::string& peer, std::size_t bytes);

private:
    enum class Way { in, out };
    struct Packet {
        Way way;
        Address address;
        Buffer bytes;
    };
    using Due = std::pair<Instant, std::uint64_t>;  // when, and in which order they came

    void decide(Way way, const Address& address, const Peer& peer, Bytes datagram);
    void drop(const Address& address, const Peer& peer, Bytes datagram, const std::string& why);
    void keep(Instant due, Packet packet);
    void pass(Way way, const Address& address, Bytes datagram);
    void arm();
    void release();

    std::string self_;
    faults::Decider decider_;
    Handlers handlers_;
    PeerNames names_;
    std::map<Due, Packet> delayed_;
    std::size_t delayed_bytes_ = 0;
    std::uint64_t kept_ = 0;
    Instant armed_for_ = never;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        timer_;
};

}  // namespace watercooler::driver
