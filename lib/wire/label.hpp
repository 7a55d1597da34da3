#pragma once

#include <string_view>

#include "message/codec.hpp"
#include "wire/msgpack.hpp"

namespace watercooler::wire {

/// Bytes of the header that carries `label`; none for the empty label.
std::size_t label_overhead(std::string_view label);
void write_label(Writer& out, std::string_view label);

/// Goes past the header of `label`, or past nothing if it is empty.
/// Problems: wrong-label for any other or none; bad-label for an empty one; truncated when it could still become right.
void read_label(Reader& in, std::string_view label);

}  // namespace watercooler::wire
