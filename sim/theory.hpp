#pragma once

#include <string_view>

#include "sim/spreading.hpp"

namespace watercooler::sim {

/// What the textbook expects: the same rounds for averages instead of members, so numbers have fractions.
struct Expected {
    double rounds = 0, copies = 0, reached = 1;
};
/// Until less than half a member lacks it, or the ttl ends, or nobody is left to tell.
Expected expect(const Spreading& spreading);

/// One round as a formula, and where it comes from. u: share that lacks it, f: fanout, q: share of messages that
/// arrive, w: share that heard it in the last round.
struct Formula {
    std::string_view text, source;
};
Formula formula_of(Mode mode);

}  // namespace watercooler::sim
