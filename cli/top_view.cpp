#include "cli/top_view.hpp"

#include <algorithm>
#include <utility>

namespace watercooler::cli {
namespace {

using Kind = TopWish::Kind;

constexpr std::size_t filter_bytes_max = 200;

std::vector<TopMember> shown_members(const TopView& view, const TopSight& sight) {
    return arranged(sight.members, view.filter, view.order);
}

bool is_here(const TopSight& sight, const std::string& name) {
    const auto found = std::ranges::find(sight.members, name, &TopMember::name);
    return found != sight.members.end() && found->here;
}

/// Whom the menu is about: those chosen, else the one under the cursor.
std::vector<std::string> meant(const TopView& view, const TopSight& sight) {
    if (!view.chosen.empty()) return {view.chosen.begin(), view.chosen.end()};
    return is_here(sight, view.under) ? std::vector<std::string>{view.under} : std::vector<std::string>{};
}

std::vector<std::string> with_names(std::string_view verb, const std::vector<std::string>& names) {
    std::vector<std::string> words{std::string{verb}};
    words.insert(words.end(), names.begin(), names.end());
    return words;
}

std::size_t moved(std::size_t at, std::ptrdiff_t by, std::size_t count) {
    const auto last = static_cast<std::ptrdiff_t>(count) - 1;
    return static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(at) + by, 0, std::max<std::ptrdiff_t>(last, 0)));
}

/// How far a key goes, in rows; nothing if it is none that moves.
std::optional<std::ptrdiff_t> way_of(const Key& key, std::size_t rows) {
    constexpr std::ptrdiff_t far = 1'000'000;
    const auto page = static_cast<std::ptrdiff_t>(std::max<std::size_t>(rows, 1));
    switch (key.kind) {
        case KeyKind::up:
            return -1;
        case KeyKind::down:
            return 1;
        case KeyKind::page_up:
            return -page;
        case KeyKind::page_down:
            return page;
        case KeyKind::home:
            return -far;
        case KeyKind::end:
            return far;
        default:
            break;
    }
    if (key.text == "k") return -1;
    if (key.text == "j") return 1;
    if (key.text == "g") return -far;
    return key.text == "G" ? std::optional{far} : std::nullopt;
}

void move_cursor(TopView& view, const TopSight& sight, std::ptrdiff_t by) {
    const auto members = shown_members(view, sight);
    if (members.empty()) return;
    const auto found = std::ranges::find(members, view.under, &TopMember::name);
    const auto at = found == members.end() ? 0 : static_cast<std::size_t>(found - members.begin());
    view.under = members[moved(at, by, members.size())].name;
}

void scroll_by(TopView& view, const TopSight& sight, std::ptrdiff_t by) {
    const bool from_end = view.pane == TopPane::activity || view.pane == TopPane::logs;
    const auto count = view.pane == TopPane::activity ? sight.recent.size() : sight.pane.size();
    view.scroll = moved(view.scroll, from_end ? -by : by, count);
}

void choose(TopView& view, const TopSight& sight) {
    if (!is_here(sight, view.under)) return;
    if (view.chosen.erase(view.under) == 0) view.chosen.insert(view.under);
    move_cursor(view, sight, 1);
}

void next_order(TopView& view) {
    const auto& columns = top_columns();
    const auto at = static_cast<std::size_t>(view.order.column);
    view.order = {columns[(at + 1) % (columns.size() - 1)].column, false};  // the last one is the notes
    view.said = "sorted by " + std::string{look_of(view.order.column).name};
    view.said_badly = false;
}

TopWish in_filter(TopView& view, const Key& key) {
    auto& filter = filter_of(view);
    switch (key.kind) {
        case KeyKind::enter:
            view.typing = false;
            break;
        case KeyKind::escape:
            view.typing = false;
            filter.clear();
            break;
        case KeyKind::backspace:
            while (!filter.empty() && (static_cast<unsigned char>(filter.back()) & 0xc0) == 0x80) filter.pop_back();
            if (!filter.empty()) filter.pop_back();
            break;
        case KeyKind::text:
            if (filter.size() + key.text.size() <= filter_bytes_max) filter += key.text;
            break;
        default:
            return {};
    }
    const bool asks = view.pane == TopPane::activity && !view.typing;  // Sauron is asked for what is finished only
    return {asks ? Kind::look : Kind::nothing, {}};
}

TopWish in_sheet(TopView& view, const Key& key, std::size_t rows) {
    auto& sheet = *view.sheet;
    if (const auto way = way_of(key, rows)) {
        const auto last = sheet.lines.size() > rows ? sheet.lines.size() - rows : 0;
        sheet.first = moved(sheet.first, *way, last + 1);
    } else if (key.kind == KeyKind::escape || key.kind == KeyKind::enter || key.text == "q" || key.text == "?") {
        view.sheet.reset();
    }
    return {};
}

TopWish ask_or_do(TopView& view, const TopAction& action) {
    view.menu.reset();
    if (!action.asks) return {action.sheet ? Kind::sheet : Kind::order, action.words};
    view.asked = action.words;
    return {};
}

TopWish in_menu(TopView& view, const TopSight& sight, const Key& key, std::size_t rows) {
    const auto actions = actions_for(view, sight);
    if (const auto way = way_of(key, rows); way && key.kind != KeyKind::text) {
        view.menu = moved(*view.menu, *way, actions.size());
        return {};
    }
    if (key.kind == KeyKind::enter && *view.menu < actions.size()) return ask_or_do(view, actions[*view.menu]);
    for (const auto& action : actions)
        if (key.text.size() == 1 && key.text[0] == action.key) return ask_or_do(view, action);
    view.menu.reset();
    return {};
}

TopWish answered(TopView& view, const Key& key) {
    const auto words = std::exchange(view.asked, {});
    if (key.text == "y" || key.text == "Y") return {Kind::order, words};
    view.said = "left alone";
    view.said_badly = false;
    return {};
}

/// A verb about one member, for a sheet.
TopWish about_one(TopView& view, const TopSight& sight, std::vector<std::string> words) {
    if (is_here(sight, view.under)) return {Kind::sheet, std::move(words)};
    view.said = view.under.empty() ? "nobody is under the cursor" : view.under + " is not of this host's club";
    view.said_badly = true;
    return {};
}

TopWish show_pane(TopView& view, char key) {
    view.pane = static_cast<TopPane>(key - '1');
    view.scroll = 0;
    return {Kind::look, {}};
}

void let_go(TopView& view) {
    if (!view.said.empty())
        view.said.clear();
    else if (!filter_of(view).empty())
        filter_of(view).clear();
    else if (!view.chosen.empty())
        view.chosen.clear();
    else
        view.pane = TopPane::members;
}

TopWish with_letter(TopView& view, const TopSight& sight, char letter) {
    switch (letter) {
        case 'q':
            return {Kind::quit, {}};
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
            return show_pane(view, letter);
        case '/':
            view.typing = true;
            view.said.clear();
            return {};
        case ' ':
            choose(view, sight);
            return {};
        case 's':
            next_order(view);
            return {};
        case 'S':
            view.order.reversed = !view.order.reversed;
            return {};
        case 'a':
            if (!meant(view, sight).empty()) view.menu = 0;
            return {};
        case 'F':
            return {Kind::order, with_names("freeze", {view.chosen.begin(), view.chosen.end()})};
        case 'U':
            return {Kind::order, with_names("thaw", {view.chosen.begin(), view.chosen.end()})};
        case '.':
            return {Kind::order, with_names("step", {view.chosen.begin(), view.chosen.end()})};
        case 't':
            return about_one(view, sight, {"trace", "--of", view.under});
        case 'w':
            return about_one(view, sight, {"why", view.under});
        case '?':
            view.sheet = TopSheet{"Keys of top", top_help(), 0};
            return {};
        default:
            return {};
    }
}

}  // namespace

std::string& filter_of(TopView& view) { return view.pane == TopPane::activity ? view.events_filter : view.filter; }

std::vector<TopAction> actions_for(const TopView& view, const TopSight& sight) {
    const auto names = meant(view, sight);
    if (names.empty()) return {};
    std::vector<TopAction> actions{{'f', "freeze", with_names("freeze", names)},
                                   {'u', "thaw", with_names("thaw", names)},
                                   {'.', "step", with_names("step", names)},
                                   {'x', "stop", with_names("stop", names), true},
                                   {'k', "kill", with_names("kill", names), true}};
    if (names.size() > 1) return actions;
    actions.push_back({'d', "details", {"show", names.front()}, false, true});
    actions.push_back({'t', "trace", {"trace", "--of", names.front()}, false, true});
    actions.push_back({'w', "why", {"why", names.front()}, false, true});
    return actions;
}

TopWish react(TopView& view, const TopSight& sight, const Key& key, std::size_t rows) {
    if (!view.asked.empty()) return answered(view, key);
    if (view.menu) return in_menu(view, sight, key, rows);
    if (view.sheet) return in_sheet(view, key, rows);
    if (view.typing) return in_filter(view, key);
    if (const auto way = way_of(key, rows)) {
        const bool cursor = view.pane == TopPane::members;
        cursor ? move_cursor(view, sight, *way) : scroll_by(view, sight, *way);
        return {};
    }
    if (key.kind == KeyKind::enter) return about_one(view, sight, {"show", view.under});
    if (key.kind == KeyKind::escape) {
        let_go(view);
        return {Kind::look, {}};
    }
    return key.kind == KeyKind::text && key.text.size() == 1 ? with_letter(view, sight, key.text[0]) : TopWish{};
}

void settle(TopView& view, const TopSight& sight, std::size_t rows) {
    std::erase_if(view.chosen, [&](const std::string& name) { return !is_here(sight, name); });
    const auto members = shown_members(view, sight);
    auto found = std::ranges::find(members, view.under, &TopMember::name);
    if (found == members.end() && !members.empty()) {
        const auto at = std::min(view.first, members.size() - 1);
        view.under = members[at].name;
        found = members.begin() + static_cast<std::ptrdiff_t>(at);
    }
    const auto at = members.empty() ? 0 : static_cast<std::size_t>(found - members.begin());
    if (at < view.first) view.first = at;
    if (rows > 0 && at >= view.first + rows) view.first = at + 1 - rows;
    const auto last = members.size() > rows ? members.size() - rows : 0;
    view.first = std::min(view.first, last);
}

std::vector<std::string> top_help() {
    return {"1 members    2 activity    3 matrix of beliefs    4 convergence    5 a log",
            "",
            "up down   one row, also k and j; page up and down; home and end, also g and G",
            "space     choose the member under the cursor, or not any more",
            "/         filter: members by any text of theirs;",
            "          activity by Sauron's filter language, as in kind:died",
            "s S       sort by the next column; the other way round",
            "enter     details of the member under the cursor",
            "t w       trace of its newest book; why the others believe what they believe",
            "F U .     freeze, thaw, step: those chosen, or with nobody chosen the club",
            "a         actions for those chosen, or for the one under the cursor",
            "esc       close; clear the message, the filter, the choice",
            "q         leave, as does Ctrl-C; Ctrl-Z leaves until fg",
            "",
            "VER       version of the book",
            "SEND RECV messages a second, as the member counts them",
            "PEERS     whom it holds alive",
            "RTT HEARD of the latest probe by the viewer; since the viewer heard it",
            "CPU RSS   of its process",
            "Each command that is run is told, to be typed as well."};
}

}  // namespace watercooler::cli
