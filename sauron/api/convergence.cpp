#include "api/convergence.hpp"

#include <utility>

#include "api/parameters.hpp"
#include "api/rumors.hpp"

namespace watercooler::api {

/// Who is still there is told by each member's last event. While nothing comes in, it is looked up once.
StoreEvents& ConvergenceOfClub::events_of(const std::string& run) {
    StoreEvents now{store_, run};
    if (events_ && events_->sees_the_same(now)) {
        events_->begin_again();
    } else {
        events_.emplace(std::move(now));
    }
    return *events_;
}

http::Response ConvergenceOfClub::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto at = parameters.time("at");
    const auto uuid = parameters.text("uuid");
    const auto format = parameters.text("format").value_or("json");
    const auto style = parameters.style();
    if (parameters.error()) return *parameters.error();
    if (uuid) {
        const auto found = find_rumor(store_, run, *uuid);
        return found ? curve_of(events_of(run), *found, at) : found.error();
    }
    const auto told = then(run, at);
    if (!told) return store_response(told.error());
    const auto convergence = told->folded->versions.now(told->at_ns);
    if (format == "text") return text_answer(answers::to_text(convergence, style));
    return json_answer(answers::to_json(convergence));
}

}  // namespace watercooler::api
