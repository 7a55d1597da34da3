#include "api/spacetime.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "answers/tree.hpp"
#include "api/parameters.hpp"
#include "api/store_events.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::api {
namespace {

using std::chrono::milliseconds;
using Names = std::vector<std::string>;

constexpr std::size_t names_bytes_max = 10 * 1024;
constexpr std::uint64_t length_ms_usual = 2'000, length_ms_max = 24 * 60 * 60 * 1000;
constexpr std::size_t records_max = 60'000, page_records = 20'000, odd_events_max = 5'000;
constexpr std::int64_t odd_before_ns = 60'000'000'000, bins = 60;
/// What members did longer ago is here, unless their eyes cannot reach us.
constexpr std::int64_t told_within_ns = 3'000'000'000;
constexpr milliseconds read_budget{1'000}, side_budget{100};

/// `amy,bob`; a backslash takes the meaning from the comma behind it.
Names names_in(std::string_view text) {
    Names names;
    std::string name;
    const auto end = [&] {
        if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
        name.clear();
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            name += text[++at];
        else if (text[at] == ',')
            end();
        else
            name += text[at];
    }
    end();
    return names;
}

filter::Term members_term(const Names& names) {
    filter::Term term;
    term.key = filter::Key::member;
    for (const auto& name : names) term.values.push_back(filter::pattern_of(name));
    return term;
}

filter::Term kinds_term(const std::vector<EventKind>& kinds) {
    filter::Term term;
    term.key = filter::Key::kind;
    for (const auto kind : kinds) {
        term.kinds |= filter::bit(kind);
        term.values.emplace_back(to_text(kind));
    }
    return term;
}

answers::Lines lines_in(Parameters& parameters) {
    using answers::Line;
    const auto given = parameters.text("kinds");
    if (!given) return answers::every_line & static_cast<answers::Lines>(~answers::bit(Line::ping));
    answers::Lines lines = 0;
    for (const auto& name : names_in(*given)) {
        if (name == "none") continue;
        if (const auto line = answers::parse_line(name))
            lines |= answers::bit(*line);
        else
            parameters.fail("kinds", "\"" + name + "\" is no kind of line",
                            "push, pull, digest, ping, membership, fault, control, or none.");
    }
    return lines;
}

Names members_of(const std::vector<store::StreamInfo>& streams) {
    Names names;
    for (const auto& stream : streams) names.push_back(stream.stream.member);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::int64_t end_of(const std::vector<store::StreamInfo>& streams) {
    std::int64_t end = 0;
    for (const auto& stream : streams) end = std::max(end, stream.last_wall_ns);
    return end;
}

void add_new(Names& to, const Names& names, std::size_t most) {
    for (const auto& name : names) {
        if (to.size() >= most) return;
        if (std::ranges::find(to, name) == to.end()) to.push_back(name);
    }
}

std::string quoted(const Names& names) {
    std::vector<std::string> texts;
    for (const auto& name : names) texts.push_back(json::quote(name));
    return json::array(texts);
}

template <class All>
std::string all_json(const All& all, std::int64_t from_ns) {
    std::vector<std::string> texts;
    for (const auto& each : all) texts.push_back(answers::to_json(each, from_ns));
    return json::array(texts);
}

std::string counts_json(const answers::Spacetime& told) {
    json::Object object;
    for (std::size_t line = 0; line < answers::line_count; ++line)
        object.number(to_text(static_cast<answers::Line>(line)), told.counts[line]);
    return object.done();
}

std::string fates_json(const answers::Spacetime& told) {
    std::array<std::size_t, answers::fate_count> counts{};
    for (const auto& arrow : told.arrows) ++counts[static_cast<std::size_t>(arrow.fate)];
    json::Object object;
    object.number("all", told.arrows.size());
    for (std::size_t fate = 0; fate < counts.size(); ++fate)
        object.number(to_text(static_cast<answers::Fate>(fate)), counts[fate]);
    return object.done();
}

std::string shown_json(answers::Lines lines) {
    Names names;
    for (std::size_t line = 0; line < answers::line_count; ++line)
        if (lines & answers::bit(static_cast<answers::Line>(line)))
            names.emplace_back(to_text(static_cast<answers::Line>(line)));
    return quoted(names);
}

std::string moment_text(std::int64_t ns) { return json::to_text(json::WallTime{ns}); }

}  // namespace

/// Who had it, the first first: those before told those behind.
store::Expected<Names> SpacetimeOfRun::of_rumor(const std::string& run, const Uuid& uuid, std::int64_t to_ns) {
    StoreEvents events{store_, run};
    const auto tree = answers::rumor_tree(uuid, events, {.look_up = false});
    if (events.error()) return tl::unexpected{*events.error()};
    Names names;
    if (!tree) return names;
    for (const auto& node : tree->nodes)
        if (node.time_ns <= to_ns && names.size() < chosen_max) names.push_back(node.member);
    return names;
}

store::Expected<Names> SpacetimeOfRun::of_newest_rumor(const Asked& asked) {
    store::Query query;
    query.run = asked.run;
    query.to_ns = asked.window.to_ns;
    query.limit = 1;
    query.budget = side_budget;
    query.filter.terms.push_back(kinds_term({EventKind::born}));
    const auto page = store_.search(query);
    if (!page) return tl::unexpected{page.error()};
    if (page->events.empty()) return Names{};
    return of_rumor(asked.run, page->events.front().record.event.uuid, asked.window.to_ns);
}

/// Those who were in trouble in the minute before the window's end, and those with whom the newest rumor went round.
store::Expected<SpacetimeOfRun::Chosen> SpacetimeOfRun::by_anomalies(const Asked& asked, const Names& all) {
    store::Query query;
    query.run = asked.run;
    query.from_ns = asked.window.to_ns - odd_before_ns;
    query.to_ns = asked.window.to_ns;
    query.limit = odd_events_max;
    query.budget = side_budget;
    query.filter.terms.push_back(kinds_term(answers::anomalies()));
    const auto page = store_.search(query);
    if (!page) return tl::unexpected{page.error()};
    std::vector<json::EventRecord> records;
    for (const auto& found : page->events) records.push_back(found.record);
    Chosen chosen{.how = records.empty() ? "newest rumor" : "anomalies"};
    for (const auto& name : answers::most_anomalous(records, records.size()))
        if (std::ranges::binary_search(all, name)) add_new(chosen.names, {name}, chosen_max);
    const auto heard = of_newest_rumor(asked);
    if (!heard) return tl::unexpected{heard.error()};
    add_new(chosen.names, *heard, chosen_max);
    if (chosen.names.empty()) chosen.how = "names";
    add_new(chosen.names, all, chosen_max);
    std::ranges::sort(chosen.names);
    return chosen;
}

store::Expected<SpacetimeOfRun::Chosen> SpacetimeOfRun::choose(const Asked& asked, const Names& all) {
    if (!asked.window.lanes.empty()) return Chosen{.how = "asked", .names = asked.window.lanes};
    if (asked.uuid) {
        auto heard = of_rumor(asked.run, *parse_uuid(*asked.uuid), asked.window.to_ns);
        if (!heard) return tl::unexpected{heard.error()};
        if (!heard->empty()) return Chosen{.how = "rumor", .names = std::move(*heard)};
    }
    if (all.size() <= chosen_max) return Chosen{.how = "all", .names = all};
    return by_anomalies(asked, all);
}

/// All that the lanes did, in the order of `comes_before`. What cannot be read in time ends the window.
store::Expected<std::vector<json::EventRecord>> SpacetimeOfRun::events_of(Asked& asked) {
    auto& window = asked.window;
    store::Query query;
    query.run = asked.run;
    query.from_ns = window.from_ns - answers::Window::margin_ns;
    query.to_ns = window.to_ns + answers::Window::margin_ns;
    query.newest_first = false;
    query.limit = page_records;
    query.filter.terms.push_back(members_term(window.lanes));
    const auto deadline = std::chrono::steady_clock::now() + read_budget;
    std::vector<json::EventRecord> records;
    for (;;) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
        query.budget = std::max(left, milliseconds{20});
        auto page = store_.search(query);
        if (!page) return tl::unexpected{page.error()};
        for (auto& found : page->events) records.push_back(std::move(found.record));
        if (!page->next) break;
        query.after = page->next;
        if (records.size() < records_max && left.count() > 0) continue;
        window.to_ns = std::clamp(page->next->wall_ns - 1, window.from_ns, window.to_ns);
        break;
    }
    std::ranges::sort(records, answers::comes_before);
    return records;
}

/// Who stands still when what is read begins, as far as that is soon found.
store::Expected<std::set<std::string>> SpacetimeOfRun::frozen_before(const Asked& asked) {
    store::Query query;
    query.run = asked.run;
    query.to_ns = asked.window.from_ns - answers::Window::margin_ns - 1;
    query.limit = odd_events_max;
    query.budget = side_budget;
    query.filter.terms.push_back(members_term(asked.window.lanes));
    query.filter.terms.push_back(kinds_term({EventKind::frozen, EventKind::thawed, EventKind::started}));
    const auto page = store_.search(query);
    if (!page) return tl::unexpected{page.error()};
    std::set<std::string> seen, frozen;
    for (const auto& [record, position] : page->events)
        if (seen.insert(record.context.member).second && record.event.kind == EventKind::frozen)
            frozen.insert(record.context.member);
    return frozen;
}

/// How much those did that have no lane.
store::Expected<std::string> SpacetimeOfRun::others(const Asked& asked, std::size_t members) {
    const auto& window = asked.window;
    store::Query query;
    query.run = asked.run;
    query.from_ns = window.from_ns;
    query.to_ns = window.to_ns;
    query.budget = side_budget;
    auto names = window.lanes;
    names.insert(names.end(), window.without.begin(), window.without.end());
    auto term = members_term(names);
    term.negated = true;
    query.filter.terms.push_back(std::move(term));
    const auto bin_ns = (window.to_ns - window.from_ns) / bins + 1;
    std::vector<std::string> rows;
    bool exact = true;
    if (members > 0) {
        const auto histogram = store_.histogram(query, bin_ns);
        if (!histogram) return tl::unexpected{histogram.error()};
        exact = histogram->exact;
        for (const auto& bucket : histogram->buckets) {
            std::uint64_t events = 0;
            for (const auto count : bucket.kinds) events += count;
            json::Object row;
            row.number("offset_ns", std::max<std::int64_t>(0, bucket.start_ns - window.from_ns));
            rows.push_back(row.number("events", events).done());
        }
    }
    json::Object object;
    object.number("members", members).number("bin_ns", bin_ns).flag("exact", exact);
    return object.raw("bins", json::array(rows)).done();
}

SpacetimeOfRun::Asked SpacetimeOfRun::read(Parameters& parameters) {
    Asked asked{.run = parameters.run(), .window = {}};
    asked.from = parameters.time("from");
    asked.to = parameters.time("to");
    asked.length_ns = static_cast<std::int64_t>(parameters.number("length_ms", length_ms_usual, 1, length_ms_max));
    asked.length_ns *= 1'000'000;
    asked.window.lanes = names_in(parameters.text("members", names_bytes_max).value_or(""));
    asked.with = names_in(parameters.text("with", names_bytes_max).value_or(""));
    const auto without = names_in(parameters.text("without", names_bytes_max).value_or(""));
    asked.window.without = {without.begin(), without.end()};
    asked.window.lines = lines_in(parameters);
    asked.uuid = parameters.text("uuid");
    if (asked.uuid && !parse_uuid(*asked.uuid))
        parameters.fail("uuid", "uuid is not a whole one", "As /api/v1/rumors writes it.");
    if (asked.window.lanes.size() + asked.with.size() > lanes_max)
        parameters.fail("members", "more than 60 members", "Of the others is told how much they did.");
    if (asked.from && asked.to && *asked.to < *asked.from) parameters.fail("to", "to lies before from", "Swap them.");
    return asked;
}

/// From when to when, and which members.
store::Expected<SpacetimeOfRun::Chosen> SpacetimeOfRun::settle(Asked& asked,
                                                               const std::vector<store::StreamInfo>& streams) {
    auto& window = asked.window;
    const auto end = asked.run == store::live_run ? now_ns_() : end_of(streams);
    window.to_ns = asked.to.value_or(asked.from ? *asked.from + asked.length_ns : end);
    window.from_ns = asked.from.value_or(window.to_ns - asked.length_ns);
    window.known_until_ns = asked.run == store::live_run ? now_ns_() - told_within_ns : end;
    const auto all = members_of(streams);
    auto chosen = choose(asked, all);
    if (!chosen) return chosen;
    add_new(chosen->names, asked.with, lanes_max);
    std::erase_if(chosen->names, [&](const auto& name) { return window.without.contains(name); });
    window.lanes = chosen->names;
    chosen->members = all.size();
    chosen->others = static_cast<std::size_t>(std::ranges::count_if(all, [&](const auto& name) {
        return !window.without.contains(name) && std::ranges::find(window.lanes, name) == window.lanes.end();
    }));
    return chosen;
}

/// Also shortens the window to what could be read.
store::Expected<answers::Spacetime> SpacetimeOfRun::weave(Asked& asked) {
    auto& window = asked.window;
    if (window.lanes.empty()) return answers::spacetime(window, {});
    auto records = events_of(asked);
    if (!records) return tl::unexpected{records.error()};
    const auto frozen = frozen_before(asked);
    if (!frozen) return tl::unexpected{frozen.error()};
    return answers::spacetime(window, std::move(*records), *frozen);
}

http::Response SpacetimeOfRun::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    auto asked = read(parameters);
    if (parameters.error()) return *parameters.error();
    const auto streams = store_.streams(asked.run);
    if (!streams) return store_response(streams.error());
    if (streams->empty() && asked.run != store::live_run) return no_such_run(asked.run);
    const auto chosen = settle(asked, *streams);
    if (!chosen) return store_response(chosen.error());
    const auto rest = others(asked, chosen->others);
    if (!rest) return store_response(rest.error());
    const auto to_ns = asked.window.to_ns;
    const auto told = weave(asked);
    if (!told) return store_response(told.error());

    const auto from_ns = told->from_ns;
    auto answer = json::answer("spacetime");
    answer.text("run", asked.run).text("from", moment_text(from_ns)).text("to", moment_text(to_ns));
    answer.number("length_ns", to_ns - from_ns).number("told_ns", told->to_ns - from_ns);
    answer.text("chosen", chosen->how).number("members", chosen->members).raw("lanes", quoted(told->lanes));
    answer.raw("others", *rest).raw("shown", shown_json(asked.window.lines)).raw("counts", counts_json(*told));
    answer.raw("messages", fates_json(*told)).number("left_out", told->left_out);
    answer.raw("freezes", all_json(told->freezes, from_ns));
    answer.raw("events", all_json(told->nodes, from_ns)).raw("arrows", all_json(told->arrows, from_ns));
    return json_answer(answer.done());
}

}  // namespace watercooler::api
