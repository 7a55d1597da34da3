#include "api/compare.hpp"

#include <algorithm>
#include <utility>

#include "api/parameters.hpp"
#include "api/settings_of.hpp"

namespace watercooler::api {
namespace {

/// One of the two runs, by its name.
std::string run_in(Parameters& parameters, std::string_view name) {
    auto run = parameters.text(name).value_or("");
    if (!is_run_name(run))
        parameters.fail(name, std::string{name} + " must name a run",
                        "/api/v1/runs lists them; live is the club's own.");
    return run;
}

}  // namespace

Compare::Reading& Compare::reading(const std::string& run) {
    const auto found = std::ranges::find_if(readings_, [&](const auto& each) { return each->run == run; });
    if (found != readings_.end()) {
        std::rotate(readings_.begin(), found, found + 1);
    } else {
        if (readings_.size() == readings_max) readings_.pop_back();
        readings_.insert(readings_.begin(), std::make_unique<Reading>(Reading{run, Follow{store_, run}}));
    }
    return *readings_.front();
}

store::Expected<answers::Comparison::Side> Compare::side(const std::string& run, Follow::Deadline deadline) {
    auto& read = reading(run);
    const auto go_on = [&] {
        return read.follow.catch_up(deadline, [&](const json::EventRecord& record) { read.fold.take(record); });
    };
    auto done = go_on();
    if (read.follow.replaced()) {  // another recording of that name
        read = Reading{run, Follow{store_, run}};
        done = go_on();
    }
    if (!done) return tl::unexpected{done.error()};
    if (!*done)
        return tl::unexpected{
            store::Error{"WC-STORE-SLOW", "Sauron still reads " + run, "Ask again: it goes on where it was."}};
    const auto streams = store_.streams(run);
    if (!streams) return tl::unexpected{streams.error()};
    answers::Comparison::Side result{run, read.fold.course()};
    result.course.settings = settings_of(*streams);
    for (const auto& stream : *streams) result.course.missed += stream.lost;
    return result;
}

http::Response Compare::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto a = run_in(parameters, "a"), b = run_in(parameters, "b");
    const auto format = parameters.text("format").value_or("json");
    const auto style = parameters.style();
    if (parameters.error()) return *parameters.error();
    const auto names = store_.runs();
    if (!names) return store_response(names.error());
    for (const auto& run : {a, b})
        if (run != store::live_run && std::ranges::find(*names, run) == names->end()) return no_such_run(run);
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    auto one = side(a, deadline);
    if (!one) return store_response(one.error());
    auto other = side(b, deadline);
    if (!other) return store_response(other.error());
    const auto comparison = answers::compare(std::move(*one), std::move(*other));
    return format == "text" ? text_answer(answers::to_text(comparison, style))
                            : json_answer(answers::to_json(comparison));
}

}  // namespace watercooler::api
