#include "cli/sauron_link.hpp"

#include "http/target.hpp"
#include "json/fields.hpp"

namespace watercooler::cli {
namespace {

/// {"error":{…,"line":…,"column":…}}
std::optional<Failure::Position> position_in(const std::string& body) {
    const auto value = json::parse(body, json::door_bounds);
    const auto* error = value ? value->find("error") : nullptr;
    if (!error || !error->object()) return std::nullopt;
    json::Fields fields{*error};
    const auto line = fields.number("line", UINT64_MAX), column = fields.number("column", UINT64_MAX);
    if (!line || !column) return std::nullopt;
    return Failure::Position{*line, *column, fields.text("message").value_or("")};
}

Result<std::string> fetch_body(const Member& sauron, http::ClientRequest request, std::chrono::milliseconds patience) {
    request.response_bytes_max = 1024 * 1024 * 1024;  // an export is as large as what was stored
    const auto answer = http::fetch(request, patience);
    auto body = body_of(sauron, answer);
    if (!body && answer && answer->status == 404) body.error().exit = Exit::none;
    if (!body && answer && answer->status == 400) body.error().position = position_in(answer->body);
    return body;
}

}  // namespace

Result<Member> read_sauron(const club::Folder& club) {
    const club::MemberFolder seat{club, club::Name::sauron()};
    const auto probe = seat.probe();
    if (probe) return Member{seat.name(), *probe};
    if (probe.error().code == "WC-MEMBER-NONE") return Member{seat.name(), {club::MemberStatus::ended, {}, {}}};
    return tl::unexpected{failure_of(probe.error())};
}

Result<Member> find_sauron(const Context& context) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    auto sauron = read_sauron(*club);
    if (!sauron || sauron->known()) return sauron;
    return tl::unexpected{Failure{Exit::unreachable,
                                  "WC-SAURON-NONE",
                                  "no Sauron watches club \"" + context.place().club.text() + "\"",
                                  "What members do is stored and explained by Sauron; members that run already are "
                                  "told from their start on.",
                                  {context.command("sauron start")}}};
}

Result<std::string> ask_sauron(const Context& context, const std::string& target, std::chrono::milliseconds patience) {
    const auto sauron = find_sauron(context);
    if (!sauron) return tl::unexpected{sauron.error()};
    return fetch_body(*sauron, get(*sauron, target), context.timeout(patience));
}

Result<std::string> order_sauron(const Context& context, const std::string& method, const std::string& target,
                                 const std::string& body, std::chrono::milliseconds patience) {
    const auto sauron = find_sauron(context);
    if (!sauron) return tl::unexpected{sauron.error()};
    const auto token = context.club().and_then([](const club::Folder& club) -> Result<std::string> {
        auto text = club.token();
        if (!text) return tl::unexpected{failure_of(text.error())};
        return *text;
    });
    if (!token) return tl::unexpected{token.error()};
    return fetch_body(*sauron, order(*sauron, method, target, body, *token), context.timeout(patience));
}

std::string parameter(std::string_view name, std::string_view value) {
    return "&" + std::string{name} + "=" + http::percent_encoded(value);
}

std::string filter_text(const std::vector<std::string>& words) {
    std::string filter;
    for (const auto& word : words) {
        if (!filter.empty()) filter += ' ';
        const auto colon = word.find(':');
        const bool bare = word.find_first_of(" \t") != std::string::npos && word.find('"') == std::string::npos;
        const auto begin = bare ? (colon == std::string::npos ? 0 : colon + 1) : word.size();
        filter += word.substr(0, begin);
        if (bare) filter += '"' + word.substr(begin) + '"';
    }
    return filter;
}

std::string run_and_moment(const Arguments& arguments) {
    std::string scope;
    if (const auto run = arguments.text("--run")) scope += parameter("run", *run);
    if (const auto at = arguments.text("--at")) scope += parameter("at", *at);
    return scope;
}

std::optional<std::string> recording_of(const Arguments& arguments) {
    auto run = arguments.text("--run");
    if (run == "live") run.reset();
    return run;
}

Result<void> check_run(const Context& context, const Arguments& arguments) {
    const auto run = recording_of(arguments);
    return run ? check_run(context, *run) : Result<void>{};
}

Result<void> check_run(const Context& context, const std::string& run) {
    if (run == "live") return {};
    const auto answer = ask_sauron(context, "/api/v1/runs");
    if (!answer) return tl::unexpected{answer.error()};
    const auto value = json::parse(*answer, json::answer_bounds);
    std::string known;
    for (const auto& each : value && value->array() ? *value->array() : json::Array{}) {
        const auto* name = each.find("run");
        if (!name || !name->text() || *name->text() == "live") continue;
        if (*name->text() == run) return {};
        known += (known.empty() ? "" : ", ") + *name->text();
    }
    return tl::unexpected{Failure{Exit::none,
                                  "WC-RUN-NONE",
                                  "Sauron has no run \"" + run + "\"",
                                  known.empty() ? "No recording was imported yet." : "It has " + known + ".",
                                  {context.command("import FILE")}}};
}

std::string as_shown(const Context& context) {
    if (context.json()) return "?format=json";
    return "?format=text" + parameter("width", std::to_string(context.width() > 0 ? context.width() : 100)) +
           parameter("ascii", context.style().utf8 ? "0" : "1");
}

Result<Exit> print_answer(const Context& context, const std::string& target) {
    const auto answer = ask_sauron(context, target);
    if (!answer) return tl::unexpected{answer.error()};
    context.out(*answer);
    if (!answer->ends_with('\n')) context.out("\n");
    return Exit::done;
}

}  // namespace watercooler::cli
