#include "answers/comparison.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace watercooler::answers {

std::optional<double> Metric::change() const {
    if (!a || !b || *a == 0) return std::nullopt;
    return *b / *a - 1;
}

namespace {

using Unit = Metric::Unit;
using Side = Comparison::Side;
using Figure = std::optional<double>;

double seconds(const Course& course) { return static_cast<double>(course.last_ns - course.first_ns) / 1e9; }

Figure per(double value, double of) { return of > 0 ? Figure{value / of} : std::nullopt; }

Figure percentile(const Course& course, std::size_t percent) {
    const auto ns = course.spread.at_percent(percent);
    if (course.followed == 0 || ns == Quantiles::never) return std::nullopt;
    return static_cast<double>(ns);
}

/// What of each run stands in the table, in this order.
struct Measure {
    std::string_view name, title;
    Unit unit;
    Figure (*of)(const Course&);
};
template <EventKind kind>
Figure kind_count(const Course& course) {
    return static_cast<double>(course.count(kind));
}
const Measure measures[] = {
    {"members", "members", Unit::count, [](const Course& c) { return Figure(c.members); }},
    {"length_ns", "length", Unit::ns, [](const Course& c) { return Figure(c.last_ns - c.first_ns); }},
    {"events", "events", Unit::count, [](const Course& c) { return Figure(c.events); }},
    {"updates", "updates", Unit::count, [](const Course& c) { return Figure(c.updates); }},
    {"t50_ns", "half of them know (T50)", Unit::ns, [](const Course& c) { return percentile(c, 50); }},
    {"t95_ns", "95 % know (T95)", Unit::ns, [](const Course& c) { return percentile(c, 95); }},
    {"t100_ns", "all know (T100)", Unit::ns, [](const Course& c) { return percentile(c, 100); }},
    {"messages", "messages", Unit::count, kind_count<EventKind::sent>},
    {"messages_per_second", "messages a second", Unit::per_second,
     [](const Course& c) { return per(static_cast<double>(c.count(EventKind::sent)), seconds(c)); }},
    {"messages_per_member", "messages a second, each member", Unit::per_second,
     [](const Course& c) {
         return per(static_cast<double>(c.count(EventKind::sent)), seconds(c) * static_cast<double>(c.members));
     }},
    {"bytes_per_second", "bytes a second", Unit::bytes_per_second,
     [](const Course& c) { return per(static_cast<double>(c.bytes), seconds(c)); }},
    {"copies_per_news", "copies for one that is new", Unit::ratio,
     [](const Course& c) { return per(static_cast<double>(c.copies), static_cast<double>(c.news)); }},
    {"hops_max", "hops at most", Unit::count,
     [](const Course& c) { return c.hops.empty() ? Figure{} : Figure(c.hops.size() - 1); }},
    {"suspected", "suspicions", Unit::count, kind_count<EventKind::suspected>},
    {"died", "held dead", Unit::count, kind_count<EventKind::died>},
    {"dropped", "dropped", Unit::count, kind_count<EventKind::dropped>},
    {"missing", "events missing", Unit::count, [](const Course& c) { return Figure(c.missed); }},
};

void compare_settings(Comparison& comparison) {
    const auto &a = comparison.a.course.settings, &b = comparison.b.course.settings;
    const auto value = [](const auto& settings, const std::string& name) {
        const auto found = settings.find(name);
        return found == settings.end() ? std::string{"not told"} : found->second;
    };
    auto names = a;
    names.insert(b.begin(), b.end());
    for (const auto& each : names) {
        SettingDifference one{each.first, value(a, each.first), value(b, each.first)};
        if (one.a == one.b) continue;
        if (++comparison.settings_count <= Comparison::settings_max) comparison.settings.push_back(std::move(one));
    }
}

bool alike(const Telling& one, const Telling& other) {
    const auto key = [](const Telling& t) {
        return std::tie(t.cite.member, t.born, t.origin, t.key, t.version, t.value, t.from);
    };
    return key(one) == key(other);
}

std::optional<Divergence> diverge(const std::vector<Telling>& a, const std::vector<Telling>& b) {
    const auto [at, bt] = std::mismatch(a.begin(), a.end(), b.begin(), b.end(), alike);
    Divergence result{.alike = static_cast<std::size_t>(at - a.begin())};
    if (result.alike == 0) return std::nullopt;
    // Beyond what is kept of the longer one nobody knows.
    if (at != a.end()) result.a = *at;
    if (bt != b.end()) result.b = *bt;
    return result;
}

}  // namespace

Comparison compare(Side a, Side b) {
    Comparison result{.a = std::move(a), .b = std::move(b), .metrics = {}, .settings = {}, .divergence = {}};
    for (const auto& measure : measures)
        result.metrics.push_back(
            {measure.name, measure.title, measure.unit, measure.of(result.a.course), measure.of(result.b.course)});
    compare_settings(result);
    result.divergence = diverge(result.a.course.tellings, result.b.course.tellings);
    return result;
}

}  // namespace watercooler::answers
