#pragma once

// Numbers and texts as bytes, for keyframes: LEB128 varints, and texts behind their length.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <watercooler/bytes.hpp>

namespace watercooler::answers {

class Packer {
public:
    void number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
        bytes_.push_back(static_cast<std::uint8_t>(value));
    }
    void time(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }
    void text(std::string_view value) {
        number(value.size());
        bytes_.insert(bytes_.end(), value.begin(), value.end());
    }
    Buffer take() { return std::move(bytes_); }

private:
    Buffer bytes_;
};

/// Once anything is wrong, everything is 0 and empty, and `good` is false.
class Unpacker {
public:
    explicit Unpacker(Bytes bytes) : bytes_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (at_ >= bytes_.size()) break;
            const auto byte = bytes_[at_++];
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return shift == 63 && byte > 1 ? fail() : value;
        }
        return fail();
    }
    std::int64_t time() { return static_cast<std::int64_t>(number()); }
    std::string text(std::size_t bytes_max = 4096) {
        const auto size = number();
        if (!good_ || size > bytes_max || size > bytes_.size() - at_) return fail(), std::string{};
        const auto part = text_of(bytes_.subspan(at_, size));
        at_ += size;
        return std::string{part};
    }
    /// A count of things that take at least one byte each: never more than there are bytes left.
    std::size_t count() {
        const auto value = number();
        return value > bytes_.size() - at_ ? static_cast<std::size_t>(fail()) : static_cast<std::size_t>(value);
    }
    /// A small number, such as an enumerator.
    std::uint8_t small(std::uint8_t max) {
        const auto value = number();
        return value > max ? static_cast<std::uint8_t>(fail()) : static_cast<std::uint8_t>(value);
    }
    bool good() const { return good_; }
    bool done() const { return good_ && at_ == bytes_.size(); }
    std::size_t at() const { return at_; }

private:
    std::uint64_t fail() {
        good_ = false;
        at_ = bytes_.size();
        return 0;
    }
    Bytes bytes_;
    std::size_t at_ = 0;
    bool good_ = true;
};

}  // namespace watercooler::answers
