#include "api/convergence.hpp"

#include <utility>

#include "answers/tree.hpp"
#include "api/parameters.hpp"
#include "api/rumors.hpp"
#include "api/store_events.hpp"

namespace watercooler::api {

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
    const auto told = then(run, at);
    if (!told) return store_response(told.error());
    const auto convergence = told->folded->versions.now(told->at_ns);
    if (format == "text") return text_answer(answers::to_text(convergence, style));
    return json_answer(answers::to_json(convergence));
}

}  // namespace watercooler::api
