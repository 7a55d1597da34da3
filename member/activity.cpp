#include "member/activity.hpp"

#include <algorithm>

namespace watercooler::member {

void Activity::add(std::span<const Event> events, std::int64_t wall_time_ns) {
    for (const auto& event : events) {
        if (rows_.size() == count_max) rows_.pop_front();
        rows_.push_back({event, wall_time_ns});
    }
}

std::vector<Activity::Row> Activity::after(Sequence after, std::size_t limit) const {
    auto first =
        std::partition_point(rows_.begin(), rows_.end(), [&](const Row& row) { return row.event.seq <= after; });
    const auto count = static_cast<std::size_t>(rows_.end() - first);
    if (count > limit) first += static_cast<std::ptrdiff_t>(count - limit);
    return {first, rows_.end()};
}

Sequence Activity::oldest() const { return rows_.empty() ? Sequence{} : rows_.front().event.seq; }
Sequence Activity::newest() const { return rows_.empty() ? Sequence{} : rows_.back().event.seq; }

}  // namespace watercooler::member
