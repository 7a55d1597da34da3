#pragma once

#include <string_view>

#include "message/codec.hpp"

namespace watercooler::wire {

/// Reads the first message of a stream.
///
/// Shape: [f4 size label] type, then for push/pull (06) a header map, its number of record maps, its bytes of user
///        state; for user (08) a header map and its bytes; for ping, ack and error one map.
/// Only the side that connected sends the label header; `label` is what is due here, empty for none.
Decoded<StreamRead> decode_stream(Bytes so_far, std::string_view label);

Buffer encode_stream(const message::StreamMessage& message, std::string_view label);

}  // namespace watercooler::wire
