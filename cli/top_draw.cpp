#include "cli/top_draw.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "cli/shown.hpp"
#include "cli/top_parts.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t head_rows = 3, foot_rows = 3;
constexpr std::array marks{Mark::alive, Mark::suspect, Mark::dead, Mark::frozen, Mark::left, Mark::starting};

bool is_whole(ScreenSize size) { return size.columns >= top_whole_min.columns && size.rows >= top_whole_min.rows; }

/// Rows of what happened of late, its title included.
std::size_t happening_rows(const TopView& view, ScreenSize size) {
    if (!is_whole(size) || size.rows < top_tall_rows || view.pane != TopPane::members) return 0;
    return std::min<std::size_t>(size.rows / 4, 12);
}

/// One of eight heights, or of four letters.
std::string_view bar(double part, bool utf8) {
    constexpr std::array<std::string_view, 9> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    constexpr std::array<std::string_view, 5> letters{" ", ".", ":", "|", "#"};
    const auto heights = utf8 ? std::span<const std::string_view>{blocks} : std::span<const std::string_view>{letters};
    const auto steps = static_cast<double>(heights.size() - 1);
    return heights[static_cast<std::size_t>(std::ceil(std::clamp(part, 0.0, 1.0) * steps))];
}

std::string joined_words(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string members_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " member" : " members"); }

std::string traffic_text(const TopSight& sight) {
    std::string text;
    if (sight.rate) text = short_number(*sight.rate) + " msg/s";
    if (sight.lost) text += "  lost " + std::to_string(*sight.lost);
    return text;
}

std::string pane_title(const TopSight& sight, const TopView& view) {
    switch (view.pane) {
        case TopPane::activity:
            return "2 activity: " + sight.recent_of;
        case TopPane::matrix:
            return "3 matrix: what each believes of each, beside the truth";
        case TopPane::convergence:
            return "4 convergence";
        case TopPane::logs:
            return "5 log of " + (view.under.empty() ? "nobody" : view.under);
        case TopPane::members:
            break;
    }
    return "";
}

class TopPicture {
public:
    TopPicture(const TopSight& sight, const TopView& view, Screen& screen, const Style& style)
        : sight_(sight), view_(view), size_(screen.size()), brush_(screen, style) {}

    void paint() {
        is_whole(size_) ? whole() : compact();
        if (view_.sheet) paint_sheet(brush_, *view_.sheet, rows());
        if (view_.menu) paint_menu(brush_, sight_, view_);
    }

private:
    std::size_t rows() const { return top_rows(view_, size_); }

    void whole() {
        title();
        verdict();
        body(2);
        if (const auto count = happening_rows(view_, size_); count > 0) {
            const auto row = size_.rows - foot_rows - count;
            brush_.put_cut(1, row, "activity: " + sight_.recent_of, brush_.of(Paint::muted));
            paint_happenings(brush_, sight_, row + 1, count - 1, 0);
        }
        rates(size_.rows - 3);
        part(size_.rows - 2);
        message(size_.rows - 2);
        keys(size_.rows - 1);
    }

    /// One line about the club, or what must be said; then as much as there is room for.
    void compact() {
        const bool speaks = view_.typing || !view_.asked.empty() || !view_.said.empty();
        speaks ? message(0) : status();
        if (view_.pane == TopPane::members) return paint_few_members(brush_, sight_, view_, 1, rows());
        view_.pane == TopPane::activity ? paint_happenings(brush_, sight_, 1, rows(), view_.scroll) : text(1);
    }

    void status() {
        auto column = counts(brush_.put(0, 0, sight_.club, brush_.of(Paint::bold)) + 1, 0);
        if (sight_.frozen) column = brush_.put(column, 0, "FROZEN ", {ink(Mark::frozen, brush_.style()), true, false});
        brush_.put_cut(column, 0, sight_.verdict, {});
    }

    std::size_t counts(std::size_t column, std::size_t row) {
        for (const auto mark : marks) {
            const auto count = std::ranges::count(sight_.members, mark, &TopMember::mark);
            if (count == 0) continue;
            column = brush_.put(column, row, brush_.shape_of(mark), brush_.of(mark));
            column = brush_.put(column, row, std::to_string(count) + " ");
        }
        return column;
    }

    void title() {
        auto column = brush_.put(1, 0, sight_.club, brush_.of(Paint::bold));
        column = brush_.put(column + 2, 0, members_text(sight_.members.size()));
        column = counts(column + 2, 0);
        auto state = std::string{sight_.frozen ? "FROZEN" : "LIVE"};
        if (sight_.frozen && sight_.steps > 0) state += " +" + std::to_string(sight_.steps);
        const auto width = sight_.clock.size() + 2 + state.size() + 1;
        if (column + 1 + width > size_.columns) return;
        brush_.put(size_.columns - width, 0, sight_.clock, brush_.of(Paint::muted));
        const auto color = ink(sight_.frozen ? Mark::frozen : Mark::alive, brush_.style());
        brush_.put(size_.columns - state.size() - 1, 0, state, {color, true, false});
    }

    void verdict() {
        const auto paint = !sight_.agreed ? Paint::muted : *sight_.agreed ? Paint::good : Paint::warning;
        const auto traffic = traffic_text(sight_) + " ";
        brush_.put_cut(1, 1, sight_.verdict, brush_.of(paint), size_.columns - traffic.size() - 3);
        brush_.put_right(1, traffic, {});
    }

    void body(std::size_t row) {
        if (view_.pane == TopPane::members) return paint_members(brush_, sight_, view_, row, rows());
        brush_.put_cut(1, row, pane_title(sight_, view_), brush_.of(Paint::muted));
        if (view_.pane == TopPane::activity) return paint_happenings(brush_, sight_, row + 1, rows(), view_.scroll);
        text(row + 1);
    }

    /// A log is seen from its end, all else from its beginning.
    void text(std::size_t row) {
        const auto all = sight_.pane.size(), count = rows();
        const auto hidden = all > count ? all - count : 0;
        const auto scroll = std::min(view_.scroll, hidden);
        const auto first = view_.pane == TopPane::logs ? hidden - scroll : scroll;
        for (std::size_t at = 0; at < count && first + at < all; ++at)
            brush_.put_cut(1, row + at, sight_.pane[first + at], {});
    }

    void rates(std::size_t row) {
        const auto room = std::min<std::size_t>(size_.columns - 34, 60);
        const auto count = std::min(room, sight_.rates.size());
        const std::span<const double> latest{sight_.rates.data() + sight_.rates.size() - count, count};
        const auto most = latest.empty() ? 0.0 : *std::ranges::max_element(latest);
        auto column = brush_.put(1, row, "rate ", brush_.of(Paint::muted)) + room - count;
        for (const double rate : latest)
            column =
                brush_.put(column, row, bar(most > 0 ? rate / most : 0, brush_.style().utf8), brush_.of(Paint::link));
        if (most > 0) brush_.put(column + 1, row, "most " + short_number(most) + "/s", brush_.of(Paint::muted));
        brush_.put_right(row, sight_.sauron ? "Sauron watches " : "no Sauron ", brush_.of(Paint::muted));
    }

    /// Which of the members are seen, if it is not all of them.
    void part(std::size_t row) {
        const auto all = arranged(sight_.members, view_.filter, view_.order).size();
        if (view_.pane != TopPane::members || all <= rows()) return;
        const auto last = std::min(view_.first + rows(), all);
        brush_.put_right(
            row, std::to_string(view_.first + 1) + " to " + std::to_string(last) + " of " + std::to_string(all) + " ",
            brush_.of(Paint::muted));
    }

    void message(std::size_t row) {
        const auto muted = brush_.of(Paint::muted);
        if (!view_.asked.empty())
            return brush_.put_cut(1, row, joined_words(view_.asked) + "?  y does it, any other key leaves it",
                                  {ink(Paint::bad, brush_.style()), true, false});
        if (view_.typing) {
            const auto& filter = view_.pane == TopPane::activity ? view_.events_filter : view_.filter;
            const auto column = brush_.put(brush_.put(1, row, "/", muted), row, filter);
            brush_.put(column, row, " ", {"", false, true});
            return;
        }
        if (!view_.said.empty())
            return brush_.put_cut(1, row, view_.said, view_.said_badly ? brush_.of(Paint::bad) : Ink{});
        if (!sight_.trouble.empty()) return brush_.put_cut(1, row, sight_.trouble, brush_.of(Paint::warning));
        if (view_.pane != TopPane::members) return;
        if (!view_.filter.empty())
            brush_.put_cut(1, row, "only those with \"" + view_.filter + "\"; esc shows all", muted);
        else if (!sight_.viewer.empty())
            brush_.put_cut(1, row, "as " + sight_.viewer + " sees it", muted);
    }

    void keys(std::size_t row) {
        const auto who = view_.chosen.empty() ? "club" : std::to_string(view_.chosen.size());
        const std::array<std::pair<std::string_view, std::string>, 11> all{{{"?", "help"},
                                                                            {"q", "quit"},
                                                                            {"F", "freeze " + who},
                                                                            {"U", "thaw"},
                                                                            {".", "step"},
                                                                            {"/", "filter"},
                                                                            {"s", "sort"},
                                                                            {"space", "choose"},
                                                                            {"a", "actions"},
                                                                            {"enter", "details"},
                                                                            {"1-5", "panes"}}};
        std::size_t column = 1;
        for (const auto& [key, says] : all) {
            if (column + key.size() + 1 + says.size() > size_.columns) return;
            column = brush_.put(column, row, key, {"", true, false});
            column = brush_.put(column + 1, row, says, brush_.of(Paint::muted)) + 2;
        }
    }

    const TopSight& sight_;
    const TopView& view_;
    ScreenSize size_;
    TopBrush brush_;
};

}  // namespace

std::size_t top_rows(const TopView& view, ScreenSize size) {
    if (view.sheet) return size.rows > 4 ? size.rows - 4 : 0;
    if (!is_whole(size)) return size.rows > 1 ? size.rows - 1 : 0;
    return size.rows - head_rows - foot_rows - happening_rows(view, size);
}

bool shows_happenings(const TopView& view, ScreenSize size) {
    return view.pane == TopPane::activity || happening_rows(view, size) > 0;
}

Screen draw_top(const TopSight& sight, const TopView& view, ScreenSize size, const Style& style) {
    Screen screen{size};
    TopPicture{sight, view, screen, style}.paint();
    return screen;
}

std::string top_headline(const TopSight& sight, const Style& style) {
    auto text = sight.club + "  " + members_text(sight.members.size());
    for (const auto mark : marks) {
        const auto count = std::ranges::count(sight.members, mark, &TopMember::mark);
        if (count > 0) text += "  " + shape(mark, style) + " " + std::to_string(count);
    }
    if (sight.frozen) text += "  FROZEN";
    for (const auto& part : {shown(sight.verdict), traffic_text(sight), sight.clock})
        if (!part.empty()) text += "  " + part;
    return text;
}

}  // namespace watercooler::cli
