#include "api/follow.hpp"

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

namespace watercooler::api {
namespace {

constexpr std::size_t lanes_per_question = 128;

/// Without the batches that end before it.
Bytes unread(Bytes batches, Sequence read) {
    while (!batches.empty()) {
        const auto extent = journal::extent(batches);
        if (!extent || extent->last > read) break;
        batches = batches.subspan(extent->bytes);
    }
    return batches;
}

}  // namespace

void Follow::Lane::open() {
    if (!pieces.empty()) reader.restart(unread(pieces.front().batches, read));
}

/// To the next event, as far as pieces are there. What is damaged is passed over.
void Follow::Lane::advance() {
    for (; !pieces.empty(); open()) {
        while (reader.next(next)) {
            if (next.event.seq <= read) continue;
            read = next.event.seq;
            has_next = true;
            return;
        }
        read = std::max(read, pieces.front().last);
        pieces.pop_front();
    }
}

const json::EventRecord& Follow::Lane::hand_on() {
    std::swap(record.event, next.event);
    record.context.wall_time = json::WallTime{next.wall_time_ns};
    given = record.event.seq;
    has_next = false;
    return record;
}

Follow::Follow(store::Store& store, std::string run, const Taken& taken, std::size_t ahead)
    : store_(&store), run_(std::move(run)), ahead_(ahead) {
    for (const auto& [stream, place] : taken) {
        auto& lane = lanes_[stream];
        lane.id = place.id;
        lane.given = lane.read = lane.last = place.seq;
    }
}

/// New streams, and how far the known ones have come.
store::Expected<void> Follow::look() {
    const auto streams = store_->streams(run_);
    if (!streams) return tl::unexpected{streams.error()};
    for (const auto& info : *streams) {
        auto& lane = lanes_[info.stream];
        if (lane.id != 0 && lane.id != info.id) replaced_ = true;
        lane.id = info.id;
        lane.last = info.last;
        lane.record.context = {info.stream.club, info.stream.member, info.stream.boot, {}};
    }
    if (streams->size() < lanes_.size()) replaced_ = true;
    return {};
}

/// What was forgotten, or is a gap to the end, never comes: it counts as read.
store::Expected<void> Follow::fetch(std::vector<Lane*> lanes) {
    std::vector<store::Place> places;
    for (const auto* lane : lanes) places.push_back({lane->id, Sequence{lane->read.value + 1}});
    auto pieces = store_->pieces(places, ahead_);
    if (!pieces) return tl::unexpected{pieces.error()};
    for (auto& piece : *pieces) lanes[piece.place]->pieces.push_back(std::move(piece));
    for (auto* lane : lanes) {
        if (lane->pieces.empty()) lane->read = lane->last;
        lane->open();
        lane->advance();
    }
    return {};
}

store::Expected<void> Follow::fetch_wanting() {
    std::vector<Lane*> lanes;
    const auto some = [&]() -> store::Expected<void> { return fetch(std::exchange(lanes, {})); };
    for (auto& [stream, lane] : lanes_) {
        if (lane.wanting()) lanes.push_back(&lane);
        if (lanes.size() < lanes_per_question) continue;
        if (auto fetched = some(); !fetched) return fetched;
    }
    return lanes.empty() ? store::Expected<void>{} : some();
}

bool Follow::behind(std::int64_t to_ns) const {
    return std::ranges::any_of(lanes_, [&](const auto& each) {
        const Lane& lane = each.second;
        return lane.wanting() || (lane.has_next && lane.next.wall_time_ns <= to_ns);
    });
}

/// Who asks in small slices does not look for what is new before all is read that was known.
store::Expected<bool> Follow::catch_up(Deadline deadline, const std::function<void(const json::EventRecord&)>& take,
                                       std::int64_t to_ns) {
    if (behind(to_ns)) {
        const auto done = drain(deadline, take, to_ns);
        if (!done || !*done) return done;
    }
    if (auto looked = look(); !looked) return tl::unexpected{looked.error()};
    return drain(deadline, take, to_ns);
}

store::Expected<bool> Follow::drain(Deadline deadline, const Take& take, std::int64_t to_ns) {
    if (auto fetched = fetch_wanting(); !fetched) return tl::unexpected{fetched.error()};
    using Turn = std::tuple<std::int64_t, std::size_t, Lane*>;  // at the same time, in the order of streams
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns;
    const auto offer = [&](Lane& lane, std::size_t order) -> store::Expected<void> {
        while (lane.wanting())
            if (auto fetched = fetch({&lane}); !fetched) return fetched;
        if (lane.has_next && lane.next.wall_time_ns <= to_ns) turns.emplace(lane.next.wall_time_ns, order, &lane);
        return {};
    };
    std::size_t count = 0;
    for (auto& [stream, lane] : lanes_)
        if (auto offered = offer(lane, count++); !offered) return tl::unexpected{offered.error()};
    for (count = 1; !turns.empty(); ++count) {
        if (count % 256 == 0 && std::chrono::steady_clock::now() > deadline) return false;
        const auto [time, order, lane] = turns.top();
        turns.pop();
        take(lane->hand_on());
        lane->advance();
        if (auto offered = offer(*lane, order); !offered) return tl::unexpected{offered.error()};
    }
    return true;
}

store::Expected<std::uint64_t> Follow::skip() {
    if (auto looked = look(); !looked) return tl::unexpected{looked.error()};
    std::uint64_t skipped = 0;
    for (auto& [stream, lane] : lanes_) {
        skipped += lane.last.value - std::min(lane.given, lane.last).value;
        lane.given = lane.read = lane.last;
        lane.pieces.clear();
        lane.has_next = false;
    }
    return skipped;
}

Follow::Taken Follow::taken() const {
    Taken taken;
    for (const auto& [stream, lane] : lanes_) taken[stream] = {lane.id, lane.given};
    return taken;
}

}  // namespace watercooler::api
