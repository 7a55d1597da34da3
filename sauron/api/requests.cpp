#include "api/requests.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>
#include <vector>

#include "api/parameters.hpp"
#include "json/event.hpp"
#include "json/write.hpp"

namespace watercooler::api {
namespace {

using std::chrono::milliseconds;

/// For a page and its count together; a page alone leaves the count at least the second.
constexpr milliseconds answer_budget{140}, count_budget_min{20};

/// The event's own fields, and the cursor that a page behind it begins with.
std::string row(const store::Found& found) {
    auto text = json::write_event(found.record.event, found.record.context);
    text.back() = ',';
    text += "\"cursor\":" + json::quote(store::to_text(found.position)) + '}';
    return text;
}

std::string count_json(const store::Count& count) {
    return json::Object{}.number("events", count.events).flag("exact", count.exact).done();
}

std::string kinds_json(const EventCounters& kinds) {
    json::Object object;
    for (std::size_t kind = 0; kind < event_kind_count; ++kind)
        if (kinds[kind] > 0) object.number(to_text(static_cast<EventKind>(kind)), kinds[kind]);
    return object.done();
}

std::string bucket_json(const store::Bucket& bucket) {
    std::uint64_t events = 0;
    for (const auto count : bucket.kinds) events += count;
    json::Object object;
    object.text("start", json::to_text(json::WallTime{bucket.start_ns}))
        .number("start_ms", bucket.start_ns / 1'000'000);
    return object.number("events", events).raw("kinds", kinds_json(bucket.kinds)).done();
}

}  // namespace

http::Response Requests::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    auto query = parameters.query();
    const bool counted = parameters.flag("count", true);
    if (parameters.error()) return *parameters.error();
    if (counted) query.budget = answer_budget - count_budget_min;
    const auto began = std::chrono::steady_clock::now();
    const auto page = store_.search(query);
    if (!page) return store_response(page.error());
    std::vector<std::string> rows;
    for (const auto& found : page->events) rows.push_back(row(found));
    auto answer = json::answer("requests");
    answer.text("run", query.run).raw("events", json::array(rows)).flag("complete", page->complete);
    page->next ? answer.text("next", store::to_text(*page->next)) : answer.null("next");
    if (page->unreadable > 0) answer.number("unreadable", page->unreadable);
    if (counted) {
        const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began);
        query.budget = std::max(answer_budget - took, count_budget_min);
        const auto count = store_.count(query);
        if (!count) return store_response(count.error());
        answer.raw("count", count_json(*count));
    }
    return json_answer(answer.done());
}

/// From the first to the last that is asked for, as far as the parameters or the streams tell.
store::Expected<std::pair<std::int64_t, std::int64_t>> HistogramOfRequests::span(const store::Query& query) {
    const auto streams = store_.streams(query.run);
    if (!streams) return tl::unexpected{streams.error()};
    auto first = std::numeric_limits<std::int64_t>::max(), last = std::numeric_limits<std::int64_t>::min();
    for (const auto& stream : *streams) {
        if (stream.events == 0 || (query.member && stream.stream.member != *query.member)) continue;
        first = std::min(first, stream.first_wall_ns);
        last = std::max(last, stream.last_wall_ns);
    }
    if (first > last) first = last = now_ns_();
    for (const auto& term : query.filter.terms) {
        if (term.negated) continue;
        if (term.key == filter::Key::since) first = std::max(first, term.time_ns);
        if (term.key == filter::Key::until) last = std::min(last, term.time_ns);
    }
    if (query.from_ns) first = *query.from_ns;
    if (query.to_ns) last = *query.to_ns;
    return std::pair{first, std::max(first, last)};
}

http::Response HistogramOfRequests::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    auto query = parameters.query();
    const auto buckets = parameters.number("buckets", 100, 1, 1000);
    const auto asked_ms = parameters.number("bucket_ms", 0, 1, 1000ull * 60 * 60 * 24);
    if (parameters.error()) return *parameters.error();
    const auto over = span(query);
    if (!over) return store_response(over.error());
    query.from_ns = over->first;
    query.to_ns = over->second;
    const auto wanted = (over->second - over->first) / static_cast<std::int64_t>(buckets) / 1'000'000 + 1;
    const auto bucket_ms = asked_ms > 0 ? static_cast<std::int64_t>(asked_ms) : wanted;
    const auto histogram = store_.histogram(query, bucket_ms * 1'000'000);
    if (!histogram) return store_response(histogram.error());
    std::vector<std::string> rows;
    for (const auto& bucket : histogram->buckets) rows.push_back(bucket_json(bucket));
    auto answer = json::answer("histogram");
    answer.text("run", query.run).number("bucket_ms", bucket_ms).flag("exact", histogram->exact);
    answer.text("from", json::to_text(json::WallTime{over->first}))
        .text("to", json::to_text(json::WallTime{over->second}));
    return json_answer(answer.raw("buckets", json::array(rows)).done());
}

}  // namespace watercooler::api
