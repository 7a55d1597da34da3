#pragma once

#include <cstdint>
#include <utility>
#include <vector>
#include <watercooler/assert.hpp>

namespace watercooler::core {

/// Our own small generator (xoshiro256**, Blackman and Vigna 2018), seeded by splitmix64, and our own sampling:
/// the standard library's distributions differ between implementations, and a seed must replay anywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) {
        for (auto& word : state_) word = splitmix(seed);
    }
    std::uint64_t next() {
        const auto result = rotate(state_[1] * 5, 7) * 9;
        const auto shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return result;
    }
    /// Uniform in [0, bound); bound > 0.
    std::uint64_t below(std::uint64_t bound) {
        WATERCOOLER_ASSERT(bound > 0);
        const auto limit = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;
        auto drawn = next();
        while (drawn >= limit) drawn = next();
        return drawn % bound;
    }
    /// True in `percent_millis` of 100,000 cases.
    bool chance(std::uint32_t percent_millis) { return below(100'000) < percent_millis; }
    template <class T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[below(left)]);
    }

private:
    static std::uint64_t rotate(std::uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }
    static std::uint64_t splitmix(std::uint64_t& seed) {
        seed += 0x9e3779b97f4a7c15;
        auto mixed = seed;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
    std::uint64_t state_[4]{};
};

}  // namespace watercooler::core
