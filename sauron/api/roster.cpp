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
        const auto about = about_of(lives.back().about);
        if (about.address && about.port) places[name] = {*about.address, *about.port};
    }
    return places;
}

}  // namespace

http::Response RosterOfClub::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto at = parameters.time("at");
    const auto name = parameters.text("name");
    const auto rows = parameters.text("rows").value_or("all");
    if (rows != "all" && rows != "worst")
        parameters.fail("rows", "rows \"" + rows + "\" is unknown", "all, or worst: only those of the worst.");
    if (parameters.error()) return *parameters.error();
    auto streams = store_.streams(run);
    if (!streams) return store_response(streams.error());
    if (streams->empty() && run != store::live_run) return no_such_run(run);
    const auto told = then(run, at);
    if (!told) return store_response(told.error());
    const auto& [folded, now] = *told;
    const auto roster =
        answers::roster(folded->beliefs.matrix(now), folded->versions.snapshot(now), places_of(std::move(*streams)));
    const auto which = rows == "worst" ? answers::RosterRows::worst : answers::RosterRows::all;
    return json_answer(answers::to_json(roster, which, name ? &*name : nullptr));
}

}  // namespace watercooler::api
