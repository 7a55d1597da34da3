#include "api/rumors.hpp"

#include <array>
#include <utility>
#include <vector>

#include "answers/otlp.hpp"
#include "answers/tree.hpp"
#include "api/lives.hpp"
#include "api/parameters.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::api {
namespace {

constexpr std::size_t candidates_max = 10;

std::string row(const store::RumorRow& rumor) {
    json::Object object;
    object.text("uuid", to_text(rumor.uuid)).text("origin", rumor.origin).text("key", rumor.key);
    rumor.version ? object.number("version", rumor.version->value) : object.null("version");
    object.text("value", rumor.value).text("wall_time", json::to_text(json::WallTime{rumor.born_ns}));
    return object.flag("born", rumor.born).done();
}

std::string rows(const std::vector<store::RumorRow>& rumors) {
    std::vector<std::string> texts;
    for (const auto& rumor : rumors) texts.push_back(row(rumor));
    return json::array(texts);
}

http::Response nobody_knew(const std::string& uuid) {
    return http::error_response(404, "no-such-rumor", "no event says that anybody knew " + uuid,
                                "/api/v1/rumors lists those that are known.");
}

/// To how many others the life tells news that brought this one into the world.
std::optional<std::uint32_t> fanout_of(const StoreEvents& events, const answers::RumorTree& tree) {
    const auto& first = tree.nodes[tree.roots.front()].cite;
    return about_of(events.about(first.member, first.boot)).fanout;
}

http::Response ambiguous(const std::string& text, const std::vector<store::RumorRow>& candidates) {
    json::Object error;
    error.text("code", "ambiguous").text("message", "several rumors begin with " + text);
    error.text("hint", "Say more of its uuid.").raw("candidates", rows(candidates));
    return json_answer(json::Object{}.raw("error", error.done()).done(), 409);
}

}  // namespace

http::Response Rumors::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto prefix = parameters.text("prefix").value_or("");
    const auto limit = parameters.number("limit", 100, 1, 10'000);
    if (!filter::uuid_range(prefix) && !prefix.empty())
        parameters.fail("prefix", "prefix is no beginning of a uuid", "Up to 32 hexadecimal digits.");
    if (parameters.error()) return *parameters.error();
    const auto found = store_.rumors(run, prefix, limit);
    if (!found) return store_response(found.error());
    return json_answer(rows(*found));
}

tl::expected<Uuid, http::Response> find_rumor(store::Store& store, const std::string& run, const std::string& text) {
    if (const auto whole = parse_uuid(text)) return *whole;
    if (text.empty() || !filter::uuid_range(text))
        return tl::unexpected{http::error_response(400, "bad-uuid", "that is no uuid and no beginning of one",
                                                   "Hexadecimal digits, as in /api/v1/rumors.")};
    const auto found = store.rumors(run, text, candidates_max);
    if (!found) return tl::unexpected{store_response(found.error())};
    if (found->empty())
        return tl::unexpected{http::error_response(404, "no-such-rumor", "no rumor begins with " + text,
                                                   "/api/v1/rumors lists those that are known.")};
    if (found->size() > 1) return tl::unexpected{ambiguous(text, *found)};
    return found->front().uuid;
}

http::Response curve_of(StoreEvents& events, const Uuid& uuid, std::optional<std::int64_t> at_ns) {
    const auto told =
        events.find({.uuid = uuid, .to_ns = at_ns, .newest_first = false, .limit = answers::rumor_events_max});
    const auto tree = answers::rumor_tree(uuid, told, events, {.look_up = false});
    if (events.error()) return store_response(*events.error());
    if (!tree || tree->roots.empty()) return nobody_knew(to_text(uuid));
    return json_answer(answers::to_json(answers::curve(*tree, fanout_of(events, *tree))));
}

http::Response Rumor::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto run = parameters.run();
    const auto format = parameters.text("format").value_or("json");
    const auto style = parameters.style();
    if (parameters.error()) return *parameters.error();
    const auto uuid = find_rumor(store_, run, request.capture("uuid"));
    if (!uuid) return uuid.error();
    StoreEvents events{store_, run};
    if (format == "curve") return curve_of(events, *uuid);
    const auto tree = answers::rumor_tree(*uuid, events);
    if (events.error()) return store_response(*events.error());
    if (!tree) return nobody_knew(to_text(*uuid));
    if (format == "json") return json_answer(answers::to_json(*tree));
    if (format == "otlp") return json_answer(answers::to_otlp(*tree));
    if (format == "tree" || format == "text") return text_answer(answers::to_tree_text(*tree, style));
    if (format == "table") return text_answer(answers::to_table_text(*tree, style));
    if (format == "mermaid") return text_answer(answers::to_mermaid(*tree));
    return http::error_response(400, "bad-format", "format \"" + format + "\" is unknown",
                                "json, tree, table, mermaid, otlp or curve.");
}

}  // namespace watercooler::api
