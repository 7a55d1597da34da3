// Any bytes as a stream, as user state and as metadata: they are answered, a part of a stream asks for more than it has
// and never for more than the whole, and what was understood is written and understood the same way again.
#include <cstdint>
#include <variant>
#include <watercooler/assert.hpp>
#include <watercooler/codec.hpp>

#include "message/codec.hpp"
#include "wire/bounds.hpp"

using namespace watercooler;

namespace {

const Codec& plain() {
    static const auto codec = memberlist_codec({});
    return *codec;
}

void check_again(const message::StreamMessage& message) {
    const auto written = plain().encode_stream(message, false);
    if (written.size() > wire::bounds::stream_bytes_max) return;  // it came compressed, or without most of its fields
    const auto again = plain().decode_stream(written, false);
    const auto* whole = again ? std::get_if<StreamRead::Whole>(&again->value) : nullptr;
    WATERCOOLER_ASSERT(whole != nullptr && whole->message == message);
}

/// A few places where the stream may have been cut, spread over all of it.
void check_parts(const Codec& codec, Bytes whole) {
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 8) {
        const auto read = codec.decode_stream(whole.first(size), true);
        WATERCOOLER_ASSERT(read.has_value());
        const auto* more = std::get_if<StreamRead::NeedMore>(&read->value);
        WATERCOOLER_ASSERT(more != nullptr && more->bytes_min > size && more->bytes_min <= whole.size());
    }
}

void check_stream(const Codec& codec, Bytes bytes) {
    const auto read = codec.decode_stream(bytes, true);
    if (!read) return;
    if (const auto* more = std::get_if<StreamRead::NeedMore>(&read->value)) {
        WATERCOOLER_ASSERT(more->bytes_min > bytes.size());
        return;
    }
    const auto& whole = std::get<StreamRead::Whole>(read->value);
    WATERCOOLER_ASSERT(whole.consumed <= bytes.size());
    check_parts(codec, bytes.first(whole.consumed));
    check_again(whole.message);
}

void check_inner(Bytes bytes) {
    if (const auto state = plain().decode_state(bytes)) {
        WATERCOOLER_ASSERT(plain().decode_state(plain().encode_state(*state)).value() == *state);
    }
    if (const auto tags = plain().decode_tags(bytes)) {
        WATERCOOLER_ASSERT(plain().decode_tags(plain().encode_tags(*tags)).value() == *tags);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto blue = memberlist_codec({"blue"});
    check_stream(plain(), {data, size});
    check_stream(*blue, {data, size});
    check_inner({data, size});
    return 0;
}
