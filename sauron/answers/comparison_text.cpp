#include <algorithm>
#include <cmath>
#include <cstdio>

#include "answers/comparison.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::answers {
namespace {

using Unit = Metric::Unit;
using Figure = std::optional<double>;

constexpr std::size_t columns_shown_max = 240;

std::string printed(const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string figure_text(Unit unit, Figure value) {
    if (!value) return "-";
    switch (unit) {
        case Unit::count:
            return printed("%.0f", *value);
        case Unit::ns:
            return duration_text(static_cast<std::int64_t>(*value));
        case Unit::per_second:
            return printed(*value < 100 ? "%.1f" : "%.0f", *value);
        case Unit::bytes_per_second:
            return *value < 10'240 ? printed("%.0f", *value) : printed("%.0f Ki", *value / 1024);
        case Unit::ratio:
            break;
    }
    return printed("%.2f", *value);
}

std::string change_text(const Metric& metric) {
    const auto change = metric.change();
    if (!change) return "";
    const auto percent = std::round(*change * 100);
    return percent == 0 ? "=" : printed("%+.0f %%", percent);
}

const Metric& metric_of(const Comparison& comparison, std::string_view name) {
    return *std::ranges::find(comparison.metrics, name, &Metric::name);
}

/// ` (T95 512 ms, 420 ms)`
std::string both(const Metric& metric, const std::string& name) {
    return " (" + name + figure_text(metric.unit, metric.a) + ", " + figure_text(metric.unit, metric.b) + ")";
}

/// Whether anybody would call them alike.
bool alike(const Metric& metric) { return std::abs(std::round(*metric.change() * 100)) < 1; }

/// `18 %`; of what is at least twice as much nothing.
std::string percent_text(const Metric& metric) {
    return *metric.change() >= 1 ? std::string{} : printed("%.0f %%", std::round(std::abs(*metric.change()) * 100));
}

/// `3.2 times`
std::string times_text(const Metric& metric) {
    const auto times = *metric.change() + 1;
    return printed(times < 10 ? "%.1f times" : "%.0f times", times);
}

std::string spread_words(const Comparison& comparison) {
    const auto unknown = [](const Course& course) { return course.followed == 0; };
    const bool none_a = unknown(comparison.a.course), none_b = unknown(comparison.b.course);
    if (none_a || none_b)
        return std::string{"Nothing spread in "} + (none_a && none_b ? "either run" : none_a ? "A" : "B");
    const auto& metric = metric_of(comparison, "t95_ns");
    if (!metric.a && !metric.b) return "In neither run most updates came to 95 % of the living";
    if (!metric.a || !metric.b)
        return std::string{"Only in "} + (metric.a ? "A" : "B") + " most updates came to 95 % of the living, after " +
               figure_text(Unit::ns, metric.a ? metric.a : metric.b);
    if (!metric.change()) return "A converged at once, B not faster" + both(metric, "T95 ");
    if (alike(metric)) return "A and B converge alike" + both(metric, "T95 ");
    const auto percent = percent_text(metric);
    if (percent.empty()) return "B takes " + times_text(metric) + " as long to converge" + both(metric, "T95 ");
    return "B converges " + percent + (*metric.change() < 0 ? " faster" : " slower") + both(metric, "T95 ");
}

/// `sends 31 % fewer messages a second (812, 560)`; empty: a run tells of none.
std::string message_words(const Comparison& comparison) {
    const auto& metric = metric_of(comparison, "messages_per_second");
    if (!metric.change()) return {};
    const auto percent = percent_text(metric);
    const std::string much = alike(metric)          ? "as many"
                             : percent.empty()      ? times_text(metric) + " as many"
                             : *metric.change() < 0 ? percent + " fewer"
                                                    : percent + " more";
    return "sends " + much + " messages a second" + both(metric, "");
}

std::string telling_text(const Telling& telling) {
    const auto version = " (v" + std::to_string(telling.version.value) + ")";
    const bool book = telling.key == "book";
    if (telling.born)
        return telling.cite.member + (book ? " chose " : " set " + telling.key + " to ") + '"' + telling.value + '"' +
               version;
    return telling.cite.member + " learned " + telling.origin + "'s " + telling.key + version +
           (telling.from.empty() ? " at its door" : " from " + telling.from);
}

std::string where_text(const std::optional<Telling>& telling, const char* run) {
    if (!telling) return std::string{run} + " ends";
    return "in " + std::string{run} + ' ' + telling_text(*telling);
}

std::string side_text(const char* letter, const Comparison::Side& side) {
    const auto& course = side.course;
    auto text = std::string{letter} + "  " + side.run + ": " + count_text(course.members, "member", "members") + ", " +
                duration_text(course.last_ns - course.first_ns) + ", " +
                count_text(course.updates, "update", "updates");
    if (course.followed < course.updates) text += ", of which " + std::to_string(course.followed) + " are followed";
    return text;
}

// ---- JSON ----

std::string decimal(Figure value) {
    if (!value) return "null";
    if (*value == std::floor(*value) && std::abs(*value) < 1e15) return printed("%.0f", *value);
    return printed("%.6g", *value);
}

std::string_view to_text(Unit unit) {
    constexpr std::string_view names[] = {"count", "ns", "per_second", "bytes_per_second", "ratio"};
    return names[static_cast<std::size_t>(unit)];
}

std::string metric_json(const Metric& metric) {
    json::Object object;
    object.text("name", metric.name).text("title", metric.title).text("unit", to_text(metric.unit));
    object.raw("a", decimal(metric.a)).raw("b", decimal(metric.b));
    return object.raw("change", decimal(metric.change())).done();
}

std::string quantiles_json(const Quantiles& quantiles, bool any, std::string_view name, double unit) {
    std::vector<std::string> points;
    for (std::size_t part = 0; any && part <= Quantiles::parts; ++part) {
        const auto value = quantiles.values[part];
        json::Object point;
        point.number("percent", part * 100 / Quantiles::parts);
        point.raw(name, value == Quantiles::never ? "null" : decimal(static_cast<double>(value) / unit));
        points.push_back(point.done());
    }
    return json::array(points);
}

std::string rates_json(const Course& course, std::int64_t width_ns) {
    const auto rates = course.messages.at_least(width_ns);
    std::vector<std::string> columns;
    for (const auto count : rates.columns())
        columns.push_back(decimal(static_cast<double>(count) * 1e9 / static_cast<double>(rates.width_ns())));
    const auto from = course.updates > 0 ? course.first_ns - course.origin_ns : 0;
    json::Object object;
    object.number("from_ns", from).number("step_ns", rates.width_ns());
    return object.raw("per_second", json::array(columns)).done();
}

std::string side_json(const Comparison::Side& side, std::int64_t width_ns) {
    const auto& course = side.course;
    json::Object object;
    object.text("run", side.run).number("members", course.members).number("events", course.events);
    object.number("missing", course.missed);
    if (course.events > 0) {
        object.text("first_wall_time", json::to_text(json::WallTime{course.first_ns}));
        object.text("last_wall_time", json::to_text(json::WallTime{course.last_ns}));
    }
    if (course.updates > 0) object.text("first_update", json::to_text(json::WallTime{course.origin_ns}));
    object.number("updates", course.updates).number("followed", course.followed).number("finished", course.finished);
    object.raw("spread", quantiles_json(course.spread, course.followed > 0, "ns", 1));
    object.raw("messages", rates_json(course, width_ns));
    std::vector<std::string> hops;
    for (std::size_t hop = 1; hop < course.hops.size(); ++hop) {
        const auto share = 100 * static_cast<double>(course.hops[hop]) / static_cast<double>(course.news);
        json::Object one;
        one.number("hop", hop).number("learned", course.hops[hop]);
        hops.push_back(one.raw("percent", decimal(share)).done());
    }
    object.raw("hops", json::array(hops));
    const bool copied = course.copies_each.values[0] != Quantiles::never;
    return object.raw("copies", quantiles_json(course.copies_each, copied, "copies", 1000)).done();
}

std::string telling_json(const std::optional<Telling>& telling, const Course& course) {
    if (!telling) return "null";
    json::Object object;
    object.text("text", telling_text(*telling)).text("wall_time", json::to_text(json::WallTime{telling->time_ns}));
    object.number("since_ns", telling->time_ns - course.origin_ns).text("uuid", watercooler::to_text(telling->uuid));
    return object.raw("cite", to_json(telling->cite)).done();
}

std::string divergence_json(const Comparison& comparison) {
    if (!comparison.divergence) return "null";
    const auto& divergence = *comparison.divergence;
    json::Object object;
    object.number("alike", divergence.alike).text("text", sentence(divergence));
    object.raw("a", telling_json(divergence.a, comparison.a.course));
    return object.raw("b", telling_json(divergence.b, comparison.b.course)).done();
}

}  // namespace

std::string sentence(const Comparison& comparison) {
    const auto spread = spread_words(comparison), messages = message_words(comparison);
    if (messages.empty()) return spread + '.';
    return spread + (spread.starts_with("B ") ? " and " : "; B ") + messages + '.';
}

std::string sentence(const Divergence& divergence) {
    const auto first = "The first " + count_text(divergence.alike, "telling is", "tellings are") + " alike. ";
    if (!divergence.a && !divergence.b)
        return first + (divergence.alike < Course::tellings_max ? "There are no others." : "Of more none is kept.");
    return first + "Then " + where_text(divergence.a, "A") + ", and " + where_text(divergence.b, "B") + '.';
}

std::string to_text(const Comparison& comparison, const Style& style) {
    auto text = wrapped(shown(sentence(comparison), style), style) + "\n\n";
    text += cut(shown(side_text("A", comparison.a), style), style.width, style) + '\n';
    text += cut(shown(side_text("B", comparison.b), style), style.width, style) + "\n\n";
    std::vector<std::vector<std::string>> rows{{"", "A", "B", ""}};
    for (const auto& metric : comparison.metrics)
        rows.push_back({std::string{metric.title}, figure_text(metric.unit, metric.a),
                        figure_text(metric.unit, metric.b), change_text(metric)});
    text += table(rows, {false, true, true, true}, style);
    for (const auto& each : comparison.settings)
        text += cut(shown("setting " + each.name + ": " + each.a + " | " + each.b, style), style.width, style) + '\n';
    const auto more = comparison.settings_count - comparison.settings.size();
    if (more > 0) text += "and " + count_text(more, "other setting differs", "other settings differ") + '\n';
    if (comparison.divergence) text += '\n' + wrapped(shown(sentence(*comparison.divergence), style), style) + '\n';
    return text;
}

std::string to_json(const Comparison& comparison) {
    const auto &a = comparison.a.course, &b = comparison.b.course;
    const auto longest = std::max(a.last_ns - a.first_ns, b.last_ns - b.first_ns);
    const auto width = std::max(
        {a.messages.width_ns(), b.messages.width_ns(), longest / static_cast<std::int64_t>(columns_shown_max)});
    auto object = json::answer("comparison");
    object.text("sentence", sentence(comparison));
    object.raw("a", side_json(comparison.a, width)).raw("b", side_json(comparison.b, width));
    std::vector<std::string> metrics, settings;
    for (const auto& metric : comparison.metrics) metrics.push_back(metric_json(metric));
    for (const auto& each : comparison.settings)
        settings.push_back(json::Object{}.text("name", each.name).text("a", each.a).text("b", each.b).done());
    object.raw("metrics", json::array(metrics)).raw("settings", json::array(settings));
    object.number("settings_count", comparison.settings_count);
    return object.raw("divergence", divergence_json(comparison)).done();
}

}  // namespace watercooler::answers
