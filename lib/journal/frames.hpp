#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <watercooler/bytes.hpp>
#include <watercooler/number.hpp>

#include "journal/journal.hpp"

namespace watercooler::journal {

// What an eye and a collector say to each other, over one TCP connection. The eye begins with eight bytes, so that the
// first tells it from HTTP; then both send frames:
//
//   length:u32be type:u8 payload    length counts type and payload; at least 1, at most frame_bytes_max
//
//   type      from       payload
//   1 hello   eye        JSON, see handshake.hpp; the first frame, once
//   2 welcome collector  JSON, see handshake.hpp; its answer, once
//   3 batch   eye        first:u64be, then one batch (journal.hpp) that begins with that seq
//   4 ack     collector  seq:u64be: all events up to this one are durable
//   5 refuse  collector  JSON, see handshake.hpp: why it closes the connection now
//   6 bye     eye        nothing: no more will come; the collector acknowledges what it has, then closes
//
// The eye sends batches from max(next, have + 1) on, without waiting for acknowledgements, while less than
// window_bytes of them are not acknowledged. A batch may begin before have + 1 and end behind it: what is not newer
// than `have` is a duplicate. A batch that begins after the last one's end + 1 leaves a gap, which stays a gap.
inline constexpr std::string_view greeting = "wc-eye/1";
inline constexpr std::size_t frame_bytes_max = batch_bytes_max + 64 * 1024;
inline constexpr std::size_t handshake_bytes_max = 64 * 1024;  // of a hello, welcome or refuse
inline constexpr std::size_t window_bytes = 4 * 1024 * 1024;

enum class FrameType : std::uint8_t { hello = 1, welcome = 2, batch = 3, ack = 4, refuse = 5, bye = 6 };

struct Frame {
    FrameType type{};
    Bytes payload;  // lives as long as the reader's next call
};

/// Appends one frame. The payload fits its type's bounds (asserted).
void append_frame(Buffer& to, FrameType type, Bytes payload);
void append_batch(Buffer& to, Sequence first, Bytes batch);
void append_ack(Buffer& to, Sequence seq);

/// Cuts a connection's bytes into frames, as they come. Total: keeps at most one frame that is not whole, and never
/// makes room for bytes that have not come.
class FrameReader {
public:
    /// `with_greeting`: the greeting must come first, as a collector wants it.
    explicit FrameReader(bool with_greeting) : greeting_left_(with_greeting ? greeting.size() : 0) {}

    /// Takes what came. Read all frames before the next call.
    void add(Bytes bytes);
    /// The next whole frame, whose size fits its type; nothing: more must come, or the stream is broken.
    std::optional<Frame> next();
    /// bad-greeting, bad-length, bad-type. Nothing comes after it.
    const std::optional<DecodeError>& error() const { return error_; }
    /// Bytes of a frame that is not whole yet.
    std::size_t waiting() const { return buffer_.size() - read_; }

private:
    bool pass_greeting();
    std::optional<Frame> broken(const char* reason);

    std::size_t greeting_left_;
    Buffer buffer_;
    std::size_t read_ = 0;
    std::optional<DecodeError> error_;
};

/// A batch frame's payload.
struct BatchFrame {
    Extent extent;
    Bytes batch;
};
/// Errors: as extent(), bad-seq when the batch begins elsewhere, bad-length when more than the batch is there.
tl::expected<BatchFrame, DecodeError> read_batch(Bytes payload);
/// The payload of an ack frame that came out of a FrameReader.
Sequence read_ack(Bytes payload);

}  // namespace watercooler::journal
