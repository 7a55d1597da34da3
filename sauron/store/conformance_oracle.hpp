#pragma once

#include <map>

#include "store/conformance.hpp"

namespace watercooler::store::testing {

/// A store beside all that was ever put into it: what each answer has to be.
class Oracle {
public:
    void add(const journal::Stream& stream, const std::vector<journal::Stamped>& events) {
        for (const auto& event : events) events_.emplace_back(stream, event);
    }
    /// In the asked order, from the cursor on, without a limit.
    std::vector<Found> search(Store& store, const Query& query) const {
        std::map<journal::Stream, std::uint64_t> ids;
        for (const auto& info : must(store.streams(query.run))) ids[info.stream] = info.id;
        std::vector<Found> found;
        for (const auto& [stream, stamped] : events_) {
            if (!wants(query, stream, stamped)) continue;
            const Position position{stamped.wall_time_ns, ids.at(stream), stamped.event.seq};
            if (query.after && !(query.newest_first ? position < *query.after : position > *query.after)) continue;
            const json::EventContext context{stream.club, stream.member, stream.boot,
                                             json::WallTime{stamped.wall_time_ns}};
            found.push_back({{stamped.event, context}, position});
        }
        std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
            return query.newest_first ? a.position > b.position : a.position < b.position;
        });
        return found;
    }
    const std::vector<std::pair<journal::Stream, journal::Stamped>>& events() const { return events_; }

private:
    static bool wants(const Query& query, const journal::Stream& stream, const journal::Stamped& stamped) {
        const auto wall = stamped.wall_time_ns;
        const auto seq = stamped.event.seq;
        return (!query.member || *query.member == stream.member) && (!query.boot || *query.boot == stream.boot) &&
               (!query.seq_from || seq >= *query.seq_from) && (!query.seq_to || seq <= *query.seq_to) &&
               (!query.from_ns || wall >= *query.from_ns) && (!query.to_ns || wall <= *query.to_ns) &&
               filter::matches(query.filter, stamped.event, stream.member, wall);
    }
    std::vector<std::pair<journal::Stream, journal::Stamped>> events_;
};

/// Some thousand events in batches of all sizes, and the same in the oracle.
inline void fill(Store& store, Club& club, Oracle& oracle, int batches) {
    for (int i = 0; i < batches; ++i) {
        const int member = static_cast<int>(club.random(static_cast<std::uint64_t>(club.members())));
        const auto events = club.next(member, 1 + static_cast<int>(club.random(club.random(8) == 0 ? 700 : 20)));
        oracle.add(club.stream(member), events);
        CHECK(append(store, batch_of(club.stream(member), events)).stored == events.size());
    }
}

}  // namespace watercooler::store::testing
