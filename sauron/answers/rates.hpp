#pragma once

#include <cstdint>
#include <vector>

namespace watercooler::answers {

/// Counts over time, in columns that become wider as time goes on: however long a run was, it has at most
/// `columns_max` of them.
class Rates {
public:
    static constexpr std::size_t columns_max = 2'048;
    static constexpr std::int64_t narrowest_ns = 100'000'000;

    /// Since a beginning that stays the same; what is before it counts as at it.
    void add(std::int64_t since_ns);
    /// The same in columns of at least that width.
    Rates at_least(std::int64_t width_ns) const;

    std::int64_t width_ns() const { return width_ns_; }
    const std::vector<std::uint64_t>& columns() const { return columns_; }

private:
    void widen();

    std::int64_t width_ns_ = narrowest_ns;
    std::vector<std::uint64_t> columns_;
};

}  // namespace watercooler::answers
