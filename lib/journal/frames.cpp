#include "journal/frames.hpp"

#include <algorithm>
#include <watercooler/assert.hpp>

namespace watercooler::journal {
namespace {

constexpr std::size_t head_bytes = 5;
constexpr std::size_t seq_bytes = 8;
constexpr std::size_t kept_bytes_max = 64 * 1024;  // of an empty buffer

void append_big_endian(Buffer& to, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint64_t big_endian(Bytes bytes) {
    std::uint64_t value = 0;
    for (const auto byte : bytes) value = value << 8 | byte;
    return value;
}

bool is_known(std::uint8_t type) { return type >= 1 && type <= 6; }

bool fits(FrameType type, std::size_t payload_bytes) {
    switch (type) {
        case FrameType::batch:
            return payload_bytes > seq_bytes && payload_bytes <= seq_bytes + batch_bytes_max;
        case FrameType::ack:
            return payload_bytes == seq_bytes;
        case FrameType::bye:
            return payload_bytes == 0;
        case FrameType::hello:
        case FrameType::welcome:
        case FrameType::refuse:
            return payload_bytes > 0 && payload_bytes <= handshake_bytes_max;
    }
    return false;
}

void append_head(Buffer& to, FrameType type, std::size_t payload_bytes) {
    WATERCOOLER_ASSERT(fits(type, payload_bytes));
    append_big_endian(to, 1 + payload_bytes, 4);
    to.push_back(static_cast<std::uint8_t>(type));
}

}  // namespace

void append_frame(Buffer& to, FrameType type, Bytes payload) {
    append_head(to, type, payload.size());
    to.insert(to.end(), payload.begin(), payload.end());
}

void append_batch(Buffer& to, Sequence first, Bytes batch) {
    append_head(to, FrameType::batch, seq_bytes + batch.size());
    append_big_endian(to, first.value, 8);
    to.insert(to.end(), batch.begin(), batch.end());
}

void append_ack(Buffer& to, Sequence seq) {
    append_head(to, FrameType::ack, seq_bytes);
    append_big_endian(to, seq.value, 8);
}

void FrameReader::add(Bytes bytes) {
    if (error_) return;
    if (read_ == buffer_.size() && buffer_.capacity() > kept_bytes_max)
        buffer_ = {};
    else
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(read_));
    read_ = 0;
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

std::optional<Frame> FrameReader::broken(const char* reason) {
    error_ = DecodeError{reason};
    buffer_ = {};
    read_ = 0;
    return std::nullopt;
}

/// False: it is not whole yet, or wrong.
bool FrameReader::pass_greeting() {
    while (greeting_left_ > 0 && read_ < buffer_.size()) {
        const auto expected = static_cast<std::uint8_t>(greeting[greeting.size() - greeting_left_]);
        if (buffer_[read_] != expected) return broken("bad-greeting").has_value();
        ++read_;
        --greeting_left_;
    }
    return greeting_left_ == 0;
}

std::optional<Frame> FrameReader::next() {
    if (error_ || !pass_greeting()) return std::nullopt;
    const auto rest = Bytes{buffer_}.subspan(read_);
    if (rest.size() < head_bytes) return std::nullopt;
    const auto length = big_endian(rest.first(4));
    if (length < 1 || length > frame_bytes_max) return broken("bad-length");
    if (!is_known(rest[4])) return broken("bad-type");
    const auto type = static_cast<FrameType>(rest[4]);
    const auto payload_bytes = static_cast<std::size_t>(length) - 1;
    if (!fits(type, payload_bytes)) return broken("bad-length");
    if (rest.size() - head_bytes < payload_bytes) return std::nullopt;
    read_ += head_bytes + payload_bytes;
    return Frame{type, rest.subspan(head_bytes, payload_bytes)};
}

tl::expected<BatchFrame, DecodeError> read_batch(Bytes payload) {
    if (payload.size() < seq_bytes) return tl::unexpected{DecodeError{"truncated"}};
    const auto batch = payload.subspan(seq_bytes);
    const auto found = extent(batch);
    if (!found) return tl::unexpected{found.error()};
    if (found->first.value != big_endian(payload.first(seq_bytes))) return tl::unexpected{DecodeError{"bad-seq"}};
    if (found->bytes != batch.size()) return tl::unexpected{DecodeError{"bad-length"}};
    return BatchFrame{*found, batch};
}

Sequence read_ack(Bytes payload) {
    WATERCOOLER_ASSERT(payload.size() == seq_bytes);
    return {big_endian(payload)};
}

}  // namespace watercooler::journal
