#pragma once

#include <cstdint>

#include "faults/units.hpp"

namespace watercooler::faults {

/// Our own small generator (splitmix64, Steele, Lea and Flood 2014): a seed makes the same faults anywhere. The nodes
/// have theirs; what happens on the network never changes what they draw.
class Luck {
public:
    explicit Luck(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        auto mixed = state_ += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
    /// In [0, bound); bound > 0. Off from even by less than one in 2^64 / bound.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    /// Draws nothing when it is sure: 0 % is the same as no fault.
    bool happens(Chance chance) { return chance >= always || (chance > 0 && below(always) < chance); }

private:
    std::uint64_t state_;
};

}  // namespace watercooler::faults
