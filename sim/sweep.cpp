#include "sim/sweep.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>

#include "sim/story_file.hpp"

namespace watercooler::sim {
namespace {

constexpr std::uint32_t fanout_max = 16, ttl_most = 64;

double milliseconds(Duration time) { return static_cast<double>(time.count()) / 1e6; }

std::string loss_text(Chance chance) { return number_text(chance / 1000.0) + " %"; }

std::string fields(const Spreading& spreading) {
    std::string json = "\"mode\":\"" + std::string{to_text(spreading.mode)} + "\"";
    json += ",\"members\":" + std::to_string(spreading.members) + ",\"seed\":" + std::to_string(spreading.seed);
    json += ",\"fanout\":" + std::to_string(spreading.fanout);
    json += ",\"ttl\":" + (spreading.ttl ? std::to_string(*spreading.ttl) : "null");
    return json + ",\"loss_percent\":" + number_text(spreading.loss / 1000.0);
}

std::string result_fields(const Measured& measured) {
    const auto& theory = measured.expected;
    std::string json = "\"runs\":" + std::to_string(measured.runs) + ",\"reached\":" + number_text(measured.reached);
    json += ",\"rounds\":" + number_text(measured.rounds) + ",\"time_ms\":" + number_text(measured.time_ms);
    json += ",\"copies\":" + number_text(measured.copies) + ",\"messages\":" + number_text(measured.messages);
    json += ",\"theory\":{\"reached\":" + number_text(theory.reached) + ",\"rounds\":" + number_text(theory.rounds);
    json += ",\"time_ms\":" + number_text(measured.expected_ms()) + ",\"copies\":" + number_text(theory.copies);
    return json + "}";
}

std::string theory_fields(Mode mode) {
    const auto formula = formula_of(mode);
    return "\"formula\":\"" + std::string{formula.text} + "\",\"source\":\"" + std::string{formula.source} + "\"";
}

std::string bar(double share) { return std::string(static_cast<std::size_t>(std::lround(40 * share)), '#'); }

std::string in_time(double ms) { return ms < 1000 ? number_text(ms) + " ms" : number_text(ms / 1000) + " s"; }

/// How many characters of UTF-8 it has.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Lines for a terminal of 80 columns, so far in, and two more from the second on: broken behind a comma or semicolon,
/// or between words where none is.
std::string folded(std::string_view text, std::string indent) {
    constexpr std::size_t width = 79;
    const auto further = indent + "  ";
    std::string lines;
    while (indent.size() + width_of(text) > width) {
        std::size_t comma = 0, space = 0;
        for (auto at = text.find(' '); at != text.npos; at = text.find(' ', at + 1)) {
            if (indent.size() + width_of(text.substr(0, at)) > width) break;
            space = at;
            if (text[at - 1] == ',' || text[at - 1] == ';') comma = at;
        }
        const auto end = comma > 0 ? comma : space;
        if (end == 0) break;
        lines += indent + std::string{text.substr(0, end)} + "\n";
        text.remove_prefix(end + 1);
        indent = further;
    }
    return lines + indent + std::string{text} + "\n";
}

}  // namespace

double Measured::expected_ms() const {
    const bool hops = spreading.mode == Mode::flood || spreading.mode == Mode::watercooler;
    return expected.rounds * milliseconds(hops ? Duration{hop_time} : Duration{round_time});
}

Measured measure(const Spreading& spreading, std::uint32_t runs) {
    Measured sum{.spreading = spreading, .runs = runs, .known = {}, .expected = expect(spreading)};
    std::vector<SpreadCourse> courses;
    for (std::uint32_t run = 0; run < runs; ++run) {
        auto one = spreading;
        one.seed += run;
        courses.push_back(spread(one));
        const auto& course = courses.back();
        sum.rounds += course.rounds();
        sum.time_ms += milliseconds(course.time);
        sum.copies += static_cast<double>(course.copies);
        sum.messages += static_cast<double>(course.messages);
        sum.reached += course.reached();
        if (sum.known.size() < course.known.size()) sum.known.resize(course.known.size());
    }
    for (std::size_t round = 0; round < sum.known.size(); ++round) {
        for (const auto& course : courses) sum.known[round] += course.known[std::min(round, course.known.size() - 1)];
        sum.known[round] /= runs;
    }
    for (auto* each : {&sum.rounds, &sum.time_ms, &sum.copies, &sum.messages, &sum.reached}) *each /= runs;
    return sum;
}

std::string_view to_text(Range::Of of) { return of == Range::Of::fanout ? "fanout" : "ttl"; }

Range read_range(std::string_view text) {
    const auto fail = [&] { throw StoryError("\"" + std::string{text} + "\": such as fanout=1..8 or ttl=1..12"); };
    Range range;
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    if (equals == text.npos || (name != "fanout" && name != "ttl")) fail();
    if (name == "ttl") range.of = Range::Of::ttl;
    const auto* end = text.data() + text.size();
    auto read = std::from_chars(text.data() + equals + 1, end, range.from);
    if (read.ec != std::errc{}) fail();
    range.to = range.from;
    if (read.ptr != end) {
        if (std::string_view{read.ptr, end}.substr(0, 2) != "..") fail();
        read = std::from_chars(read.ptr + 2, end, range.to);
        if (read.ec != std::errc{} || read.ptr != end) fail();
    }
    const auto most = range.of == Range::Of::fanout ? fanout_max : ttl_most;
    if (range.from < 1 || range.from > range.to || range.to > most) {
        throw StoryError("\"" + std::string{text} + "\": " + std::string{name} + " goes from 1 to " +
                         std::to_string(most));
    }
    return range;
}

Sweep sweep(const Spreading& spreading, std::uint32_t runs, const Range& range) {
    Sweep result{range, {}};
    for (auto value = range.from; value <= range.to; ++value) {
        auto one = spreading;
        if (range.of == Range::Of::fanout) {
            one.fanout = value;
        } else {
            one.ttl = value;
        }
        result.points.push_back(measure(one, runs));
    }
    return result;
}

std::string number_text(double number) {
    char text[64];
    std::snprintf(text, sizeof text, "%.3f", number);
    std::string result{text};
    result.erase(result.find_last_not_of('0') + 1);
    if (result.back() == '.') result.pop_back();
    return result;
}

std::string settings_text(const Spreading& spreading, std::uint32_t runs) {
    std::string text = std::to_string(spreading.members) + " members, fanout " + std::to_string(spreading.fanout);
    if (spreading.ttl) text += ", ttl " + std::to_string(*spreading.ttl);
    if (spreading.loss > 0) text += ", loss " + loss_text(spreading.loss);
    text += ", seed " + std::to_string(spreading.seed);
    return runs == 1 ? text : text + " and " + std::to_string(runs - 1) + " more";
}

std::string to_text(const Measured& measured) {
    const auto& spreading = measured.spreading;
    const double n = spreading.members;
    auto text = folded(std::string{to_text(spreading.mode)} + ": " + settings_text(spreading, measured.runs), "");
    text += "Reached " + number_text(measured.reached) + " of " + std::to_string(spreading.members) + " in " +
            number_text(measured.rounds) + " rounds, " + in_time(measured.time_ms) + ".\n";
    text += "Copies: " + number_text(measured.copies) + " (" + number_text(measured.copies / n) +
            " per member) among " + number_text(measured.messages) + " messages.\n";
    text += "Theory: " + number_text(measured.expected.reached) + " in " + number_text(measured.expected.rounds) +
            " rounds, " + number_text(measured.expected.copies) + " copies.\n\n";
    char line[64];
    for (std::size_t round = 0; round < measured.known.size(); ++round) {
        std::snprintf(line, sizeof line, "  round %3zu  %9s  ", round, number_text(measured.known[round]).c_str());
        text += line + bar(measured.known[round] / n) + "\n";
    }
    const auto formula = formula_of(spreading.mode);
    return text + "\n" + folded(formula.text, "  ") + folded(formula.source, "  ");
}

std::string to_json(const Measured& measured) {
    std::string known;
    for (const auto count : measured.known) known += (known.empty() ? "" : ",") + number_text(count);
    return "{\"schema\":\"watercooler.sim/v1\"," + fields(measured.spreading) + "," + result_fields(measured) +
           ",\"known\":[" + known + "]," + theory_fields(measured.spreading.mode) + "}\n";
}

std::string to_json(const Spreading& spreading, const std::vector<Sweep>& sweeps) {
    std::string json = "{\"schema\":\"watercooler.sim_sweep/v1\"," + fields(spreading) + ",\"sweeps\":[";
    for (const auto& each : sweeps) {
        if (json.back() == '}') json += ",";
        const std::string of{to_text(each.range.of)};
        json += "{\"of\":\"" + of + "\",\"points\":[";
        for (const auto& point : each.points) {
            if (json.back() == '}') json += ",";
            const auto value = each.range.of == Range::Of::fanout ? point.spreading.fanout : *point.spreading.ttl;
            json += "{\"" + of + "\":" + std::to_string(value) + "," + result_fields(point) + "}";
        }
        json += "]}";
    }
    return json + "]," + theory_fields(spreading.mode) + "}\n";
}

}  // namespace watercooler::sim
