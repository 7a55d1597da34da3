#include "api/why.hpp"

#include <algorithm>
#include <string>

#include "answers/beliefs.hpp"
#include "answers/text.hpp"
#include "answers/trail.hpp"
#include "answers/why.hpp"
#include "api/parameters.hpp"
#include "api/store_events.hpp"

namespace watercooler::api {
namespace {

bool reports(StoreEvents& events, const std::string& member) {
    const auto streams = events.streams();
    return std::any_of(streams.begin(), streams.end(), [&](const auto& each) { return each.member == member; });
}

/// Whether it may have been a member: it reports, somebody speaks of it, or there are events that never came here.
bool heard_of(StoreEvents& events, const std::string& name) {
    const auto streams = events.streams();
    if (std::ranges::any_of(streams, [&](const auto& each) { return each.member == name || !each.gaps.empty(); }))
        return true;
    return !events.find({.peer = name, .limit = 1}).empty() || !events.find({.origin = name, .limit = 1}).empty();
}

http::Response unknown_member(StoreEvents& events, const std::string& what) {
    const auto members = answers::Trail{events}.members();
    return http::error_response(
        404, "no-such-member", what,
        members.empty() ? "No member has reported yet." : "Those that have: " + answers::names_text(members, 8) + '.');
}

}  // namespace

http::Response WhyIsIt::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    answers::Question question;
    question.name = parameters.needed("name");
    question.of = parameters.text("of").value_or("");
    question.key = parameters.text("key").value_or("book");
    question.at_ns = parameters.time("at");
    const auto topic = parameters.text("topic").value_or("belief");
    if (const auto known = answers::parse_topic(topic))
        question.topic = *known;
    else
        parameters.fail("topic", "topic \"" + topic + "\" is unknown", "belief, entry, frozen, asleep, left or fault.");
    const auto format = parameters.text("format").value_or("json");
    const auto style = parameters.style();
    if (parameters.error()) return *parameters.error();
    StoreEvents events{store_, run};
    if (!question.of.empty() && !reports(events, question.of) && !events.error())
        return unknown_member(events, "no member \"" + question.of + "\" has reported here");
    if (!heard_of(events, question.name) && !events.error())
        return unknown_member(events,
                              "no member \"" + question.name + "\" has reported here, and nobody speaks of one");
    const bool of_itself = question.topic != answers::Topic::belief && question.topic != answers::Topic::entry;
    if (of_itself || !question.of.empty()) {
        const auto why = answers::why(events, question);
        if (events.error()) return store_response(*events.error());
        return format == "text" ? text_answer(answers::to_text(why, style)) : json_answer(answers::to_json(why));
    }
    const auto whys = answers::why_everybody(events, question);
    if (events.error()) return store_response(*events.error());
    return format == "text" ? text_answer(answers::to_text(whys, style)) : json_answer(answers::to_json(whys));
}

http::Response Beliefs::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto at = parameters.time("at");
    const auto format = parameters.text("format").value_or("json");
    const auto style = parameters.style();
    constexpr auto any = answers::BeliefFold::members_max;
    answers::MatrixPart part;
    part.row = parameters.number("row", 0, 0, any);
    part.column = parameters.number("column", 0, 0, any);
    part.count = parameters.number("count", any, 1, any);
    part.fields_max = parameters.number("fields", any, 1, any);
    if (parameters.error()) return *parameters.error();
    const auto told = then(run, at);
    if (!told) return store_response(told.error());
    const auto matrix = told->folded->beliefs.matrix(told->at_ns);
    return format == "text" ? text_answer(answers::to_text(matrix, style))
                            : json_answer(answers::to_json(matrix, part));
}

}  // namespace watercooler::api
