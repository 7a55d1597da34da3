#include "api/roster.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "answers/roster.hpp"
#include "api/lives.hpp"
#include "api/parameters.hpp"

namespace watercooler::api {
namespace {

std::map<std::string, answers::Place> places_of(std::vector<store::StreamInfo> streams) {
    std::map<std::string, answers::Place> places;
    for (const auto& [name, lives] : by_member(std::move(streams))) {
        const auto about = about_of(lives.back());
        if (about.address && about.port) places[name] = {*about.address, *about.port};
    }
    return places;
}

}  // namespace

http::Response RosterOfClub::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto at = parameters.time("at");
    if (parameters.error()) return *parameters.error();
    auto streams = store_.streams(run);
    if (!streams) return store_response(streams.error());
    if (streams->empty() && run != store::live_run) return no_such_run(run);
    const auto told = then(run, at);
    if (!told) return store_response(told.error());
    const auto& [folded, now] = *told;
    return json_answer(answers::to_json(
        answers::roster(folded->beliefs.matrix(now), folded->versions.snapshot(now), places_of(std::move(*streams)))));
}

}  // namespace watercooler::api
