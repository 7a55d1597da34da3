// Any bytes as a datagram: they are answered, and what was understood is written and understood the same way again.
#include <algorithm>
#include <cstdint>
#include <watercooler/assert.hpp>
#include <watercooler/codec.hpp>

#include "message/codec.hpp"
#include "wire/bounds.hpp"

using namespace watercooler;

namespace {

void check(const Codec& codec, Bytes datagram) {
    static const auto plain = memberlist_codec({});
    // A compressed part counts as what it unpacks to.
    const auto part_bytes_max = std::max(datagram.size(), wire::bounds::datagram_unpacked_max);
    for (const auto& part : codec.decode_datagram(datagram).parts) {
        WATERCOOLER_ASSERT(part.bytes > 0 && part.bytes <= part_bytes_max);
        const auto again = plain->decode_datagram(plain->encode(part.message));
        WATERCOOLER_ASSERT(again.parts.size() == 1 && again.parts[0].message == part.message);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto plain = memberlist_codec({});
    static const auto blue = memberlist_codec({"blue"});
    check(*plain, {data, size});
    check(*blue, {data, size});
    return 0;
}
