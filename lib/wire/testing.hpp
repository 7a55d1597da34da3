#pragma once

#include <string>
#include <string_view>
#include <watercooler/codec.hpp>

#include "wire/vectors.hpp"

/// What several tests of this folder say in the same way.
namespace watercooler::wire::testing {

/// The codec of a club without a label.
inline const Codec& plain() {
    static const auto codec = memberlist_codec({});
    return *codec;
}

/// The reasons of all problems, in order.
inline std::string problems(const Parts& parts) {
    std::string result;
    for (const auto& problem : parts.problems) result += (result.empty() ? "" : " ") + problem.reason;
    return result;
}

/// A short msgpack text, as hex.
inline std::string text(std::string_view value) {
    return to_hex(Buffer{static_cast<std::uint8_t>(0xa0 | value.size())}) + to_hex(bytes_of(value));
}

/// The message that was read whole; null if it was not.
inline const StreamRead::Whole* whole(const Decoded<StreamRead>& read) {
    return read ? std::get_if<StreamRead::Whole>(&read->value) : nullptr;
}

}  // namespace watercooler::wire::testing
