#include "message/codec.hpp"

#include <watercooler/assert.hpp>
#include <watercooler/codec.hpp>

#include "wire/datagram.hpp"
#include "wire/part.hpp"
#include "wire/serf.hpp"
#include "wire/stream.hpp"

namespace watercooler {
namespace {

constexpr std::size_t label_bytes_max = 255;

/// memberlist's wire: the envelopes are told once, the rest is lib/wire's functions.
class MemberlistCodec final : public Codec {
public:
    explicit MemberlistCodec(const Envelope& envelope) : label_{envelope.label} {
        WATERCOOLER_ASSERT(label_.size() <= label_bytes_max);
    }

    Parts decode_datagram(Bytes datagram) const override { return wire::decode_datagram(datagram, label_); }
    Buffer encode(const message::Message& message) const override { return wire::encode_part(message); }
    Buffer pack(const std::vector<Buffer>& parts, bool crc) const override {
        return wire::pack_datagram(parts, crc, label_);
    }
    std::size_t overhead() const override { return wire::datagram_overhead(label_); }
    std::size_t overhead_per_part() const override { return wire::part_overhead; }

    Decoded<StreamRead> decode_stream(Bytes so_far, bool accepted) const override {
        return wire::decode_stream(so_far, accepted ? std::string_view{label_} : std::string_view{});
    }
    Buffer encode_stream(const message::StreamMessage& message, bool connecting) const override {
        return wire::encode_stream(message, connecting ? std::string_view{label_} : std::string_view{});
    }

    Buffer encode_state(const message::SerfState& state) const override { return wire::encode_state(state); }
    Decoded<message::SerfState> decode_state(Bytes user_state) const override { return wire::decode_state(user_state); }
    Buffer encode_tags(const message::Tags& tags) const override { return wire::encode_tags(tags); }
    Decoded<message::Tags> decode_tags(Bytes meta) const override { return wire::decode_tags(meta); }

private:
    std::string label_;
};

}  // namespace

std::shared_ptr<const Codec> memberlist_codec(const Envelope& envelope) {
    return std::make_shared<const MemberlistCodec>(envelope);
}

}  // namespace watercooler
