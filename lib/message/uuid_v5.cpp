#include "message/uuid_v5.hpp"

#include <algorithm>
#include <bit>
#include <watercooler/bytes.hpp>

namespace watercooler {
namespace {

// SHA-1 is here for RFC 9562's sake only: it names, it protects nothing.
using Sha1 = std::array<std::uint32_t, 5>;

/// What round `i` adds to the mix: the round's function of b, c, d and its constant. Source: RFC 3174, section 5.
std::uint32_t round_term(std::size_t i, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    if (i < 20) return ((b & c) | (~b & d)) + 0x5a827999u;
    if (i < 40) return (b ^ c ^ d) + 0x6ed9eba1u;
    if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcu;
    return (b ^ c ^ d) + 0xca62c1d6u;
}

std::array<std::uint32_t, 80> schedule(Bytes block) {
    std::array<std::uint32_t, 80> words{};
    for (std::size_t i = 0; i < 64; ++i) words[i / 4] = words[i / 4] << 8 | block[i];
    for (std::size_t i = 16; i < 80; ++i) {
        words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    }
    return words;
}

void add_block(Sha1& hash, Bytes block) {
    const auto words = schedule(block);
    auto [a, b, c, d, e] = hash;
    for (std::size_t i = 0; i < 80; ++i) {
        const std::uint32_t next = std::rotl(a, 5) + round_term(i, b, c, d) + e + words[i];
        e = d;
        d = c;
        c = std::rotl(b, 30);
        b = a;
        a = next;
    }
    const Sha1 mixed{a, b, c, d, e};
    for (std::size_t i = 0; i < hash.size(); ++i) hash[i] += mixed[i];
}

/// The bytes, then 0x80, zeros, and the length in bits, up to whole blocks of 64.
Buffer padded(Buffer bytes) {
    const std::uint64_t bits = bytes.size() * 8;
    bytes.push_back(0x80);
    while (bytes.size() % 64 != 56) bytes.push_back(0);
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
    return bytes;
}

Sha1 sha1(Buffer bytes) {
    const Buffer blocks = padded(std::move(bytes));
    Sha1 hash{0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u};
    for (std::size_t at = 0; at < blocks.size(); at += 64) add_block(hash, Bytes{blocks}.subspan(at, 64));
    return hash;
}

}  // namespace

Uuid uuid_v5(const Uuid& name_space, std::string_view text) {
    Buffer bytes{name_space.bytes.begin(), name_space.bytes.end()};
    bytes.insert(bytes.end(), text.begin(), text.end());
    const Sha1 hash = sha1(std::move(bytes));
    Uuid result;
    for (std::size_t i = 0; i < 16; ++i) result.bytes[i] = static_cast<std::uint8_t>(hash[i / 4] >> (24 - i % 4 * 8));
    result.bytes[6] = static_cast<std::uint8_t>((result.bytes[6] & 0x0f) | 0x50);
    result.bytes[8] = static_cast<std::uint8_t>((result.bytes[8] & 0x3f) | 0x80);
    return result;
}

}  // namespace watercooler
