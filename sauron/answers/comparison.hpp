#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answers/course.hpp"
#include "answers/text.hpp"

namespace watercooler::answers {

/// One figure of both runs. Nothing: that run has none.
struct Metric {
    enum class Unit : std::uint8_t { count, ns, per_second, bytes_per_second, ratio };
    std::string_view name, title;
    Unit unit = Unit::count;
    std::optional<double> a{}, b{};

    /// -0.18: B has 18 % less.
    std::optional<double> change() const;
};

/// A setting that is not the same in both; a value is JSON, or a phrase when the members of that run differ.
struct SettingDifference {
    std::string name, a, b;
    friend bool operator==(const SettingDifference&, const SettingDifference&) = default;
};

/// Two runs that began alike, telling by telling, and where they part. Tellings are matched by origin, key and version,
/// not by uuid: runs have uuids of their own. Neither telling: they do not part, as far as they were kept.
struct Divergence {
    std::size_t alike = 0;
    std::optional<Telling> a{}, b{};  // only one: the other run ends there
};

struct Comparison {
    struct Side {
        std::string run;
        Course course;
    };
    Side a, b;
    std::vector<Metric> metrics;
    std::vector<SettingDifference> settings;  // the first `settings_max`, by name
    std::size_t settings_count = 0;           // of all
    std::optional<Divergence> divergence;     // nothing: they have nothing in common from the first telling on
    static constexpr std::size_t settings_max = 50;
};
Comparison compare(Comparison::Side a, Comparison::Side b);

/// `B converges 18 % faster (T95 512 ms, 420 ms) and sends 31 % fewer messages a second (812, 560).`
std::string sentence(const Comparison& comparison);
/// `The first 1204 tellings are alike. Then, at 14:02:11.310, amy chose "Emma" (v3) in A; …`
std::string sentence(const Divergence& divergence);
std::string to_text(const Comparison& comparison, const Style& style);
std::string to_json(const Comparison& comparison);  // `watercooler.comparison/v1`

}  // namespace watercooler::answers
