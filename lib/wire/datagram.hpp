#pragma once

#include <string_view>
#include <vector>

#include "message/codec.hpp"

namespace watercooler::wire {

/// What `pack_datagram` adds at the most: label header, checksum and compound header; and a length for each part.
std::size_t datagram_overhead(std::string_view label);
inline constexpr std::size_t part_overhead = 2;

/// Reads a datagram from outside in: label, checksum, then compounds and messages.
///
/// Shape: [f4 size label] [0c crc32:u32] (message | 07 count:u8 count x size:u16 parts)
/// A compound that is cut inside a part keeps the parts before it. Zero bytes are no problem and hold nothing.
Parts decode_datagram(Bytes datagram, std::string_view label);

Buffer pack_datagram(const std::vector<Buffer>& parts, bool crc, std::string_view label);

}  // namespace watercooler::wire
