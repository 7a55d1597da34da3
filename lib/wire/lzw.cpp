#include "wire/lzw.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "wire/problem.hpp"

namespace watercooler::wire {
namespace {

constexpr unsigned clear_code = 256, end_code = 257, width_min = 9, width_max = 12;
constexpr unsigned no_code = 0xffff;

/// Codes of a growing width out of bytes, the first in the lowest bits.
class CodeReader {
public:
    explicit CodeReader(Bytes bytes) : bytes_(bytes) {}
    /// Nothing at the end.
    std::optional<unsigned> next(unsigned width) {
        while (count_ < width) {
            if (position_ == bytes_.size()) return std::nullopt;
            bits_ |= std::uint32_t{bytes_[position_++]} << count_;
            count_ += 8;
        }
        const auto code = bits_ & ((1u << width) - 1);
        bits_ >>= width;
        count_ -= width;
        return code;
    }

private:
    Bytes bytes_;
    std::size_t position_ = 0;
    std::uint32_t bits_ = 0;
    unsigned count_ = 0;
};

class Decoder {
public:
    explicit Decoder(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    Decoded<Buffer> decode(Bytes codes) {
        CodeReader in{codes};
        while (const auto code = in.next(width_)) {
            if (*code == end_code) return std::move(out_);
            if (*code == clear_code) {
                reset();
                continue;
            }
            if (!known(*code)) return error(problem::bad_compression);
            if (!put(*code)) return error(problem::too_large);
            define(*code);
        }
        return error(problem::bad_compression);  // it ended before its end code
    }

private:
    void reset() {
        width_ = width_min;
        high_ = end_code;
        last_ = no_code;
    }
    /// Defined, or about to be by this very step: the last string and its own first byte.
    bool known(unsigned code) const {
        if (code < clear_code) return true;
        return code < high_ || (code == high_ && (last_ != no_code || defined_at(code)));
    }
    bool defined_at(unsigned code) const { return code == high_ && full_; }

    /// Appends a code's string to the output.
    bool put(unsigned code) {
        const bool itself = code == high_ && !full_;  // not defined yet
        auto left = itself ? last_ : code;
        const auto begin = out_.size();
        while (left > end_code) {
            if (out_.size() >= bytes_max_) return false;
            out_.push_back(suffix_[left]);
            left = prefix_[left];
        }
        if (out_.size() + (itself ? 1 : 0) >= bytes_max_) return false;
        out_.push_back(static_cast<std::uint8_t>(left));
        std::reverse(out_.begin() + static_cast<std::ptrdiff_t>(begin), out_.end());
        first_ = static_cast<std::uint8_t>(left);
        if (itself) out_.push_back(first_);
        return true;
    }

    void define(unsigned code) {
        if (last_ != no_code) {
            suffix_[high_] = first_;
            prefix_[high_] = static_cast<std::uint16_t>(last_);
        }
        last_ = code;
        full_ = false;
        if (++high_ < (1u << width_)) return;
        if (width_ < width_max) {
            ++width_;
            return;
        }
        // The table is full: no more is defined until a clear code comes.
        last_ = no_code;
        --high_;
        full_ = true;
    }

    std::size_t bytes_max_;
    Buffer out_;
    unsigned width_ = width_min, high_ = end_code, last_ = no_code;
    bool full_ = false;  // the entry at `high_` is defined although nothing follows it
    std::uint8_t first_ = 0;
    std::array<std::uint8_t, 1u << width_max> suffix_{};
    std::array<std::uint16_t, 1u << width_max> prefix_{};
};

}  // namespace

Decoded<Buffer> lzw_decode(Bytes codes, std::size_t bytes_max) { return Decoder{bytes_max}.decode(codes); }

}  // namespace watercooler::wire
