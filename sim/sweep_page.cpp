#include <algorithm>
#include <cmath>

#include "sim/sweep.hpp"

namespace watercooler::sim {
namespace {

constexpr double chart_width = 380, chart_height = 250;
constexpr double left = 64, right = 14, top = 14, bottom = 44;

constexpr std::string_view style = R"(
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 78rem; padding: 0 1rem; background: light-dark(#fff, #0e1116); color: light-dark(#1b1f24, #e6edf3);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.5rem; margin-bottom: .25rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
.muted, figcaption span, td, th { font-variant-numeric: tabular-nums; } .muted { color: light-dark(#57606a, #9aa4b0); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; }
figure { margin: 0; padding: .75rem; border: 1px solid light-dark(#d8dee4, #2a313a); border-radius: 8px; background: light-dark(#f6f8fa, #161b22); }
figcaption { font-weight: 600; margin-bottom: .25rem; }
svg { display: block; width: 100%; height: auto; } svg text { fill: light-dark(#57606a, #9aa4b0); font-size: 12px; }
.grid { stroke: light-dark(#d8dee4, #2a313a); } .axis { stroke: light-dark(#8c959f, #6e7681); }
.measured { stroke: light-dark(#116cac, #96afe6); fill: none; stroke-width: 2; } circle.measured { fill: light-dark(#116cac, #96afe6); stroke: none; }
.theory { stroke: light-dark(#c86f08, #f3d986); fill: none; stroke-width: 2; stroke-dasharray: 6 4; }
.key svg { display: inline; width: 2.5rem; height: .8rem; vertical-align: middle; } .key { margin-right: 1.5rem; white-space: nowrap; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin-top: 1rem; } th, td { padding: .2rem .7rem; text-align: right; white-space: nowrap; }
thead th { border-bottom: 1px solid light-dark(#8c959f, #6e7681); } tbody tr:nth-child(even) { background: light-dark(#f6f8fa, #161b22); }
code { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
)";

/// One drawing: what is measured and what is expected, of each point.
struct Chart {
    std::string_view title, unit;
    double (*measured)(const Measured&);
    double (*expected)(const Measured&);
};

double per_member(double count, const Measured& point) { return count / point.spreading.members; }
double share(double count, const Measured& point) { return 100 * per_member(count, point); }

const Chart charts[] = {
    {"Propagation time", "ms", [](const Measured& at) { return at.time_ms; },
     [](const Measured& at) { return at.expected_ms(); }},
    {"Copies per member", "copies", [](const Measured& at) { return per_member(at.copies, at); },
     [](const Measured& at) { return per_member(at.expected.copies, at); }},
    {"Reached", "% of members", [](const Measured& at) { return share(at.reached, at); },
     [](const Measured& at) { return share(at.expected.reached, at); }},
};

std::uint32_t value_of(const Sweep& sweep, const Measured& point) {
    return sweep.range.of == Range::Of::fanout ? point.spreading.fanout : point.spreading.ttl.value_or(0);
}

/// 1, 2 or 5 times a power of ten: at most six lines up to `most`.
double step_to(double most) {
    const auto power = std::pow(10, std::floor(std::log10(most / 5)));
    for (const auto factor : {1, 2, 5}) {
        if (factor * power * 6 >= most) return factor * power;
    }
    return 10 * power;
}

class Drawing {
public:
    Drawing(const Sweep& sweep, const Chart& chart) : sweep_(sweep), chart_(chart) {
        for (const auto& point : sweep.points) {
            most_ = std::max({most_, chart.measured(point), chart.expected(point)});
        }
        most_ = most_ > 0 ? most_ : 1;
    }

    std::string svg() {
        text_ = "<svg viewBox=\"0 0 " + number_text(chart_width) + " " + number_text(chart_height) +
                "\" role=\"img\" aria-label=\"" + sentence() + "\">\n";
        scale();
        line("theory", chart_.expected);
        line("measured", chart_.measured);
        for (const auto& point : sweep_.points) {
            text_ += "<circle class=\"measured\" r=\"3.5\" cx=\"" + place(x(point)) + "\" cy=\"" +
                     place(y(chart_.measured(point))) + "\"><title>" + std::to_string(value_of(sweep_, point)) + ": " +
                     number_text(chart_.measured(point)) + "</title></circle>\n";
        }
        return text_ + "</svg>";
    }

private:
    std::string sentence() const {
        const auto& first = sweep_.points.front();
        const auto& last = sweep_.points.back();
        const std::string of{to_text(sweep_.range.of)};
        return std::string{chart_.title} + " in " + std::string{chart_.unit} + ": " +
               number_text(chart_.measured(first)) + " at " + of + " " + std::to_string(sweep_.range.from) + ", " +
               number_text(chart_.measured(last)) + " at " + of + " " + std::to_string(sweep_.range.to) +
               ". The table below has every number.";
    }
    static std::string place(double at) { return number_text(std::round(10 * at) / 10); }
    double x(const Measured& point) const {
        const double count = sweep_.range.to - sweep_.range.from;
        const double at = count > 0 ? (value_of(sweep_, point) - sweep_.range.from) / count : 0.5;
        return left + at * (chart_width - left - right);
    }
    double y(double value) const { return chart_height - bottom - value / most_ * (chart_height - top - bottom); }

    void label(double at_x, double at_y, const char* anchor, const std::string& text) {
        text_ += "<text x=\"" + place(at_x) + "\" y=\"" + place(at_y) + "\" text-anchor=\"" + anchor + "\">" + text +
                 "</text>\n";
    }
    void scale() {
        const auto step = step_to(most_);
        for (double value = 0; value <= most_ * 1.0001; value += step) {
            text_ += std::string{"<path class=\""} + (value == 0 ? "axis" : "grid") + "\" d=\"M" + place(left) + " " +
                     place(y(value)) + "H" + place(chart_width - right) + "\"/>\n";
            label(left - 8, y(value) + 4, "end", number_text(value));
        }
        for (const auto& point : sweep_.points) {
            label(x(point), chart_height - bottom + 18, "middle", std::to_string(value_of(sweep_, point)));
        }
        label((left + chart_width - right) / 2, chart_height - 6, "middle", std::string{to_text(sweep_.range.of)});
    }
    void line(const std::string& name, double (*of)(const Measured&)) {
        std::string path;
        for (const auto& point : sweep_.points) {
            path += (path.empty() ? "M" : " L") + place(x(point)) + " " + place(y(of(point)));
        }
        text_ += "<path class=\"" + name + "\" d=\"" + path + "\"/>\n";
    }

    const Sweep& sweep_;
    const Chart& chart_;
    double most_ = 0;
    std::string text_;
};

std::string cell(double number) { return "<td>" + number_text(number) + "</td>"; }

std::string table(const Sweep& sweep) {
    std::string html = "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">";
    html += std::string{to_text(sweep.range.of)} + "</th>";
    for (const auto head :
         {"reached", "rounds", "time (ms)", "copies", "messages", "expected: reached", "rounds", "time (ms)", "copies"})
        html += std::string{"<th scope=\"col\">"} + head + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& point : sweep.points) {
        html += "<tr><th scope=\"row\">" + std::to_string(value_of(sweep, point)) + "</th>";
        for (const auto number :
             {point.reached, point.rounds, point.time_ms, point.copies, point.messages, point.expected.reached,
              point.expected.rounds, point.expected_ms(), point.expected.copies})
            html += cell(number);
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

std::string section(const Spreading& spreading, const Sweep& sweep) {
    std::string others = "each with ";
    if (sweep.range.of == Range::Of::ttl) {
        others += "fanout " + std::to_string(spreading.fanout);
    } else {
        others += spreading.ttl ? "ttl " + std::to_string(*spreading.ttl) : "no ttl of its own";
    }
    std::string html = "<section>\n<h2>Against " + std::string{to_text(sweep.range.of)} + "</h2>\n<p class=\"muted\">" +
                       std::to_string(sweep.range.from) + " to " + std::to_string(sweep.range.to) + ", " + others +
                       ".</p>\n<div class=\"charts\">\n";
    for (const auto& chart : charts) {
        html += "<figure><figcaption>" + std::string{chart.title} + " <span class=\"muted\">" +
                std::string{chart.unit} + "</span></figcaption>\n" + Drawing{sweep, chart}.svg() + "</figure>\n";
    }
    return html + "</div>\n" + table(sweep) + "</section>\n";
}

std::string key(const std::string& name, const std::string& says) {
    return "<span class=\"key\"><svg viewBox=\"0 0 40 12\" aria-hidden=\"true\"><path class=\"" + name +
           "\" d=\"M0 6H40\"/></svg> " + says + "</span>";
}

}  // namespace

std::string sweep_page(const Spreading& spreading, const std::vector<Sweep>& sweeps) {
    const auto runs = sweeps.front().points.front().runs;
    const auto formula = formula_of(spreading.mode);
    const std::string mode{to_text(spreading.mode)};
    std::string html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    html += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n";
    html += "<meta name=\"viewport\" content=\"width=device-width\">\n<link rel=\"icon\" href=\"data:,\">\n<title>" +
            mode + ": how far a rumor comes</title>\n<style>" + std::string{style} +
            "</style>\n</head>\n<body>\n<main>\n";
    html += "<h1>How far a rumor comes: " + mode + "</h1>\n<p>" + settings_text(spreading, runs) + ".</p>\n<p>";
    html += key("measured", "measured") + key("theory", "expected") + "</p>\n<p>Expected: <code>" +
            std::string{formula.text} +
            "</code>, with u the share that lacks it, w the share that heard it in the last "
            "round, f the fanout and q the share of messages that arrive; until less than half a member lacks it. ";
    html += "<span class=\"muted\">" + std::string{formula.source} + ".</span></p>\n";
    for (const auto& each : sweeps) html += section(spreading, each);
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace watercooler::sim
