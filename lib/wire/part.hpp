#pragma once

#include "message/codec.hpp"
#include "wire/own.hpp"

namespace watercooler::wire {

/// Reads one part of a datagram: type byte and body; bytes after the body are ignored. Compounds are not parts.
Decoded<UserRead> decode_part(Bytes part);
/// Reads a user message: Serf's, ours, or anybody's, by its first byte.
Decoded<UserRead> decode_user(Bytes payload);

Buffer encode_part(const message::Message& message);
/// A user message without memberlist's type byte. `message` is of a user kind (asserted).
Buffer encode_user(const message::Message& message);

}  // namespace watercooler::wire
