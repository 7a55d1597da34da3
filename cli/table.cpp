#include "cli/table.hpp"

#include <algorithm>
#include <numeric>
#include <watercooler/assert.hpp>

#include "cli/shown.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t gap = 2;

/// A cell's text as it will stand there, without colour.
std::string plain(const Cell& cell, const Column& column, const TableLook& look) {
    const auto text = shown(cell.text);
    const bool bounded = look.width > 0 && column.width_max > 0;
    return bounded ? cut(text, column.width_max, look.style.utf8) : text;
}

std::size_t width_of(const Cell& cell, const Column& column, const TableLook& look) {
    return display_width(plain(cell, column, look)) + (cell.mark ? 2 : 0);
}

std::vector<std::size_t> widths_of(const std::vector<Column>& columns, const std::vector<Row>& rows,
                                   const TableLook& look) {
    std::vector<std::size_t> widths;
    for (std::size_t at = 0; at < columns.size(); ++at) {
        std::size_t width = look.header ? display_width(columns[at].title) : 0;
        for (const auto& row : rows) width = std::max(width, width_of(row[at], columns[at], look));
        widths.push_back(width);
    }
    return widths;
}

/// Which columns stay, by their place.
std::vector<std::size_t> fitting(const std::vector<Column>& columns, const std::vector<std::size_t>& widths,
                                 std::size_t width) {
    std::vector<std::size_t> kept(columns.size());
    std::iota(kept.begin(), kept.end(), 0);
    const auto total = [&] {
        std::size_t sum = 0;
        for (const auto at : kept) sum += widths[at] + gap;
        return kept.empty() ? 0 : sum - gap;
    };
    while (width > 0 && total() > width) {
        const auto first = std::ranges::max_element(
            kept, [&](std::size_t a, std::size_t b) { return columns[a].drop < columns[b].drop; });
        if (columns[*first].drop == 0) break;
        kept.erase(first);
    }
    return kept;
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& cell_widths,
                    const std::vector<Column>& columns, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        const std::string padding(widths[at] - std::min(widths[at], cell_widths[at]), ' ');
        const bool last = at + 1 == cells.size();
        line += columns[at].right ? padding + cells[at] : cells[at] + (last ? "" : padding);
        if (!last) line.append(gap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

template <class T>
std::vector<T> picked(const std::vector<T>& all, const std::vector<std::size_t>& places) {
    std::vector<T> result;
    for (const auto at : places) result.push_back(all[at]);
    return result;
}

/// The columns that cannot be dropped may be too wide together: the widest gives way.
void squeeze(std::vector<std::size_t>& widths, std::size_t width) {
    const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1)); };
    while (width > 0 && !widths.empty() && total() > width) {
        auto& widest = *std::ranges::max_element(widths);
        if (widest <= 3) return;
        widest -= std::min(widest - 3, total() - width);
    }
}

std::string heading(const std::vector<Column>& columns, const std::vector<std::size_t>& widths, const TableLook& look) {
    std::vector<std::string> titles;
    std::vector<std::size_t> title_widths;
    for (std::size_t at = 0; at < columns.size(); ++at) {
        const auto title = cut(columns[at].title, widths[at], look.style.utf8);
        titles.push_back(paint(title, Paint::muted, look.style));
        title_widths.push_back(display_width(title));
    }
    return line_of(titles, title_widths, columns, widths);
}

std::string row_line(const Row& row, const std::vector<Column>& columns, const std::vector<std::size_t>& widths,
                     const TableLook& look) {
    std::vector<std::string> cells;
    std::vector<std::size_t> cell_widths;
    for (std::size_t at = 0; at < columns.size(); ++at) {
        const auto& cell = row[at];
        const std::size_t lead = cell.mark ? 2 : 0;
        const auto room = widths[at] - std::min(widths[at], lead);
        const auto text = cut(plain(cell, columns[at], look), room, look.style.utf8);
        const auto mark = cell.mark ? shape(*cell.mark, look.style) + " " : std::string{};
        cells.push_back(mark + paint(text, cell.paint, look.style));
        cell_widths.push_back(display_width(text) + lead);
    }
    return line_of(cells, cell_widths, columns, widths);
}

}  // namespace

std::string render_table(const std::vector<Column>& all_columns, const std::vector<Row>& rows, const TableLook& look) {
    for (const auto& row : rows) WATERCOOLER_ASSERT(row.size() == all_columns.size());
    const auto all_widths = widths_of(all_columns, rows, look);
    const auto places = fitting(all_columns, all_widths, look.width);
    const auto columns = picked(all_columns, places);
    auto widths = picked(all_widths, places);
    squeeze(widths, look.width);
    std::string text;
    if (look.header && !rows.empty()) text += heading(columns, widths, look);
    for (const auto& row : rows) text += row_line(picked(row, places), columns, widths, look);
    return text;
}

std::optional<Chosen> choose_columns(const std::vector<Column>& columns, const std::vector<Row>& rows,
                                     const std::vector<std::string>& names, std::string& unknown) {
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < columns.size() && names.empty(); ++at)
        if (!columns[at].extra) places.push_back(at);
    for (const auto& name : names) {
        const auto found = std::ranges::find(columns, name, &Column::name);
        if (found == columns.end()) {
            unknown = name;
            return std::nullopt;
        }
        places.push_back(static_cast<std::size_t>(found - columns.begin()));
    }
    Chosen chosen{picked(columns, places), {}};
    if (!names.empty())
        for (auto& column : chosen.columns) column.drop = 0;  // asked for, so it stays
    for (const auto& row : rows) chosen.rows.push_back(picked(row, places));
    return chosen;
}

}  // namespace watercooler::cli
