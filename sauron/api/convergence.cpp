#include "api/convergence.hpp"

#include <algorithm>
#include <utility>

#include "answers/tree.hpp"
#include "api/parameters.hpp"
#include "api/rumors.hpp"
#include "api/store_events.hpp"

namespace watercooler::api {
namespace {

constexpr std::size_t page_events = 250;  // of each stream: a thousand of them are read side by side
constexpr std::chrono::seconds patience{10};

}  // namespace

/// New streams, and how far the known ones have come.
store::Expected<void> Follow::look() {
    const auto streams = store_.streams(run_);
    if (!streams) return tl::unexpected{streams.error()};
    for (const auto& info : *streams) {
        auto& lane = lanes_[info.stream];
        lane.stream = info.stream;
        lane.last = info.last;
        if (info.first > lane.taken) lane.taken = Sequence{info.first.value - 1};  // what was forgotten never comes
    }
    return {};
}

store::Expected<void> Follow::fill(Lane& lane) {
    store::Query query;
    query.run = run_;
    query.member = lane.stream.member;
    query.boot = lane.stream.boot;
    query.seq_from = Sequence{lane.taken.value + 1};
    query.seq_to = std::min(lane.last, Sequence{lane.taken.value + page_events});
    query.newest_first = false;
    query.limit = page_events;
    query.budget = std::chrono::milliseconds{2000};
    while (true) {
        auto page = store_.search(query);
        if (!page) return tl::unexpected{page.error()};
        for (auto& each : page->events) lane.ready.push_back(std::move(each.record));
        if (!page->next) break;
        query.after = page->next;
    }
    lane.taken = *query.seq_to;
    std::sort(lane.ready.begin(), lane.ready.end(),
              [](const auto& a, const auto& b) { return a.event.seq < b.event.seq; });
    return {};
}

store::Expected<bool> Follow::catch_up(std::chrono::steady_clock::time_point deadline,
                                       const std::function<void(const json::EventRecord&)>& take) {
    if (auto looked = look(); !looked) return tl::unexpected{looked.error()};
    while (true) {
        Lane* next = nullptr;
        for (auto& [stream, lane] : lanes_) {
            while (lane.ready.empty() && lane.taken < lane.last)
                if (auto filled = fill(lane); !filled) return tl::unexpected{filled.error()};
            if (lane.ready.empty()) continue;
            if (!next || answers::time_of(lane.ready.front()) < answers::time_of(next->ready.front())) next = &lane;
        }
        if (!next) return true;
        if (std::chrono::steady_clock::now() > deadline) return false;
        // A stretch of one stream costs one look at all of them.
        for (std::size_t count = 0; count < 64 && !next->ready.empty(); ++count) {
            take(next->ready.front());
            next->ready.pop_front();
        }
    }
}

ConvergenceOfClub::ConvergenceOfClub(store::Store& store, NowNs now_ns)
    : Resource(store, std::move(now_ns)), live_(store, std::string{store::live_run}) {}

store::Expected<answers::Convergence> ConvergenceOfClub::now() {
    const auto caught_up = live_.catch_up(std::chrono::steady_clock::now() + patience,
                                          [this](const json::EventRecord& record) { versions_.take(record); });
    if (!caught_up) return tl::unexpected{caught_up.error()};
    if (!*caught_up)
        return tl::unexpected{store::Error{"WC-STORE-SLOW", "Sauron still reads what it has stored",
                                           "Ask again: it goes on where it was."}};
    return versions_.now(now_ns_());
}

http::Response ConvergenceOfClub::curve(const std::string& run, const std::string& text) {
    const auto uuid = find_rumor(store_, run, text);
    if (!uuid) return uuid.error();
    StoreEvents events{store_, run};
    const auto tree = answers::rumor_tree(*uuid, events, {.look_up = false});
    if (events.error()) return store_response(*events.error());
    if (!tree)
        return http::error_response(404, "no-such-rumor", "no event says that anybody knew " + text,
                                    "/api/v1/rumors lists those that are known.");
    return json_answer(answers::to_json(answers::curve(*tree)));
}

http::Response ConvergenceOfClub::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto at = parameters.time("at");
    const auto uuid = parameters.text("uuid");
    const auto format = parameters.text("format").value_or("json");
    const auto style = parameters.style();
    if (parameters.error()) return *parameters.error();
    if (uuid) return curve(run, *uuid);
    store::Expected<answers::Convergence> convergence;
    if (run == store::live_run && !at) {
        convergence = now();
    } else {
        StoreEvents events{store_, run};
        convergence = answers::convergence_at(events, at.value_or(events.horizon_ns()));
        if (events.error()) return store_response(*events.error());
    }
    if (!convergence) return store_response(convergence.error());
    if (format == "text") return text_answer(answers::to_text(*convergence, style));
    return json_answer(answers::to_json(*convergence));
}

}  // namespace watercooler::api
