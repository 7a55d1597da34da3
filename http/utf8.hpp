#pragma once

#include <cstddef>
#include <string_view>

namespace watercooler::http {

/// Bytes of the well-formed UTF-8 character that `text` begins with; 0 if there is none.
/// Overlong forms, surrogates and anything above U+10FFFF are not well formed. Source: Unicode 15, table 3-7.
inline std::size_t utf8_size(std::string_view text) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    const auto within = [&](std::size_t at, unsigned low, unsigned high) {
        return byte(at) >= low && byte(at) <= high;
    };
    const auto tail = [&](std::size_t at) { return within(at, 0x80, 0xbf); };
    if (text.empty()) return 0;
    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    if (first < 0xe0) return tail(1) ? 2 : 0;
    const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (first < 0xf0) return within(1, low, high) && tail(2) ? 3 : 0;
    return within(1, low, high) && tail(2) && tail(3) ? 4 : 0;
}

}  // namespace watercooler::http
