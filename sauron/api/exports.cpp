#include "api/exports.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "answers/exports.hpp"
#include "answers/otlp.hpp"
#include "answers/recording.hpp"
#include "answers/tree.hpp"
#include "api/parameters.hpp"
#include "api/rumors.hpp"
#include "api/store_events.hpp"
#include "json/fields.hpp"

namespace watercooler::api {
namespace {

constexpr auto line_type = "application/x-ndjson; charset=utf-8";

answers::RecordingHead::Member member_of(const store::StreamInfo& stream) {
    answers::RecordingHead::Member member;
    member.name = stream.stream.member;
    member.boot = stream.stream.boot;
    const auto about = json::parse(stream.about, json::door_bounds);
    if (!about || !about->object()) return member;
    json::Fields fields{*about};
    member.program = fields.text("program").value_or("");
    const auto address = fields.text("address").value_or("");
    const auto port = std::to_string(fields.number("port", 65535).value_or(0));
    const bool v6 = address.find(':') != std::string::npos;
    if (!address.empty()) member.address = (v6 ? '[' + address + ']' : address) + ':' + port;
    if (const auto* settings = about->find("settings"); settings && settings->object()) member.settings = *settings;
    return member;
}

}  // namespace

store::Expected<std::string> Exports::head(const std::string& run) {
    const auto streams = store_.streams(run);
    if (!streams) return tl::unexpected{streams.error()};
    answers::RecordingHead head;
    head.run = run;
    head.program = "sauron";
    auto started = std::numeric_limits<std::int64_t>::max();
    for (const auto& stream : *streams) {
        head.club = stream.stream.club;
        if (stream.events > 0) started = std::min(started, stream.first_wall_ns);
        head.members.push_back(member_of(stream));
    }
    if (started != std::numeric_limits<std::int64_t>::max()) head.started = json::WallTime{started};
    return json::write_head(head);
}

http::Response Exports::recording(store::Query query) {
    query.newest_first = false;
    query.budget = std::chrono::milliseconds{2000};
    std::string text;
    if (!query.after) {
        auto first_line = head(query.run);
        if (!first_line) return store_response(first_line.error());
        text = std::move(*first_line);
    }
    const auto page = store_.search(query);
    if (!page) return store_response(page.error());
    for (const auto& found : page->events) text += answers::to_jsonl(found.record);
    auto answer = text_answer(std::move(text), line_type);
    if (page->next) answer.headers.push_back({"X-Watercooler-Next", store::to_text(*page->next)});
    return answer;
}

http::Response Exports::shiviz(store::Query query) {
    query.newest_first = false;
    query.limit = shiviz_events_max;
    query.budget = std::chrono::milliseconds{10'000};
    const auto page = store_.search(query);
    if (!page) return store_response(page.error());
    if (page->next)
        return http::error_response(
            413, "too-many-events",
            "a log for ShiViz has at most " + std::to_string(shiviz_events_max) + " events here",
            "Ask for a shorter time, or with a filter such as kind:rumor.");
    std::string text;
    answers::ShivizLog log{[&](std::string_view piece) { text.append(piece); }};
    std::vector<json::EventRecord> records;
    for (const auto& found : page->events) records.push_back(found.record);
    std::sort(records.begin(), records.end(), answers::comes_before);
    for (auto& record : records) log.put(std::move(record));
    log.finish();
    return text_answer(std::move(text));
}

http::Response Exports::otlp(const std::string& run, const std::string& text) {
    const auto uuid = find_rumor(store_, run, text);
    if (!uuid) return uuid.error();
    StoreEvents events{store_, run};
    const auto tree = answers::rumor_tree(*uuid, events);
    if (events.error()) return store_response(*events.error());
    if (!tree)
        return http::error_response(404, "no-such-rumor", "no event says that anybody knew " + text,
                                    "/api/v1/rumors lists those that are known.");
    return json_answer(answers::to_otlp(*tree));
}

http::Response Exports::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    auto query = parameters.query(5'000);
    const auto format = parameters.text("format").value_or("jsonl");
    const auto uuid = parameters.text("uuid");
    if (format == "otlp" && !uuid) parameters.fail("uuid", "uuid is missing", "A trace is that of one rumor.");
    if (parameters.error()) return *parameters.error();
    if (format == "jsonl") return recording(std::move(query));
    if (format == "shiviz") return shiviz(std::move(query));
    if (format == "otlp") return otlp(query.run, *uuid);
    return http::error_response(400, "bad-format", "format \"" + format + "\" is unknown", "jsonl, shiviz or otlp.");
}

}  // namespace watercooler::api
