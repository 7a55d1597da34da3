#include "api/members.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "answers/lifeline.hpp"
#include "api/lives.hpp"
#include "api/parameters.hpp"
#include "api/store_events.hpp"
#include "json/fields.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::api {
namespace {

using answers::Lifeline;

/// What a member's own events say of it. Silent: it said nothing for longer than a running member would, and never that
/// it stopped; killed, stopped by the kernel or cut off from Sauron, nobody can tell.
std::string_view state_of(const Lifeline* life, std::int64_t at_ns) {
    if (life == nullptr) return "never";
    if (life->phase == Lifeline::Phase::stopped) return "stopped";
    if (life->phase == Lifeline::Phase::frozen) return "frozen";
    return life->lives(at_ns) ? "running" : "silent";
}

std::string wall(std::int64_t ns) { return json::to_text(json::WallTime{ns}); }

std::uint64_t missing(const store::StreamInfo& stream) {
    std::uint64_t count = 0;
    for (const auto& [first, last] : stream.gaps) count += last.value - first.value + 1;
    return std::max(count, stream.lost);
}

void add_stream(json::Object& object, const store::StreamInfo& stream) {
    object.text("boot", hex_text(stream.stream.boot.value));
    const auto about = about_of(stream.about);
    if (about.address) object.text("address", *about.address);
    if (about.port) object.number("port", *about.port);
    if (about.program) object.text("program", *about.program);
    object.number("first_seq", stream.first.value).number("last_seq", stream.last.value);
    object.number("events", stream.events).number("missing", missing(stream)).number("event_bytes", stream.bytes);
    object.text("first_wall_time", wall(stream.first_wall_ns)).text("last_wall_time", wall(stream.last_wall_ns));
}

std::string life_json(const store::StreamInfo& stream) {
    json::Object object;
    add_stream(object, stream);
    const auto value = json::parse(stream.about, json::door_bounds);
    if (value && value->find("settings")) object.raw("settings", json::to_text(*value->find("settings")));
    return object.done();
}

std::string member_json(const std::string& name, const std::vector<store::StreamInfo>& lives,
                        const answers::VersionFold& versions, std::int64_t at_ns) {
    const auto* life = versions.life(name);
    std::uint64_t total = 0, lost = 0;
    for (const auto& each : lives) {
        total += each.events;
        lost += missing(each);
    }
    json::Object object;
    object.text("name", name).text("state", state_of(life, at_ns)).number("lives", lives.size());
    add_stream(object, lives.back());
    object.number("events_of_all_lives", total).number("missing_of_all_lives", lost);
    if (life) object.number("silence_ms", std::max<std::int64_t>(0, at_ns - life->last_ns) / 1'000'000);
    if (const auto book = versions.own(name, "book")) {
        object.text("book", book->value).number("version", book->version.value).text("uuid", to_text(book->uuid));
    }
    return std::move(object).done();
}

std::vector<EventKind> own_kinds() {
    return {EventKind::started,       EventKind::frozen,  EventKind::thawed,  EventKind::stepped,
            EventKind::asleep,        EventKind::leaving, EventKind::stopped, EventKind::fault_set,
            EventKind::fault_cleared, EventKind::eye_lost};
}
std::vector<EventKind> others_kinds() {
    return {EventKind::joined, EventKind::suspected, EventKind::cleared,  EventKind::died,
            EventKind::left,   EventKind::updated,   EventKind::returned, EventKind::reaped};
}

}  // namespace

http::Response Members::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto at = parameters.time("at");
    if (parameters.error()) return *parameters.error();
    auto streams = store_.streams(run);
    if (!streams) return store_response(streams.error());
    const auto told = then(run, at);
    if (!told) return store_response(told.error());
    std::vector<std::string> rows;
    for (const auto& [name, lives] : by_member(std::move(*streams)))
        rows.push_back(member_json(name, lives, told->folded->versions, told->at_ns));
    return json_answer(json::array(rows));
}

http::Response MemberHistory::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto limit = parameters.number("limit", 200, 1, 5000);
    if (parameters.error()) return *parameters.error();
    auto streams = store_.streams(run);
    if (!streams) return store_response(streams.error());
    const auto members = by_member(std::move(*streams));
    const auto& name = request.capture("name");
    const auto found = members.find(name);
    if (found == members.end())
        return http::error_response(404, "no-such-member", "no member \"" + name + "\" has reported here",
                                    "/api/v1/members lists those that have.");
    const auto told = then(run, std::nullopt);
    if (!told) return store_response(told.error());
    StoreEvents events{store_, run};
    answers::Want own, others;
    own.member = name;
    own.kinds = own_kinds();
    others.peer = name;
    others.kinds = others_kinds();
    own.limit = others.limit = limit;
    auto states = events.find(own);
    auto seen = events.find(others);
    states.insert(states.end(), seen.begin(), seen.end());
    std::sort(states.begin(), states.end(), answers::comes_before);
    if (states.size() > limit) states.erase(states.begin(), states.end() - static_cast<std::ptrdiff_t>(limit));
    std::vector<std::string> lives, said;
    for (const auto& stream : found->second) lives.push_back(life_json(stream));
    for (const auto& state : states) said.push_back(json::write_event(state.event, state.context));
    auto answer = json::answer("member_history");
    answer.raw("member", member_json(name, found->second, told->folded->versions, told->at_ns));
    if (events.error()) return store_response(*events.error());
    return json_answer(answer.raw("lives", json::array(lives)).raw("states", json::array(said)).done());
}

}  // namespace watercooler::api
