#pragma once

#include <cstdint>
#include <string_view>
#include <watercooler/bytes.hpp>

namespace watercooler::core {

/// A fixed 64-bit hash (FNV-1a, then a strong finisher): part of the protocol through fingerprints and the hash order
/// of members. Feed fields with `text` (length first, so that fields cannot run into each other) and `number`.
class Hash {
public:
    Hash& bytes(Bytes data) {
        for (const auto byte : data) value_ = (value_ ^ byte) * 0x100000001b3;
        return *this;
    }
    Hash& number(std::uint64_t number) {
        for (int shift = 0; shift < 64; shift += 8) value_ = (value_ ^ ((number >> shift) & 0xff)) * 0x100000001b3;
        return *this;
    }
    Hash& text(std::string_view text) { return number(text.size()).bytes(bytes_of(text)); }
    std::uint64_t value() const {
        auto mixed = value_;
        mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccd;
        mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53;
        return mixed ^ (mixed >> 33);
    }

private:
    std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace watercooler::core
