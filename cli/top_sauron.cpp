#include "cli/top_sauron.hpp"

#include <algorithm>

#include "cli/curve.hpp"
#include "cli/requests.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "json/fields.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds top_patience{1'500};
/// What is younger than a second may still be on its way to Sauron.
constexpr auto traffic_question = "/api/v1/traffic?window=2s&at=-1s";
constexpr auto history_question = "/api/v1/histogram?filter=kind:sent&bucket_ms=1000&from=-61s&to=-1s";

Result<std::string> ask_one(const Member& sauron, const std::string& target) {
    return ask_all({sauron}, target, top_patience).front();
}

}  // namespace

bool TopSauron::add(const club::Folder& club, const TopWanted& wanted, TopSight& sight) {
    const auto sauron = read_sauron(club);
    troubles_.clear();
    if (!sauron || !sauron->lives() || !sauron->known()) return false;
    if (sauron->stopped()) {
        sight.trouble = "Sauron's process is stopped; what is shown comes from the members alone";
        return false;
    }
    std::vector<http::ClientRequest> requests;
    for (const auto* target : {"/api/v1/convergence", "/api/v1/roster", traffic_question, history_question})
        if (target != history_question || !knows_history_) requests.push_back(get(*sauron, target));
    const auto answers = http::fetch_all(requests, top_patience);
    const auto verdict = body_of(*sauron, answers[0]);
    if (!verdict) {
        sight.trouble = "Sauron does not answer; what is shown comes from the members alone";
        return false;
    }
    sight.sauron = true;
    take_verdict(*verdict, sight);
    if (const auto roster = body_of(*sauron, answers[1])) take_roster(*roster);
    if (const auto traffic = body_of(*sauron, answers[2])) take_traffic(*traffic, sight);
    if (answers.size() > 3)
        if (const auto history = body_of(*sauron, answers[3])) take_history(*history);
    if (wanted.happenings > 0) add_happenings(wanted, sight);
    add_pane(*sauron, wanted, sight);
    return true;
}

void TopSauron::take_verdict(const std::string& body, TopSight& sight) {
    const auto value = json::parse(body, json::answer_bounds);
    if (!value || !value->object()) return;
    json::Fields fields{*value};
    sight.verdict = fields.text("verdict").value_or("");
    if (fields.number("living", UINT64_MAX).value_or(0) > 0) sight.agreed = fields.flag("converged");
}

void TopSauron::take_roster(const std::string& body) {
    const auto value = json::parse(body, json::answer_bounds);
    const auto* rows = value ? value->find("rows") : nullptr;
    if (!rows || !rows->array()) return;
    for (const auto& each : *rows->array()) {
        const auto *name = each.find("name"), *trouble = each.find("trouble");
        if (name && name->text() && trouble && trouble->text()) troubles_[*name->text()] = *trouble->text();
    }
}

void TopSauron::take_traffic(const std::string& body, TopSight& sight) {
    const auto value = json::parse(body, json::answer_bounds);
    const auto* traffic = value ? value->find("traffic") : nullptr;
    if (!traffic || !traffic->object()) return;
    json::Fields whole{*value}, fields{*traffic};
    const auto ms = whole.number("ms", UINT64_MAX), messages = fields.number("messages", UINT64_MAX);
    if (!ms || *ms == 0 || !messages || !whole.flag("complete").value_or(false)) return;
    sight.rate = static_cast<double>(*messages) * 1000 / static_cast<double>(*ms);
    sight.lost = fields.number("lost", UINT64_MAX);
}

/// Seconds in which nothing was sent have no bucket.
void TopSauron::take_history(const std::string& body) {
    knows_history_ = true;
    const auto value = json::parse(body, json::answer_bounds);
    const auto* buckets = value ? value->find("buckets") : nullptr;
    if (!buckets || !buckets->array()) return;
    std::optional<std::uint64_t> last;
    for (const auto& each : *buckets->array()) {
        if (!each.object()) return;
        json::Fields fields{each};
        const auto start = fields.number("start_ms", UINT64_MAX), events = fields.number("events", UINT64_MAX);
        if (!start || !events) return;
        for (auto second = last ? *last + 1000 : *start; second < *start && rates_before_.size() < 60; second += 1000)
            rates_before_.push_back(0);
        rates_before_.push_back(static_cast<double>(*events));
        last = *start;
    }
}

void TopSauron::add_happenings(const TopWanted& wanted, TopSight& sight) {
    const bool usual = wanted.events_filter.empty();
    sight.recent_of = usual ? "what changed" : wanted.events_filter;
    const auto events =
        newest(context_, parameter("filter", usual ? usual_events : wanted.events_filter), wanted.happenings);
    if (!events) {
        sight.recent_of = events.error().message + (events.error().cause.empty() ? "" : ". " + events.error().cause);
        return;
    }
    for (auto record = events->rbegin(); record != events->rend(); ++record)
        sight.recent.push_back(
            {record->context.wall_time ? json::to_text(*record->context.wall_time).substr(11, 12) : "",
             record->context.member, to_text(record->event)});
}

void TopSauron::add_pane(const Member& sauron, const TopWanted& wanted, TopSight& sight) {
    const bool matrix = wanted.pane == TopPane::matrix;
    if (!matrix && wanted.pane != TopPane::convergence) return;
    const auto form = "?format=text" + parameter("width", std::to_string(wanted.columns)) +
                      parameter("ascii", context_.style().utf8 ? "0" : "1");
    const auto text = ask_one(sauron, (matrix ? "/api/v1/beliefs" : "/api/v1/convergence") + form);
    sight.pane = text_lines(text ? *text : text.error().message);
    if (matrix || !text) return;
    const auto born = newest(context_, parameter("filter", "kind:born"), 1);
    if (!born || born->empty()) return;
    const auto& event = born->front().event;
    const auto answer = ask_one(sauron, "/api/v1/convergence?uuid=" + to_text(event.uuid));
    const auto curve = answer ? read_curve(*answer) : Result<Curve>{tl::unexpected{Failure{}}};
    if (!curve) return;
    sight.pane.emplace_back();
    const auto title = event.origin + "'s \"" + event.value + "\"";
    for (auto& line : text_lines(draw(*curve, title, wanted.columns, {Depth::none, false, context_.style().utf8})))
        sight.pane.push_back(std::move(line));
}

}  // namespace watercooler::cli
