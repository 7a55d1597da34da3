#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace watercooler {

/// Bytes that somebody else owns.
using Bytes = std::span<const std::uint8_t>;
/// Bytes that we own.
using Buffer = std::vector<std::uint8_t>;

inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace watercooler
