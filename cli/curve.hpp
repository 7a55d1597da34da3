#pragma once

// How one update went round, as a drawing: members that know it over the time since it was born.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/failure.hpp"
#include "cli/style.hpp"

namespace watercooler::cli {

struct Curve {
    std::uint64_t living = 0;  ///< members that could know it
    std::vector<std::pair<std::uint64_t, std::uint64_t>>
        points{};                                                ///< (ns since its birth, members by then), ascending
    std::optional<std::uint64_t> t50_ns{}, t95_ns{}, t100_ns{};  ///< until so many percent of them knew it
};

/// Of `watercooler.curve/v1`. Errors: it is none.
Result<Curve> read_curve(const std::string& text);

/// Seven lines: `title` and how far it came, the drawing, its axis, and when it was with half, with 95 % and with all.
/// As wide as `width`, but not wider than is good for the eye. `title` may be anybody's: it is shown escaped.
std::string draw(const Curve& curve, const std::string& title, std::size_t width, const Style& style);

}  // namespace watercooler::cli
