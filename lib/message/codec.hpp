#pragma once

#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>
#include <watercooler/bytes.hpp>
#include <watercooler/codec.hpp>

#include "message/messages.hpp"

namespace watercooler {

/// Why bytes could not be read: a short code for counters (`truncated`, `bad-crc`, `wrong-label`, `unknown-type` …).
struct DecodeError {
    std::string reason{};
};
template <class T>
using Decoded = tl::expected<T, DecodeError>;

/// What a datagram held: the parts that could be read, in order, and what was wrong with the others.
struct Parts {
    struct Part {
        message::Message message{};
        std::size_t bytes = 0;  // of this part, unpacked
    };
    std::vector<Part> parts{};
    std::vector<DecodeError> problems{};
};

/// The next message of a stream, or how many bytes it takes at the least until there is one.
struct StreamNeedMore {
    std::size_t bytes_min = 0;  // total from the stream's start; reading again before is useless
};
struct StreamWhole {
    message::StreamMessage message{};
    std::size_t consumed = 0;
};
struct StreamRead {
    using NeedMore =
        StreamNeedMore;  // named outside: g++ 12 cannot put a nested class with initialisers into a variant
    using Whole = StreamWhole;
    std::variant<NeedMore, Whole> value{};
};

/// Bytes ⇄ messages. Stateless and total: hostile bytes end in an error, never in a crash or a large allocation.
class Codec {
public:
    virtual ~Codec() = default;

    /// Reads one datagram, envelopes and all.
    virtual Parts decode_datagram(Bytes datagram) const = 0;
    /// One message as a part: type byte and body.
    virtual Buffer encode(const message::Message& message) const = 0;
    /// Parts (at least one, at most 127, none empty or over 65,535 bytes: asserted) as one datagram: alone or compound,
    /// then the label. `crc` adds memberlist's checksum; only for peers that know it (PMax ≥ 5).
    virtual Buffer pack(const std::vector<Buffer>& parts, bool crc) const = 0;
    /// What `pack` adds around and between parts: bytes fixed, and bytes for each part.
    virtual std::size_t overhead() const = 0;
    virtual std::size_t overhead_per_part() const = 0;

    /// Reads the first message of a stream. `accepted`: the other side connected to us, so the label header is due.
    /// Errors leave the stream unusable; bytes beyond the reader's limits (20 MiB) are errors.
    virtual Decoded<StreamRead> decode_stream(Bytes so_far, bool accepted) const = 0;
    /// `connecting`: we opened the stream, so the label header is written first.
    virtual Buffer encode_stream(const message::StreamMessage& message, bool connecting) const = 0;

    virtual Buffer encode_state(const message::SerfState& state) const = 0;
    virtual Decoded<message::SerfState> decode_state(Bytes user_state) const = 0;
    virtual Buffer encode_tags(const message::Tags& tags) const = 0;
    virtual Decoded<message::Tags> decode_tags(Bytes meta) const = 0;
};

}  // namespace watercooler
