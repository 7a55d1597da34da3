#include <algorithm>

#include "cli/top_parts.hpp"

namespace watercooler::cli {

void paint_sheet(TopBrush& brush, const TopSheet& sheet, std::size_t count) {
    brush.clear();
    if (brush.size().rows == 0) return;
    brush.put_cut(1, 0, sheet.title, {"", true, false});
    for (std::size_t at = 0; at < count && sheet.first + at < sheet.lines.size(); ++at)
        brush.put_cut(1, 2 + at, sheet.lines[sheet.first + at], {});
    const auto all = sheet.lines.size();
    std::string footer;
    if (all > count)
        footer = "lines " + std::to_string(sheet.first + 1) + " to " +
                 std::to_string(std::min(sheet.first + count, all)) + " of " + std::to_string(all) +
                 "; up and down scroll; ";
    brush.put_cut(1, brush.size().rows - 1, footer + "esc closes", brush.of(Paint::muted));
}

void paint_menu(TopBrush& brush, const TopSight& sight, const TopView& view) {
    const auto actions = actions_for(view, sight);
    const auto size = brush.size();
    if (actions.empty() || size.rows < 3 || size.columns < 20) return;
    const auto width = std::min<std::size_t>(size.columns - 2, 30);
    const auto left = (size.columns - width) / 2;
    auto row = size.rows > actions.size() + 2 ? (size.rows - actions.size() - 2) / 2 : 0;
    const auto line = [&](const std::string& text, const Ink& ink) {
        brush.put(left, row, std::string(width, ' '), ink);
        brush.put_cut(left + 1, row++, text, ink, width - 2);
    };
    line(view.chosen.empty() ? view.under : std::to_string(view.chosen.size()) + " members", {"", true, true});
    for (std::size_t at = 0; at < actions.size(); ++at) {
        const bool under = at == *view.menu;  // stands out from what is reverse around it
        line(std::string{" "} + actions[at].key + "  " + std::string{actions[at].says} +
                 (actions[at].asks ? " (asks first)" : ""),
             {"", under, !under});
    }
    line("esc closes", {"", false, true});
}

}  // namespace watercooler::cli
