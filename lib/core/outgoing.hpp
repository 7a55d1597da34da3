#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/settings.hpp>

#include "core/context.hpp"
#include "core/gossip_queues.hpp"
#include "message/codec.hpp"

namespace watercooler::core {

/// Where something goes, and how events call it: by the member's name if it is known, else by the address.
struct Receiver {
    Address address;
    std::string peer;
};

/// Makes datagrams: packs messages, adds what waits for gossip, and leaves a `sent` event for each.
class Outgoing {
public:
    enum class Company { alone, with_gossip };

    Outgoing(const Settings& settings, const Codec& codec, GossipQueues& queues)
        : settings_(settings), codec_(codec), queues_(queues) {}

    /// One directed datagram; as much gossip as fits goes with it.
    void send(Context& context, const Receiver& to, const std::vector<message::Message>& messages,
              Company company = Company::with_gossip);
    /// As few datagrams as the messages need, without gossip. Returns those that are too large for any.
    std::vector<const message::Message*> send_all(Context& context, const Receiver& to,
                                                  const std::vector<message::Message>& messages);
    /// One datagram of gossip alone. False: nothing waits that fits.
    bool gossip(Context& context, const Receiver& to);

    /// The latest `sent` of a datagram to this place; none if it is not among the last few.
    Sequence latest_to(const Address& place) const;

    /// Room for one message of its own.
    std::size_t room() const;
    std::size_t encoded_size(const message::Message& message) const { return codec_.encode(message).size(); }

private:
    static constexpr std::size_t parts_max = 127;  // older receivers misread more

    struct Packet {
        std::vector<Buffer> parts;
        std::vector<std::string_view> kinds;
        std::size_t size = 0;
    };
    Packet empty_packet() const { return {{}, {}, codec_.overhead()}; }
    void put(Packet& packet, std::string_view kind, Buffer part) const;
    void fill(Packet& packet, Sequence* cause) const;
    void post(Context& context, const Receiver& to, const Packet& packet);

    const Settings& settings_;
    const Codec& codec_;
    GossipQueues& queues_;
    struct Sent {
        Address to;
        Sequence event;
    };
    std::array<Sent, 64> latest_{};  // a ring: a refusal comes within a round trip
    std::size_t posted_ = 0;
};

}  // namespace watercooler::core
