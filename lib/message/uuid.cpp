#include <watercooler/uuid.hpp>

#include "message/uuid_v5.hpp"

namespace watercooler {
namespace {

/// Watercooler's own namespace: random once, fixed forever, since every door must map a text to the same uuid.
constexpr Uuid own_namespace{
    {0xe3, 0x88, 0x37, 0x97, 0x4d, 0x3f, 0x4f, 0xde, 0x8e, 0x6a, 0x5e, 0xcd, 0x68, 0x86, 0x57, 0x64}};

constexpr std::size_t text_size = 36;
constexpr bool hyphen_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_text(const Uuid& uuid) {
    std::string text(text_size, '-');
    std::size_t at = 0;
    for (const std::uint8_t byte : uuid.bytes) {
        if (hyphen_at(at)) ++at;
        text[at++] = "0123456789abcdef"[byte >> 4];
        text[at++] = "0123456789abcdef"[byte & 15];
    }
    return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != text_size) return std::nullopt;
    Uuid result;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text_size; ++i) {
        if (hyphen_at(i)) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_value(text[i]);
        if (value < 0) return std::nullopt;
        auto& byte = result.bytes[digits++ / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
    }
    return result;
}

Uuid make_uuid_v7(std::uint64_t unix_ms, std::uint64_t random_high, std::uint64_t random_low) {
    const std::uint64_t high = unix_ms << 16 | 0x7000u | (random_high & 0xfffu);
    const std::uint64_t low = (random_low >> 2) | std::uint64_t{1} << 63;
    Uuid result;
    for (std::size_t i = 0; i < 8; ++i) {
        result.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
        result.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    }
    return result;
}

Uuid make_uuid_v5(std::string_view text) { return uuid_v5(own_namespace, text); }

Uuid uuid_from_any_text(std::string_view text) {
    const auto uuid = parse_uuid(text);
    // The all-zero uuid means "none" with us, so as an id it is a text like any other.
    return uuid && *uuid != Uuid{} ? *uuid : make_uuid_v5(text);
}

}  // namespace watercooler
