#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace watercooler::answers {

/// Values by a small number, of which most may be as they began: room is taken by pieces, where some are not. As good
/// for a few of thousands as for all of a thousand.
template <class Value>
class Sparse {
public:
    Sparse() = default;
    Sparse(const Sparse& other) { *this = other; }
    Sparse(Sparse&&) noexcept = default;
    Sparse& operator=(Sparse&&) noexcept = default;
    Sparse& operator=(const Sparse& other) {
        if (this == &other) return *this;
        pieces_.clear();
        for (const auto& [number, values] : other.pieces_)
            pieces_.push_back({number, std::make_unique<Values>(*values)});
        return *this;
    }
    ~Sparse() = default;

    const Value& at(std::size_t number) const {
        static const Value none{};
        const auto found = place(number / piece_size);
        const bool there = found != pieces_.end() && found->number == number / piece_size;
        return there ? (*found->values)[number % piece_size] : none;
    }
    Value& operator[](std::size_t number) {
        auto found = pieces_.begin() + (place(number / piece_size) - pieces_.begin());
        if (found == pieces_.end() || found->number != number / piece_size)
            found = pieces_.insert(found, {number / piece_size, std::make_unique<Values>()});
        return (*found->values)[number % piece_size];
    }
    /// Those that are not as they began, by number.
    template <class Take>
    void each(Take take) const {
        for (const auto& [number, values] : pieces_) {
            for (std::size_t at = 0; at < piece_size; ++at)
                if ((*values)[at] != Value{}) take(number * piece_size + at, (*values)[at]);
        }
    }
    std::size_t size() const {
        std::size_t count = 0;
        each([&](std::size_t, const Value&) { ++count; });
        return count;
    }
    void clear() { pieces_.clear(); }

    friend bool operator==(const Sparse& a, const Sparse& b) {
        bool same = a.size() == b.size();
        a.each([&](std::size_t number, const Value& value) { same = same && b.at(number) == value; });
        return same;
    }

private:
    static constexpr std::size_t piece_size = 8;
    using Values = std::array<Value, piece_size>;
    struct Piece {
        std::size_t number = 0;
        std::unique_ptr<Values> values;
    };
    auto place(std::size_t number) const { return std::ranges::lower_bound(pieces_, number, {}, &Piece::number); }
    std::vector<Piece> pieces_;  // by number
};

}  // namespace watercooler::answers
