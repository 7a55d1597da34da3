#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/spreading.hpp"
#include "sim/theory.hpp"

namespace watercooler::sim {

/// What was measured beside what was expected: the average of `runs` courses with seeds that follow each other.
struct Measured {
    Spreading spreading;
    std::uint32_t runs = 1;
    double rounds = 0, time_ms = 0, copies = 0, messages = 0, reached = 0;
    std::vector<double> known;  // after each round
    Expected expected;
    /// Rounds take their time, and so does what was expected of them. Of watercooler: hops.
    double expected_ms() const;
};
Measured measure(const Spreading& spreading, std::uint32_t runs);

/// `fanout=1..8`
struct Range {
    enum class Of { fanout, ttl } of = Of::fanout;
    std::uint32_t from = 1, to = 1;
};
/// Errors: a sentence, as StoryError.
Range read_range(std::string_view text);
std::string_view to_text(Range::Of of);

struct Sweep {
    Range range;
    std::vector<Measured> points;
};
/// Each value of the range, with everything else as it is.
Sweep sweep(const Spreading& spreading, std::uint32_t runs, const Range& range);

// As text, as JSON (`watercooler.sim/v1`, `watercooler.sim_sweep/v1`).
std::string to_text(const Measured& measured);
std::string to_json(const Measured& measured);
std::string to_json(const Spreading& spreading, const std::vector<Sweep>& sweeps);
/// With at most three decimals, the same wherever it is shown.
std::string number_text(double number);
/// `1000 members, fanout 3, ttl 4, loss 5 %, seed 7`
std::string settings_text(const Spreading& spreading, std::uint32_t runs);

/// One page that needs nothing else: drawings, and the same numbers as tables.
std::string sweep_page(const Spreading& spreading, const std::vector<Sweep>& sweeps);

}  // namespace watercooler::sim
