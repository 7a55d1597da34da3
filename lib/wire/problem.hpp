#pragma once

#include <tl/expected.hpp>

#include "message/codec.hpp"

// Why bytes were not understood: the codes in DecodeError. docs/protocol.md explains each in a line.
namespace watercooler::wire::problem {

inline constexpr const char* bad_compression = "bad-compression";  // codes that unpack to nothing sensible
inline constexpr const char* bad_crc = "bad-crc";                  // the checksum is not that of the bytes
inline constexpr const char* bad_label = "bad-label";              // a label header without a label, or cut short
inline constexpr const char* bad_status = "bad-status";            // a member status that does not exist
inline constexpr const char* empty_part = "empty-part";            // not even a type byte
inline constexpr const char* encrypted = "encrypted";              // or garbled: it cannot be told apart without a key
inline constexpr const char* forbidden = "forbidden";              // readable, but telling it on would end older peers
inline constexpr const char* nameless = "nameless";                // a member record without a name
inline constexpr const char* not_a_map = "not-a-map";              // a body that is something else
inline constexpr const char* out_of_range = "out-of-range";        // a number that its field cannot hold
inline constexpr const char* text_too_long = "text-too-long";
inline constexpr const char* too_deep = "too-deep";    // compounds inside compounds without end
inline constexpr const char* too_large = "too-large";  // beyond what a stream may carry
inline constexpr const char* too_many = "too-many";    // items of a list, parts of a datagram
inline constexpr const char* truncated = "truncated";
inline constexpr const char* unknown_kind = "unknown-kind";  // one of ours from a newer generation
inline constexpr const char* unknown_type = "unknown-type";
inline constexpr const char* wrong_label = "wrong-label";  // another club's
inline constexpr const char* wrong_type = "wrong-type";    // a field of another type than expected

}  // namespace watercooler::wire::problem

namespace watercooler::wire {

inline tl::unexpected<DecodeError> error(const char* problem) { return tl::unexpected{DecodeError{problem}}; }

}  // namespace watercooler::wire
