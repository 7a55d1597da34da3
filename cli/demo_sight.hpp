#pragma once

// What the members of a club say of themselves and of each other, looked at together: pure functions.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/info.hpp"

namespace watercooler::cli {

/// The answers of all that were asked at one time; who did not answer is not among them.
struct Sight {
    std::vector<json::StateInfo> states;
    std::size_t asked = 0;

    bool complete() const { return asked > 0 && states.size() == asked; }
};

/// Whether all that run hold the same tables and know each other to be alive, and are `members_min` at least.
bool all_agree(const Sight& sight, std::size_t members_min);

/// Who holds that member's book in this version or a newer one, and who does not.
struct Holders {
    std::vector<std::string> have{}, lack{};
    friend bool operator==(const Holders&, const Holders&) = default;
};
Holders holders_of(const Sight& sight, const std::string& origin, std::uint64_t version);

/// What the others believe of a member; the member itself is not asked.
struct Opinions {
    std::size_t asked = 0, alive = 0, suspect = 0, dead = 0;
    friend bool operator==(const Opinions&, const Opinions&) = default;
};
Opinions opinions_of(const Sight& sight, const std::string& name);

/// Names as two sides of about the same size, each as a glob: `[a-f]*` and `[g-z]*`. Nothing: all begin alike.
struct Sides {
    std::string first_glob, second_glob;
    std::vector<std::string> first, second;
};
std::optional<Sides> sides_of(std::vector<std::string> names);

/// Of a rumor as `trace --json` tells it.
struct Journey {
    std::string summary;
    std::uint64_t version = 0, living = 0, reached_living = 0, hops = 0;

    /// Whether it is this version, or a newer one, and with everybody.
    bool done(std::uint64_t wanted) const { return version >= wanted && living > 0 && reached_living == living; }
    friend bool operator==(const Journey&, const Journey&) = default;
};
std::optional<Journey> read_journey(std::string_view trace);

}  // namespace watercooler::cli
