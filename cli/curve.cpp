#include "cli/curve.hpp"

#include <algorithm>
#include <array>

#include "cli/duration.hpp"
#include "cli/shown.hpp"
#include "json/fields.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t rows = 4, levels = 8;  // of one row
constexpr std::size_t width_min = 40, width_max = 80;

/// A cell that is filled from below by so many eighths.
std::string_view cell(std::size_t eighths, bool utf8) {
    constexpr std::array<std::string_view, levels + 1> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    constexpr std::array<std::string_view, levels + 1> letters{" ", ".", ".", ".", ":", ":", ":", "#", "#"};
    return utf8 ? blocks[eighths] : letters[eighths];
}

std::string time_text(std::uint64_t ns) {
    return duration_text(std::chrono::nanoseconds{static_cast<std::int64_t>(ns)});
}

std::string time_text(const std::optional<std::uint64_t>& ns) { return ns ? time_text(*ns) : "not yet"; }

std::string right(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, text.size()), ' ') + text;
}

/// How high the curve stands in each column, in eighths of a row. Whoever knew it once is visible.
std::vector<std::size_t> heights(const Curve& curve, std::size_t columns, std::uint64_t members, std::uint64_t span) {
    std::vector<std::size_t> result;
    auto known = curve.points.begin();
    std::uint64_t by_then = 0;
    for (std::size_t column = 0; column < columns; ++column) {
        const auto until = static_cast<double>(span) * static_cast<double>(column + 1) / static_cast<double>(columns);
        for (; known != curve.points.end() && static_cast<double>(known->first) <= until; ++known)
            by_then = known->second;
        const auto height = std::min(by_then, members) * rows * levels / members;
        result.push_back(by_then > 0 ? std::max<std::size_t>(1, height) : 0);
    }
    return result;
}

}  // namespace

Result<Curve> read_curve(const std::string& text) {
    const auto value = json::parse(text, json::answer_bounds);
    const Failure odd{Exit::unreachable, "WC-SAURON-ODD", "Sauron's answer is no curve", {}, {}};
    if (!value || !value->object()) return tl::unexpected{odd};
    json::Fields fields{*value};
    const auto* points = fields.array("points");
    if (!points) return tl::unexpected{odd};
    Curve curve;
    curve.living = fields.number("living", UINT64_MAX).value_or(0);
    for (const auto& each : *points) {
        if (!each.object()) return tl::unexpected{odd};
        json::Fields point{each};
        const auto since = point.number("since_birth_ns", INT64_MAX), members = point.number("members", UINT64_MAX);
        if (!since || !members) return tl::unexpected{odd};
        curve.points.emplace_back(*since, *members);
    }
    curve.t50_ns = fields.number("t50_ns", INT64_MAX);
    curve.t95_ns = fields.number("t95_ns", INT64_MAX);
    curve.t100_ns = fields.number("t100_ns", INT64_MAX);
    if (fields.error()) return tl::unexpected{odd};
    return curve;
}

std::string draw(const Curve& curve, const std::string& title, std::size_t width, const Style& style) {
    width = std::clamp(width, width_min, width_max);
    const auto reached = curve.points.empty() ? 0 : curve.points.back().second;
    const auto members = std::max<std::uint64_t>({1, curve.living, reached});
    const auto span = curve.points.empty() ? 0 : curve.points.back().first;
    const auto all = std::to_string(members);
    const auto count = ": " + std::to_string(reached) + " of " + all;
    auto text = paint(cut(shown(title), width - std::min(width, count.size()), style.utf8), Paint::bold, style) + count;
    const std::string_view side = style.utf8 ? "│" : "|";
    const auto columns = width - all.size() - 1;
    const auto high = heights(curve, columns, members, span);
    for (std::size_t row = rows; row-- > 0;) {
        const auto label = row + 1 == rows ? all : std::string{};
        std::string line;
        for (const auto height : high)
            line += cell(std::clamp(height, row * levels, (row + 1) * levels) - row * levels, style.utf8);
        text += "\n" + right(label, all.size()) + std::string{side} + paint(line, Paint::good, style);
    }
    const auto end = " " + time_text(span);
    text += "\n" + right("0", all.size()) + (style.utf8 ? "└" : "+");
    for (auto left = columns - std::min(columns, end.size()); left > 0; --left) text += style.utf8 ? "─" : "-";
    text += end + "\n" + std::string(all.size() + 1, ' ');
    text +=
        "T50 " + time_text(curve.t50_ns) + "  T95 " + time_text(curve.t95_ns) + "  T100 " + time_text(curve.t100_ns);
    return text + "\n";
}

}  // namespace watercooler::cli
