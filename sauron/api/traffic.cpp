#include "api/traffic.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "answers/traffic.hpp"
#include "api/parameters.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::api {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t window_ns = 10 * second_ns, window_min_ns = second_ns / 10, window_max_ns = 600 * second_ns;
constexpr std::chrono::milliseconds traffic_budget{500};
/// An answer is not sent ten times a second, so it may be larger than a frame.
constexpr std::size_t answer_edges_max = 65'536;

filter::Term messages_only() {
    filter::Term term;
    term.key = filter::Key::kind;
    for (const auto kind : {EventKind::sent, EventKind::refused, EventKind::dropped}) {
        term.kinds |= filter::bit(kind);
        term.values.emplace_back(to_text(kind));
    }
    return term;
}

std::int64_t last_ns(const std::vector<store::StreamInfo>& streams) {
    std::int64_t last = 0;
    for (const auto& stream : streams) last = std::max(last, stream.last_wall_ns);
    return last;
}

}  // namespace

http::Response TrafficOfClub::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    store::Query query;
    query.run = parameters.run();
    query.filter = parameters.filter();
    query.to_ns = parameters.time("at");
    const auto window = parameters.duration("window", window_ns, window_min_ns, window_max_ns);
    if (parameters.error()) return *parameters.error();
    const auto streams = store_.streams(query.run);
    if (!streams) return store_response(streams.error());
    const bool live = query.run == store::live_run;
    if (streams->empty() && !live) return no_such_run(query.run);
    if (!query.to_ns) query.to_ns = live ? parameters.now_ns() : last_ns(*streams);
    query.from_ns = *query.to_ns - window + 1;
    query.filter.terms.push_back(messages_only());
    query.budget = traffic_budget;
    answers::Traffic traffic{answer_edges_max};
    const auto complete = store_.visit(query, [&](const journal::Stream& stream, const journal::Stamped& stamped) {
        traffic.take(stream.member, stamped.event);
    });
    if (!complete) return store_response(complete.error());
    auto answer = json::answer("traffic");
    answer.text("run", query.run).text("to", json::to_text(json::WallTime{*query.to_ns}));
    answer.number("ms", window / 1'000'000).flag("complete", *complete);
    return json_answer(answer.raw("traffic", traffic.to_json()).done());
}

}  // namespace watercooler::api
