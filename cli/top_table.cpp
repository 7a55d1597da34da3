#include "cli/top_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <utility>

#include "cli/shown.hpp"

namespace watercooler::cli {
namespace {

std::string decimal(double number, int digits) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, number);
    return text.data();
}

TopValue number_value(const std::optional<double>& number, std::string text) {
    return number ? TopValue{std::move(text), number} : TopValue{"-", {}};
}

TopValue rate_value(const std::optional<double>& rate) { return number_value(rate, rate ? short_number(*rate) : ""); }

TopValue age_value(const std::optional<std::uint64_t>& ms) {
    if (!ms) return {"-", {}};
    const auto seconds = static_cast<double>(*ms) / 1000;
    if (seconds < 99.95) return {decimal(seconds, 1) + "s", seconds};
    return {seconds < 6000 ? decimal(seconds / 60, 0) + "m" : decimal(std::min(seconds / 3600, 999.0), 0) + "h",
            seconds};
}

TopValue rtt_value(const TopMember& member) {
    if (!member.rtt) return {"-", {}};
    const auto ms = static_cast<double>(member.rtt->count()) / 1000;
    return {ms < 9.95 ? decimal(ms, 1) : short_number(ms), ms};
}

/// The worst first, where the largest are first.
double badness(const TopMember& member) {
    constexpr std::array<std::pair<Mark, double>, 6> order{{{Mark::dead, 6},
                                                            {Mark::suspect, 5},
                                                            {Mark::frozen, 4},
                                                            {Mark::starting, 3},
                                                            {Mark::left, 2},
                                                            {Mark::alive, 1}}};
    return std::ranges::find(order, member.mark, &std::pair<Mark, double>::first)->second;
}

std::string lower(std::string_view text) {
    std::string result{text};
    for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

/// -1, 0 or 1, before it is reversed; who has no value is not asked.
int compared(const TopValue& a, const TopValue& b, bool numbers) {
    if (numbers) return *a.number > *b.number ? -1 : *a.number < *b.number ? 1 : 0;
    const auto left = lower(a.text), right = lower(b.text);
    return left < right ? -1 : left > right ? 1 : 0;
}

bool is_number(TopColumn column) { return look_of(column).right || column == TopColumn::state; }

bool has_value(const TopValue& value, bool numbers) { return numbers ? value.number.has_value() : !value.text.empty(); }

/// How much more than `narrow` a column can use for what is in it.
std::size_t wanted_width(const TopColumnLook& look, const std::vector<TopMember>& members) {
    std::size_t width = look.narrow;
    if (look.wide > look.narrow)
        for (const auto& member : members)
            width = std::max(width, display_width(shown(value_of(member, look.column).text)));
    return std::min(width, look.wide);
}

std::size_t total_width(const std::vector<TopColumnPlace>& places) {
    const auto sum = std::accumulate(places.begin(), places.end(), std::size_t{0},
                                     [](std::size_t all, const TopColumnPlace& each) { return all + each.width; });
    return places.empty() ? 0 : sum + places.size() - 1;
}

/// Without those that must go for the others to fit.
void drop_columns(std::vector<TopColumnPlace>& places, std::size_t width) {
    const auto drop = [](const TopColumnPlace& place) { return look_of(place.column).drop; };
    while (total_width(places) > width) {
        const auto first = std::ranges::max_element(places, {}, drop);
        if (drop(*first) == 0) return;
        places.erase(first);
    }
}

}  // namespace

const std::vector<TopColumnLook>& top_columns() {
    using enum TopColumn;
    static const std::vector<TopColumnLook> columns{
        {name, "name", "NAME", 6, 16},
        {state, "state", "STATE", 10, 10},
        {port, "port", "PORT", 5, 5, true, 3},
        {book, "book", "BOOK", 14, 36, false, 1},
        {version, "version", "VER", 4, 4, true, 7},
        {sent, "sent", "SEND/s", 6, 6, true, 4},
        {received, "received", "RECV/s", 6, 6, true, 5},
        {peers, "peers", "PEERS", 5, 5, true, 6},
        {rtt, "rtt", "RTTms", 5, 5, true, 9},
        {heard, "heard", "HEARD", 5, 5, true, 8},
        {cpu, "cpu", "CPU%", 5, 5, true, 10},
        {rss, "rss", "RSS", 5, 5, true, 11},
        {note, "note", "", 12, 44, false, 2},
    };
    return columns;
}

const TopColumnLook& look_of(TopColumn column) { return top_columns()[static_cast<std::size_t>(column)]; }

std::optional<TopColumn> parse_top_column(std::string_view name) {
    for (const auto& look : top_columns())
        if (look.name == name) return look.column;
    return std::nullopt;
}

std::string short_number(double number) {
    constexpr std::array<std::pair<double, char>, 3> units{{{1e9, 'G'}, {1e6, 'M'}, {1e3, 'k'}}};
    for (const auto& [unit, letter] : units)
        if (number >= unit * 0.9995) return decimal(number / unit, number < unit * 9.95 ? 1 : 0) + letter;
    return decimal(number, number < 9.95 && std::fabs(number - std::round(number)) > 0.05 ? 1 : 0);
}

TopValue value_of(const TopMember& member, TopColumn column) {
    switch (column) {
        case TopColumn::name:
            return {member.name, {}};
        case TopColumn::state:
            return {member.state, badness(member)};
        case TopColumn::port:
            return member.port == 0 ? TopValue{"-", {}} : TopValue{std::to_string(member.port), member.port};
        case TopColumn::book:
            return {member.book.value_or(""), {}};
        case TopColumn::version:
            return member.book ? TopValue{std::to_string(member.version), static_cast<double>(member.version)}
                               : TopValue{"-", {}};
        case TopColumn::sent:
            return rate_value(member.sent);
        case TopColumn::received:
            return rate_value(member.received);
        case TopColumn::peers:
            return member.peers ? TopValue{std::to_string(*member.peers), static_cast<double>(*member.peers)}
                                : TopValue{"-", {}};
        case TopColumn::rtt:
            return rtt_value(member);
        case TopColumn::heard:
            return age_value(member.silence_ms);
        case TopColumn::cpu:
            return number_value(member.cpu, member.cpu ? decimal(*member.cpu, 1) : "");
        case TopColumn::rss:
            return member.rss_bytes ? TopValue{short_number(static_cast<double>(*member.rss_bytes)),
                                               static_cast<double>(*member.rss_bytes)}
                                    : TopValue{"-", {}};
        case TopColumn::note:
            return {member.note, {}};
    }
    return {};
}

bool fits(const TopMember& member, std::string_view filter) {
    const auto all = lower(member.name + "\n" + member.state + "\n" + std::to_string(member.port) + "\n" +
                           member.book.value_or("") + "\n" + member.note);
    const auto wanted = lower(filter);
    for (std::string_view rest{wanted}; !rest.empty();) {
        const auto word = rest.substr(0, rest.find(' '));
        if (all.find(word) == std::string::npos) return false;
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
    return true;
}

std::vector<TopMember> arranged(const std::vector<TopMember>& members, std::string_view filter, const TopOrder& order) {
    std::vector<TopMember> result;
    for (const auto& member : members)
        if (fits(member, filter)) result.push_back(member);
    const bool numbers = is_number(order.column);
    std::ranges::sort(result, [&](const TopMember& a, const TopMember& b) {
        const auto left = value_of(a, order.column), right = value_of(b, order.column);
        const bool has_left = has_value(left, numbers), has_right = has_value(right, numbers);
        if (has_left != has_right) return has_left;
        const int way = has_left ? compared(left, right, numbers) : 0;
        return way == 0 ? a.name < b.name : (way < 0) != order.reversed;
    });
    return result;
}

std::vector<TopColumnPlace> place_columns(const std::vector<TopMember>& members, std::size_t width) {
    const bool notes = std::ranges::any_of(members, [](const TopMember& member) { return !member.note.empty(); });
    std::vector<TopColumnPlace> places;
    for (const auto& look : top_columns())
        if (look.column != TopColumn::note || notes) places.push_back({look.column, look.narrow});
    drop_columns(places, width);
    for (const auto column : {TopColumn::name, TopColumn::note, TopColumn::book}) {  // what is left over
        const auto place = std::ranges::find(places, column, &TopColumnPlace::column);
        const auto total = total_width(places);
        if (place == places.end() || total >= width) continue;
        place->width += std::min(width - total, wanted_width(look_of(column), members) - place->width);
    }
    return places;
}

}  // namespace watercooler::cli
