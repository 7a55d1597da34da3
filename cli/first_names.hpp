#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watercooler::cli {

/// Short first names that are easy to say and to tell apart: twenty from amy to tom, then the others.
std::span<const std::string_view> first_names();

/// Names for those who gave none: the fixed list, in its own order or in that of a seed; then the same again as amy-2,
/// amy-3 and so on. Never the same name twice.
class NameChooser {
public:
    explicit NameChooser(std::optional<std::uint64_t> seed);

    /// The next one that is not `taken`.
    std::string next(const std::function<bool(const std::string& name)>& taken);

private:
    std::vector<std::string_view> order_;
    std::size_t place_ = 0;
};

}  // namespace watercooler::cli
