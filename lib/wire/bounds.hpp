#pragma once

#include <cstddef>

// How much a reader takes in before it refuses. Source: the newer generation's limits (docs/protocol.md), our own
// below.
namespace watercooler::wire::bounds {

/// One stream message, label header included. Memberlist allows 20 MiB for each of its lengths.
inline constexpr std::size_t stream_bytes_max = 20 * 1024 * 1024;
inline constexpr std::size_t stream_nodes_max = 1'048'576;

/// What all compressed parts of one datagram unpack to. An honest one unpacks to one packet.
inline constexpr std::size_t datagram_unpacked_max = 1024 * 1024;
/// What a compressed stream message unpacks to. Source: the newer generation's limit.
inline constexpr std::size_t stream_unpacked_max = 40 * 1024 * 1024;

/// Compounds, and compressed parts, inside one another; nobody sends more than two.
inline constexpr int depth_max = 8;
/// Parts and problems of one datagram together: an honest compound has at most 255.
inline constexpr std::size_t parts_max = 1024;
/// Parts of a compound that we send: older receivers misread 128.
inline constexpr std::size_t parts_sent_max = 127;
inline constexpr std::size_t part_bytes_max = 65'535;

/// Items of all lists of one message together; bounds what a short message of tiny items makes us allocate.
inline constexpr std::size_t list_items_max = 262'144;
/// Items of one list in our own messages (ids, members, rumors).
inline constexpr std::size_t own_list_items_max = 131'072;
/// Buckets of a reconciliation.
inline constexpr std::size_t buckets_max = 16;
/// Names of members: other kinds of members do not limit theirs.
inline constexpr std::size_t member_name_bytes_max = 1024;

}  // namespace watercooler::wire::bounds
