#include "api/pages.hpp"

#include <utility>
#include <vector>

#include "api/parameters.hpp"
#include "http/html.hpp"
#include "http/target.hpp"
#include "json/fields.hpp"
#include "message/text.hpp"

// assets.S
extern "C" {
extern const char sauron_openapi_begin[], sauron_openapi_end[];
}

namespace watercooler::api {
namespace {

constexpr auto policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";
constexpr std::size_t rows_otherwise = 100;
constexpr auto page_style =
    "<style>:root{color-scheme:light dark}body{font:14px/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:72rem;"
    "padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.15rem .6rem;"
    "border-bottom:1px solid #8884;vertical-align:top;overflow-wrap:anywhere}td.n{text-align:right}code,td.m,input{"
    "font-family:ui-monospace,monospace}input{width:min(40rem,70%)}.bad{color:#b00020}h2{margin-top:2rem}</style>";

http::Response page(std::string_view title, std::string body) {
    http::Response response;
    response.content_type = "text/html; charset=utf-8";
    response.content_security_policy = policy;
    response.body =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>" +
        html(title) + "</title>" + page_style + "</head><body>" + std::move(body) + "</body></html>\n";
    return response;
}

std::string cell(std::string_view text, std::string_view kind = "m") {
    return "<td class=\"" + std::string{kind} + "\">" + html(text) + "</td>";
}

std::string uuid_cell(const Uuid& uuid) {
    if (uuid == Uuid{}) return "<td></td>";
    const auto text = to_text(uuid);
    return "<td class=\"m\"><a href=\"/api/v1/rumors/" + text + "?format=tree\">" + text.substr(0, 8) + "</a></td>";
}

std::string row(const json::EventRecord& record) {
    const auto& event = record.event;
    const auto what = event.key.empty() ? std::string{} : event.origin + " " + event.key;
    const auto version = event.version ? " v" + std::to_string(event.version->value) : std::string{};
    auto text = "<tr>" + cell(record.context.wall_time ? json::to_text(*record.context.wall_time) : "");
    text += cell(record.context.member) + cell(std::to_string(event.seq.value), "n") + cell(to_text(event.kind));
    text += cell(event.peer) + uuid_cell(event.uuid) +
            cell(what + version + (event.value.empty() ? "" : " ") + event.value);
    return text + cell(event.bytes ? std::to_string(*event.bytes) : "", "n") + cell(event.reason) + "</tr>\n";
}

std::string filter_form(std::string_view filter) {
    return "<form method=\"get\" action=\"/plain\" role=\"search\"><label>Filter <input name=\"filter\" "
           "maxlength=\"4096\" "
           "placeholder=\"kind:applied member:jimmy since:-30s\" value=\"" +
           html(filter) + "\"></label> <button>Show</button> <a href=\"/docs\">how to filter</a></form>";
}

std::string next_link(std::string_view filter, const store::Position& position) {
    return "<p><a rel=\"next\" href=\"/plain?filter=" + http::percent_encoded(filter) +
           "&amp;cursor=" + http::percent_encoded(store::to_text(position)) + "\">Older</a></p>";
}

const std::pair<std::string_view, std::string_view> filter_terms[] = {
    {"kind:applied,sent",
     "of one of these kinds, or of a group: transport rumor membership sync life program push ping"},
    {"result:new", "new, seen, stale, dropped, fault"},
    {"member:amy", "that amy reported; peer:, from:, to:, origin:, key:, value:, reason: in the same way"},
    {"book:Dune", "about a book of that name"},
    {"uuid:0192f3", "of the rumor whose uuid begins so (trace: is the same)"},
    {"text:gatsby", "that has this word anywhere; a word without a key means this"},
    {"since:-30s until:14:02:11", "in that time: before now, of today (UTC), or RFC 3339"},
    {"bytes>100 version>=3 hop<2", "with such a number; also seq, cause, count, incarnation"},
    {"-kind:ping", "a minus negates; * and ? stand for any text and any byte; quotes keep spaces together"},
};

std::string call_rows(const json::Value& api) {
    std::string rows;
    const auto* paths = api.find("paths");
    if (!paths || !paths->object()) return rows;
    for (const auto& [path, methods] : *paths->object()) {
        if (!methods.object()) continue;
        for (const auto& [method, call] : *methods.object()) {
            const auto* summary = call.find("summary");
            std::string parameters;
            if (const auto* list = call.find("parameters"); list && list->array())
                for (const auto& each : *list->array())
                    if (const auto* name = each.find("name"); name && name->text())
                        parameters += (parameters.empty() ? "" : ", ") + *name->text();
            std::string upper = method;
            for (auto& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
            rows += "<tr>" + cell(upper + " " + path) + cell(summary && summary->text() ? *summary->text() : "", "") +
                    cell(parameters) + "</tr>\n";
        }
    }
    return rows;
}

}  // namespace

std::string html(std::string_view text) { return http::html_escaped(escaped(text)); }

http::Response IndexPage::get(const http::Request& request) {
    Parameters parameters{request, now_ns_()};
    const auto query = parameters.query(rows_otherwise);
    const std::string filter{request.parameter("filter").value_or("").substr(0, filter::text_bytes_max)};
    auto body = "<h1>Sauron watches " + html(club_) + "</h1>" + filter_form(filter);
    if (const auto& wrong = parameters.error()) {
        const auto value = json::parse(wrong->body, json::door_bounds);
        const auto* error = value ? value->find("error") : nullptr;
        for (const auto* name : {"message", "hint"})
            if (const auto* said = error ? error->find(name) : nullptr; said && said->text())
                body += "<p class=\"bad\">" + html(*said->text()) + "</p>";
        auto response = page("Sauron: " + club_, std::move(body));
        response.status = 400;
        return response;
    }
    const auto found = store_.search(query);
    if (!found) return store_response(found.error());
    if (found->events.empty() && !found->next)
        body += filter.empty()
                    ? "<p>Nothing has been reported yet. Start some members: <code>watercooler new --count 5</code></p>"
                    : "<p>Nothing fits this filter.</p>";
    body +=
        "<table><thead><tr><th>time<th>member<th>seq<th>kind<th>peer<th>rumor<th>entry<th>bytes<th>reason</tr></thead>"
        "<tbody>\n";
    for (const auto& each : found->events) body += row(each.record);
    body += "</tbody></table>";
    if (!found->complete) body += "<p>There was no time to look at all of it: go on with the link.</p>";
    if (found->next) body += next_link(filter, *found->next);
    return page("Sauron: " + club_, std::move(body));
}

std::string_view openapi() {
    return {sauron_openapi_begin, static_cast<std::size_t>(sauron_openapi_end - sauron_openapi_begin)};
}

http::Response docs_page() {
    std::string body =
        "<h1>Sauron's API</h1><p>All answers are JSON unless it is said otherwise; <a href=\"/openapi.json\">"
        "openapi.json</a> describes them in full. What changes something needs the club's token: "
        "<code>Authorization: Bearer TOKEN</code>. Errors are <code>{\"error\":{\"code\",\"message\","
        "\"hint\"}}</code>.</p><table><thead><tr><th>call<th>what<th>parameters</tr></thead><tbody>\n";
    const auto api = json::parse(openapi(), json::answer_bounds);
    body += api ? call_rows(*api) : std::string{};
    body +=
        "</tbody></table><h2>The filter language</h2><p>Terms stand one after the other, and all must hold.</p>"
        "<table><tbody>\n";
    for (const auto& [term, meaning] : filter_terms) body += "<tr>" + cell(term) + cell(meaning, "") + "</tr>\n";
    return page("Sauron's API", body + "</tbody></table>");
}

}  // namespace watercooler::api
