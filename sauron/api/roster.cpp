#include "api/roster.hpp"

#include <map>
#include <string>
#include <utility>

#include "answers/roster.hpp"
#include "api/parameters.hpp"
#include "json/fields.hpp"

namespace watercooler::api {
namespace {

/// What the hello of each member's latest life said.
std::map<std::string, answers::Place> places_of(const std::vector<store::StreamInfo>& streams) {
    std::map<std::string, std::pair<std::int64_t, const store::StreamInfo*>> latest;
    for (const auto& stream : streams) {
        auto& [first_ns, life] = latest[stream.stream.member];
        if (life == nullptr || stream.first_wall_ns >= first_ns) first_ns = stream.first_wall_ns, life = &stream;
    }
    std::map<std::string, answers::Place> places;
    for (const auto& [name, life] : latest) {
        const auto about = json::parse(life.second->about, json::door_bounds);
        if (!about || !about->object()) continue;
        json::Fields fields{*about};
        const auto address = fields.text("address");
        const auto port = fields.number("port", 65535);
        if (address && port) places[name] = {*address, static_cast<std::uint16_t>(*port)};
    }
    return places;
}

}  // namespace

RosterOfClub::RosterOfClub(store::Store& store, NowNs now_ns, std::shared_ptr<MomentsOfRuns> moments)
    : Resource(store, std::move(now_ns)),
      moments_(moments ? std::move(moments) : std::make_shared<MomentsOfRuns>(store)) {}

http::Response RosterOfClub::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto at = parameters.time("at");
    if (parameters.error()) return *parameters.error();
    const auto streams = store_.streams(run);
    if (!streams) return store_response(streams.error());
    if (streams->empty() && run != store::live_run) return no_such_run(run);
    const auto moment = moments_->of(run).at(at.value_or(Follow::to_the_end));
    if (!moment) return store_response(moment.error());
    const auto now = at.value_or(run == store::live_run ? now_ns_() : (*moment)->until_ns);
    const auto matrix = (*moment)->beliefs.matrix(now);
    return json_answer(
        answers::to_json(answers::roster(matrix, (*moment)->versions.snapshot(now), places_of(*streams))));
}

}  // namespace watercooler::api
