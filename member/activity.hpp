#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>
#include <watercooler/event.hpp>

namespace watercooler::member {

/// The latest events of this member with the wall time at which the driver saw them. Bounded; whoever asks for older
/// ones learns from the first `seq` that some are gone.
class Activity {
public:
    static constexpr std::size_t count_max = 512;

    struct Row {
        Event event;
        std::int64_t wall_time_ns = 0;  // since 1970
    };

    void add(std::span<const Event> events, std::int64_t wall_time_ns);
    /// The rows with seq > `after`, oldest first, at most `limit` of them: the newest.
    std::vector<Row> after(Sequence after, std::size_t limit) const;
    /// The oldest that is still here; 0 if none is.
    Sequence oldest() const;
    Sequence newest() const;

private:
    std::deque<Row> rows_;
};

}  // namespace watercooler::member
