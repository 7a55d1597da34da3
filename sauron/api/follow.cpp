#include "api/follow.hpp"

#include <algorithm>
#include <queue>
#include <vector>

#include "answers/events.hpp"

namespace watercooler::api {

Follow::Follow(store::Store& store, std::string run, const Taken& taken, std::size_t page)
    : store_(&store), run_(std::move(run)), page_(page) {
    for (const auto& [stream, place] : taken)
        lanes_[stream] = {.stream = stream, .id = place.id, .given = place.seq, .read = place.seq, .last = place.seq};
}

/// New streams, and how far the known ones have come.
store::Expected<void> Follow::look() {
    const auto streams = store_->streams(run_);
    if (!streams) return tl::unexpected{streams.error()};
    for (const auto& info : *streams) {
        auto& lane = lanes_[info.stream];
        if (lane.id != 0 && lane.id != info.id) replaced_ = true;
        lane.stream = info.stream;
        lane.id = info.id;
        lane.last = info.last;
        if (info.first > lane.read) lane.read = Sequence{info.first.value - 1};  // what was forgotten never comes
    }
    if (streams->size() < lanes_.size()) replaced_ = true;
    return {};
}

store::Expected<void> Follow::fill(Lane& lane) {
    store::Query query;
    query.run = run_;
    query.member = lane.stream.member;
    query.boot = lane.stream.boot;
    query.seq_from = Sequence{lane.read.value + 1};
    query.seq_to = std::min(lane.last, Sequence{lane.read.value + page_});
    query.newest_first = false;
    query.limit = page_;
    query.budget = std::chrono::milliseconds{2000};
    while (true) {
        auto page = store_->search(query);
        if (!page) return tl::unexpected{page.error()};
        for (auto& each : page->events) lane.ready.push_back(std::move(each.record));
        if (!page->next) break;
        query.after = page->next;
    }
    lane.read = *query.seq_to;
    std::sort(lane.ready.begin(), lane.ready.end(),
              [](const auto& a, const auto& b) { return a.event.seq < b.event.seq; });
    return {};
}

store::Expected<bool> Follow::catch_up(Deadline deadline, const std::function<void(const json::EventRecord&)>& take,
                                       std::int64_t to_ns) {
    if (auto looked = look(); !looked) return tl::unexpected{looked.error()};
    using Next = std::pair<std::int64_t, Lane*>;
    const auto later = [](const Next& a, const Next& b) {
        return a.first != b.first ? a.first > b.first : a.second->stream > b.second->stream;
    };
    std::priority_queue<Next, std::vector<Next>, decltype(later)> next{later};
    const auto offer = [&](Lane& lane) -> store::Expected<void> {
        while (lane.ready.empty() && lane.read < lane.last)
            if (auto filled = fill(lane); !filled) return filled;
        if (lane.ready.empty()) return {};
        const auto time = answers::time_of(lane.ready.front());
        if (time <= to_ns) next.emplace(time, &lane);
        return {};
    };
    for (auto& [stream, lane] : lanes_)
        if (auto offered = offer(lane); !offered) return tl::unexpected{offered.error()};
    for (std::uint64_t count = 1; !next.empty(); ++count) {
        if (count % 256 == 0 && std::chrono::steady_clock::now() > deadline) return false;
        auto& lane = *next.top().second;
        next.pop();
        const auto record = std::move(lane.ready.front());
        lane.ready.pop_front();
        lane.given = record.event.seq;
        take(record);
        if (auto offered = offer(lane); !offered) return tl::unexpected{offered.error()};
    }
    return true;
}

Follow::Taken Follow::taken() const {
    Taken taken;
    for (const auto& [stream, lane] : lanes_) taken[stream] = {lane.id, lane.given};
    return taken;
}

}  // namespace watercooler::api
