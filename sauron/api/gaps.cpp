#include "api/gaps.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "answers/gaps.hpp"
#include "api/parameters.hpp"
#include "api/store_events.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::api {
namespace {

std::string run_json(const std::string& name, const std::vector<store::StreamInfo>& streams) {
    std::uint64_t events = 0, lost = 0, bytes = 0;
    std::int64_t first = std::numeric_limits<std::int64_t>::max(), last = 0;
    std::set<std::string> members;
    for (const auto& stream : streams) {
        events += stream.events;
        lost += stream.lost;
        bytes += stream.bytes;
        members.insert(stream.stream.member);
        if (stream.events == 0) continue;
        first = std::min(first, stream.first_wall_ns);
        last = std::max(last, stream.last_wall_ns);
    }
    json::Object object;
    object.text("run", name).number("members", members.size()).number("streams", streams.size());
    object.number("events", events).number("missing", lost).number("event_bytes", bytes);
    if (events > 0) {
        object.text("first_wall_time", json::to_text(json::WallTime{first}));
        object.text("last_wall_time", json::to_text(json::WallTime{last}));
    }
    return object.done();
}

}  // namespace

http::Response GapsOfStreams::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto format = parameters.text("format").value_or("json");
    const auto style = parameters.style();
    if (parameters.error()) return *parameters.error();
    StoreEvents events{store_, run};
    if (events.error()) return store_response(*events.error());
    const auto gaps = answers::gaps(events.streams());
    return format == "text" ? text_answer(answers::to_text(gaps, style)) : json_answer(answers::to_json(gaps));
}

http::Response Runs::get(const http::Request&) {
    auto names = store_.runs();
    if (!names) return store_response(names.error());
    const std::string live{store::live_run};
    if (std::find(names->begin(), names->end(), live) == names->end()) names->insert(names->begin(), live);
    std::vector<std::string> rows;
    for (const auto& name : *names) {
        const auto streams = store_.streams(name);
        if (!streams) return store_response(streams.error());
        rows.push_back(run_json(name, *streams));
    }
    return json_answer(json::array(rows));
}

}  // namespace watercooler::api
