#pragma once

#include <compare>
#include <cstdint>

namespace watercooler {

/// A number that knows what it counts: an Incarnation never compares with a Sequence.
template <class Tag, class Rep>
struct Named {
    Rep value{};
    friend constexpr auto operator<=>(const Named&, const Named&) = default;
};

/// How often a member has said "I am alive" anew; only the member itself raises it. 0 = never heard.
using Incarnation = Named<struct IncarnationTag, std::uint32_t>;
/// The number of an event within one boot of one node: 1, 2, 3 … without gaps. 0 = no event.
using Sequence = Named<struct SequenceTag, std::uint64_t>;
/// The version of one entry, counted by its origin, per key.
using Version = Named<struct VersionTag, std::uint64_t>;
/// One connection of one node. The node's own are odd, those that the driver accepted even.
using StreamId = Named<struct StreamIdTag, std::uint64_t>;
/// New at each start of a node.
using BootId = Named<struct BootIdTag, std::uint64_t>;
/// 64-bit hash of a whole datagram: joins a `sent` with its `received` events.
using PacketHash = Named<struct PacketHashTag, std::uint64_t>;

}  // namespace watercooler
