#pragma once

#include <algorithm>
#include <cstdint>
#include <watercooler/settings.hpp>
#include <watercooler/time.hpp>

namespace watercooler::core {

/// How much we doubt our own health: 0 = not at all. Each point stretches the time that others have to answer us,
/// because an answer that we miss may be our own fault. Source: memberlist-wire 8.4 (Lifeguard's local health).
class Awareness {
public:
    explicit Awareness(std::uint32_t max) : max_(static_cast<std::int64_t>(max) - 1) {}

    void change(std::int64_t by) { score_ = std::clamp<std::int64_t>(score_ + by, 0, max_); }
    Duration stretch(Duration time) const { return time * (score_ + 1); }
    std::uint32_t score() const { return static_cast<std::uint32_t>(score_); }

private:
    std::int64_t max_;
    std::int64_t score_ = 0;
};

}  // namespace watercooler::core
