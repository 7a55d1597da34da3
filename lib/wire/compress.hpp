#pragma once

#include <cstddef>

#include "message/codec.hpp"
#include "wire/msgpack.hpp"

namespace watercooler::wire {

/// Reads a compressed message's body (the map behind the type byte 9) and unpacks it; what comes out is never empty.
/// Errors: as lzw_decode; bad-compression for another algorithm or an empty message.
/// Source: docs/protocol.md, "Compression".
Decoded<Buffer> decompress(Reader in, std::size_t bytes_max);

}  // namespace watercooler::wire
