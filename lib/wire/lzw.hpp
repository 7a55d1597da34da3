#pragma once

#include <cstddef>
#include <watercooler/bytes.hpp>

#include "message/codec.hpp"

namespace watercooler::wire {

/// Unpacks memberlist's compression: LZW, least significant bit first, 8-bit literals, codes of 9 to 12 bits.
///
/// Bytes behind the end code are ignored. Errors: bad-compression (a code that cannot stand there, or no end code),
/// too-large (more than `bytes_max` would come out: nothing beyond that is allocated). We read it, since others'
/// default is to send it; we never write it. Source: docs/protocol.md; Go's compress/lzw, whose decoder defines the
/// form.
Decoded<Buffer> lzw_decode(Bytes codes, std::size_t bytes_max);

}  // namespace watercooler::wire
