#include <algorithm>
#include <span>

#include "cli/shown.hpp"
#include "cli/top_parts.hpp"

namespace watercooler::cli {
namespace {

const Ink bold_ink{"", true, false};

bool is_gone(const TopMember& member) { return member.mark == Mark::dead || member.mark == Mark::left; }

void paint_titles(TopBrush& brush, const TopOrder& order, std::size_t row, std::span<const TopColumnPlace> places) {
    std::size_t column = 1;
    for (const auto& place : places) {
        const auto& look = look_of(place.column);
        const auto& title = look.title;
        const bool sorted = look.column == order.column;
        const auto from = look.right ? column + place.width - title.size() : column;
        const auto ink = brush.of(sorted ? Paint::bold : Paint::muted);
        const auto* const way = order.reversed ? "^" : "v";
        brush.put(from, row, title, ink);
        if (sorted && look.right) brush.put(from - 1, row, way, ink);
        if (sorted && !look.right && title.size() + 2 <= place.width) brush.put(from + title.size() + 1, row, way, ink);
        column += place.width + 1;
    }
}

Ink ink_of_cell(const TopBrush& brush, const TopMember& member, TopColumn column, const std::string& text) {
    if (is_gone(member) || text == "-") return brush.of(Paint::muted);
    if (column == TopColumn::name) return bold_ink;
    return brush.of(column == TopColumn::note ? Paint::warning : Paint::plain);
}

void paint_cell(TopBrush& brush, const TopMember& member, const TopColumnPlace& place, std::size_t column,
                std::size_t row) {
    if (place.column == TopColumn::state) {
        const auto next = brush.put(column, row, brush.shape_of(member.mark), brush.of(member.mark));
        return brush.put_cut(next + 1, row, member.state, {}, place.width - 2);
    }
    const auto text = shown(value_of(member, place.column).text);
    const auto width = std::min(display_width(text), place.width);
    const auto from = look_of(place.column).right ? column + place.width - width : column;
    brush.put_cut(from, row, text, ink_of_cell(brush, member, place.column, text), place.width);
}

void paint_row(TopBrush& brush, const TopMember& member, const TopView& view, std::size_t row,
               std::span<const TopColumnPlace> places) {
    if (view.chosen.count(member.name) > 0) brush.put(0, row, "+", bold_ink);
    std::size_t column = 1;
    for (const auto& place : places) {
        paint_cell(brush, member, place, column, row);
        column += place.width + 1;
    }
    if (member.name == view.under) brush.reverse(row);
}

}  // namespace

void paint_members(TopBrush& brush, const TopSight& sight, const TopView& view, std::size_t row, std::size_t count) {
    const auto members = arranged(sight.members, view.filter, view.order);
    const auto places = place_columns(members, brush.size().columns - 1);
    paint_titles(brush, view.order, row, places);
    for (std::size_t at = 0; at < count && view.first + at < members.size(); ++at)
        paint_row(brush, members[view.first + at], view, row + 1 + at, places);
    if (sight.members.empty())
        brush.put(1, row + 1, "no members yet; start some: watercooler new --count 5", brush.of(Paint::muted));
    else if (members.empty())
        brush.put(1, row + 1, "nobody fits the filter; esc clears it", brush.of(Paint::muted));
}

void paint_few_members(TopBrush& brush, const TopSight& sight, const TopView& view, std::size_t row,
                       std::size_t count) {
    constexpr std::size_t name_max = 12;
    const auto members = arranged(sight.members, view.filter, view.order);
    std::size_t widest = 0;
    for (const auto& member : members) widest = std::max(widest, std::min(display_width(shown(member.name)), name_max));
    for (std::size_t at = 0; at < count && view.first + at < members.size(); ++at) {
        const auto& member = members[view.first + at];
        if (view.chosen.count(member.name) > 0) brush.put(0, row + at, "+", bold_ink);
        brush.put(1, row + at, brush.shape_of(member.mark), brush.of(member.mark));
        brush.put_cut(3, row + at, member.name, bold_ink, widest);
        const auto more = member.note.empty() ? std::string{} : "  " + member.note;
        brush.put_cut(4 + widest, row + at, member.book.value_or("") + more, {});
        if (member.name == view.under) brush.reverse(row + at);
    }
}

void paint_happenings(TopBrush& brush, const TopSight& sight, std::size_t row, std::size_t count, std::size_t scroll) {
    constexpr std::size_t time_width = 12, name_width = 8;
    const auto all = sight.recent.size();
    const auto end = all - std::min(scroll, all > count ? all - count : 0);
    const auto begin = end > count ? end - count : 0;
    for (auto at = begin; at < end; ++at) {
        const auto& each = sight.recent[at];
        brush.put(1, row + at - begin, each.time, brush.of(Paint::muted));
        const auto name = cut(shown(each.member), 16, brush.style().utf8);
        const auto column =
            brush.put(2 + time_width, row + at - begin, name, {name_ink(each.member, brush.style()), true, false});
        brush.put_cut(std::max(column, 2 + time_width + name_width) + 1, row + at - begin, each.text, {});
    }
    if (all == 0) brush.put(1, row, "nothing happened of late", brush.of(Paint::muted));
}

}  // namespace watercooler::cli
