#include "store/rumor_events.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace watercooler::store {
namespace {

/// More events than any rumor has: what comes behind is left out.
constexpr std::size_t events_max = 1'000'000;

/// What was found, before its stream's name is known.
struct Kept {
    std::int64_t stream = 0;
    journal::Stamped stamped;
};

bool has(Bytes bytes, const Uuid& uuid) {
    return ::memmem(bytes.data(), bytes.size(), uuid.bytes.data(), uuid.bytes.size()) != nullptr;
}

/// Most batches of a block that speaks of a rumor do not. One that does holds the uuid's bytes as they are, so the
/// others need not be read.
void collect(std::vector<Kept>& kept, std::int64_t stream, Bytes batches, const Uuid& uuid) {
    journal::Reader reader{{}};
    journal::Stamped stamped;
    while (!batches.empty() && kept.size() < events_max) {
        const auto extent = journal::extent(batches);
        if (!extent) return;
        const auto batch = batches.first(extent->bytes);
        batches = batches.subspan(extent->bytes);
        if (!has(batch, uuid)) continue;
        for (reader.restart(batch); kept.size() < events_max && reader.next_of(uuid, stamped);)
            kept.push_back({stream, stamped});
        if (reader.error()) return;
    }
}

Position position_of(const Kept& kept) {
    return {kept.stamped.wall_time_ns, static_cast<std::uint64_t>(kept.stream), kept.stamped.event.seq};
}

/// In the order of positions. Places are sorted, not events: these are large.
std::vector<Kept*> in_order(std::vector<Kept>& kept) {
    std::vector<std::pair<Position, Kept*>> places;
    places.reserve(kept.size());
    for (auto& each : kept) places.emplace_back(position_of(each), &each);
    std::ranges::sort(places, {}, [](const auto& place) { return place.first; });
    std::vector<Kept*> order;
    order.reserve(places.size());
    for (const auto& [position, each] : places) order.push_back(each);
    return order;
}

}  // namespace

Expected<std::shared_ptr<const RumorEvents>> rumor_events(Session& session, Names& names, Tellings& tellings,
                                                          std::int64_t run, const Uuid& uuid) {
    auto blocks = session.blocks_of(run, uuid);
    if (!blocks) return tl::unexpected{blocks.error()};
    if (auto known = tellings.find({run, uuid}, *blocks)) return known;
    std::vector<Kept> kept;
    auto read = session.each_data(*blocks,
                                  [&](std::size_t at, Bytes data) { collect(kept, (*blocks)[at].stream, data, uuid); });
    if (!read) return tl::unexpected{read.error()};
    std::vector<std::int64_t> streams;
    for (const auto& each : kept) {
        if (streams.empty() || streams.back() != each.stream) streams.push_back(each.stream);
    }
    if (auto fine = learn_names(session, names, std::move(streams)); !fine) return tl::unexpected{fine.error()};
    const auto told = std::make_shared<RumorEvents>();
    told->records.reserve(kept.size());
    told->positions.reserve(kept.size());
    for (auto* each : in_order(kept)) {
        const auto& stream = names.at(each->stream);
        told->positions.push_back(position_of(*each));
        told->records.push_back(
            {std::move(each->stamped.event),
             {stream.club, stream.member, stream.boot, json::WallTime{each->stamped.wall_time_ns}}});
    }
    tellings.put({run, uuid}, std::move(*blocks), told);
    return told;
}

}  // namespace watercooler::store
