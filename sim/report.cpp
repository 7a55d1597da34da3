#include "sim/report.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

namespace watercooler::sim {
namespace {

constexpr const char* verdicts[] = {"PASS", "FAIL", "UNKNOWN"};
// What a run is expected to exercise; shown even when it is 0, so that a run without deaths says so.
constexpr EventKind shown[] = {EventKind::sent,     EventKind::probed,    EventKind::suspected, EventKind::died,
                               EventKind::returned, EventKind::left,      EventKind::refuted,   EventKind::applied,
                               EventKind::pulled,   EventKind::duplicate, EventKind::sync_done, EventKind::asleep,
                               EventKind::dropped};

std::string format(const char* pattern, double value) {
    char text[64];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}
std::string hex(std::uint64_t value) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}
double ms(Duration span) { return static_cast<double>(span.count()) / 1e6; }

struct Summary {
    double median_ms = 0, slowest_ms = 0;
    std::uint32_t hops = 0;
    std::size_t complete = 0;
};
Summary summary_of(const std::vector<Spread>& spreads) {
    Summary result;
    std::vector<double> times;
    for (const auto& spread : spreads) {
        times.push_back(ms(spread.everyone));
        result.hops = std::max(result.hops, spread.hops);
        result.complete += spread.complete;
    }
    std::sort(times.begin(), times.end());
    if (!times.empty()) {
        result.median_ms = times[times.size() / 2];
        result.slowest_ms = times.back();
    }
    return result;
}

}  // namespace

std::string report_text(const Trial& trial, const TrialReport& report, double wall_seconds) {
    std::string text = std::string{verdicts[static_cast<int>(report.verdict)]} + "  seed " +
                       std::to_string(trial.seed) + "  trace " + hex(report.trace) + "\n";
    if (!report.reason.empty()) text += "  because  " + report.reason + "\n";
    for (const auto& broken : report.broken) text += "  broken   " + broken + "\n";
    if (report.joined)
        text += "  joined   " + std::to_string(trial.members) + " members agree " +
                format("%.3f s", ms(*report.joined) / 1e3) + " after the first start\n";
    if (!report.spreads.empty()) {
        const auto all = summary_of(report.spreads);
        text += "  rumors   " + std::to_string(all.complete) + " of " + std::to_string(report.spreads.size()) +
                " seen by everyone; " + format("%.1f ms median, ", all.median_ms) +
                format("%.1f ms slowest, ", all.slowest_ms) + std::to_string(all.hops) + " hops at most\n";
        text += "  cost     " + format("%.3f payload copies per rumor and member\n", report.copies_per_member);
    }
    if (report.settled)
        text += "  settled  all agree " + format("%.3f s", ms(*report.settled) / 1e3) + " after the last fault\n";
    text += "  network  " + std::to_string(report.network.datagrams) + " datagrams, " +
            std::to_string(report.network.lost) + " lost, " + std::to_string(report.network.cut) + " cut, " +
            std::to_string(report.network.streams) + " streams, " + std::to_string(report.network.bytes) + " bytes\n";
    text += "  events  ";
    for (const auto kind : shown)
        text += " " + std::string{to_text(kind)} + " " + std::to_string(report.seen[static_cast<std::size_t>(kind)]);
    text +=
        "\n  time     " + format("%.3f s simulated in ", ms(report.simulated) / 1e3) + format("%.2f s\n", wall_seconds);
    return text + "  repeat   " + command_of(trial) + "\n";
}

std::string report_json(const Trial& trial, const TrialReport& report, double wall_seconds) {
    const auto all = summary_of(report.spreads);
    boost::json::object events;
    for (std::size_t kind = 0; kind < event_kind_count; ++kind)
        events[to_text(static_cast<EventKind>(kind))] = report.seen[kind];
    boost::json::array broken(report.broken.begin(), report.broken.end());
    boost::json::object object{{"schema", "watercooler.sim/v1"},
                               {"verdict", verdicts[static_cast<int>(report.verdict)]},
                               {"reason", report.reason},
                               {"seed", trial.seed},
                               {"trace", hex(report.trace)},
                               {"members", trial.members},
                               {"rumors", trial.rumors},
                               {"rumors_complete", all.complete},
                               {"everyone_ms_median", all.median_ms},
                               {"everyone_ms_max", all.slowest_ms},
                               {"hops_max", all.hops},
                               {"copies_per_member", report.copies_per_member},
                               {"datagrams", report.network.datagrams},
                               {"datagrams_lost", report.network.lost},
                               {"bytes", report.network.bytes},
                               {"streams", report.network.streams},
                               {"simulated_ms", ms(report.simulated)},
                               {"wall_ms", wall_seconds * 1e3},
                               {"events", std::move(events)},
                               {"broken", std::move(broken)},
                               {"repeat", command_of(trial)}};
    object["joined_ms"] = report.joined ? boost::json::value(ms(*report.joined)) : boost::json::value(nullptr);
    object["settled_ms"] = report.settled ? boost::json::value(ms(*report.settled)) : boost::json::value(nullptr);
    return boost::json::serialize(object) + "\n";
}

}  // namespace watercooler::sim
