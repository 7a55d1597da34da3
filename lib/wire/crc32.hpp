#pragma once

#include <cstdint>
#include <watercooler/bytes.hpp>

namespace watercooler::wire {

/// CRC-32 with the IEEE polynomial, as in Ethernet and zlib.
std::uint32_t crc32(Bytes bytes);

}  // namespace watercooler::wire
