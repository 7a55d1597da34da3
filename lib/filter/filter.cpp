#include "filter/filter.hpp"

#include <algorithm>
#include <utility>

#include "filter/pattern.hpp"
#include "filter/words.hpp"
#include "json/wall_time.hpp"
#include "message/text.hpp"

namespace watercooler::filter {
namespace {

/// Everything that a term can ask about.
struct Subject {
    const Event& event;
    std::string_view member;
    std::int64_t wall_time_ns;
};

bool one_fits(const Term& term, std::string_view text) {
    return std::any_of(term.values.begin(), term.values.end(), [&](const std::string& pattern) {
        return text.empty() ? pattern.empty() : fits(pattern, text);
    });
}

/// Nothing: this kind of event went nowhere.
std::optional<std::string_view> end_of_way(const Subject& s, bool sender) {
    if (sender && s.event.kind == EventKind::born) return s.member;
    switch (direction(s.event.kind)) {
        case Direction::out:
            return sender ? s.member : std::string_view{s.event.peer};
        case Direction::in:
            return sender ? std::string_view{s.event.peer} : s.member;
        case Direction::none:
            break;
    }
    return std::nullopt;
}

template <class Number>
std::optional<std::uint64_t> value_of(const std::optional<Number>& number) {
    if (!number) return std::nullopt;
    if constexpr (requires { number->value; }) {
        return number->value;
    } else {
        return *number;
    }
}

std::optional<std::uint64_t> number(Key key, const Event& event) {
    switch (key) {
        case Key::seq:
            return event.seq.value;
        case Key::cause:
            return event.cause.value == 0 ? std::nullopt : std::optional<std::uint64_t>{event.cause.value};
        case Key::version:
            return value_of(event.version);
        case Key::hop:
            return value_of(event.hop);
        case Key::bytes:
            return value_of(event.bytes);
        case Key::incarnation:
            return value_of(event.incarnation);
        case Key::count:
            return value_of(event.count);
        case Key::packet:
            return value_of(event.packet);
        default:
            return std::nullopt;
    }
}

bool compares(const Term& term, std::optional<std::uint64_t> number) {
    if (!number || term.numbers.empty()) return false;
    const auto limit = term.numbers.front();
    switch (term.compare) {
        case Compare::equal:
            return std::find(term.numbers.begin(), term.numbers.end(), *number) != term.numbers.end();
        case Compare::less:
            return *number < limit;
        case Compare::at_most:
            return *number <= limit;
        case Compare::more:
            return *number > limit;
        case Compare::at_least:
            return *number >= limit;
    }
    return false;
}

bool begins_so(const Term& term, const Uuid& uuid) {
    return uuid != Uuid{} && std::any_of(term.uuids.begin(), term.uuids.end(), [&](const UuidRange& range) {
               return range.first <= uuid && uuid <= range.last;
           });
}

bool somewhere(const Term& term, const Event& event) {
    const auto in = [&](std::string_view text) {
        return !text.empty() && std::any_of(term.values.begin(), term.values.end(),
                                            [&](const std::string& pattern) { return fits_somewhere(pattern, text); });
    };
    return in(to_text(event.kind)) || in(event.peer) || in(event.origin) || in(event.key) || in(event.value) ||
           in(event.reason);
}

bool asked(const Term& term, const Subject& s) {
    switch (term.key) {
        case Key::kind:
        case Key::result:
            return (term.kinds & bit(s.event.kind)) != 0;
        case Key::member:
            return one_fits(term, s.member);
        case Key::peer:
            return one_fits(term, s.event.peer);
        case Key::from:
        case Key::to: {
            const auto end = end_of_way(s, term.key == Key::from);
            return end && one_fits(term, *end);
        }
        case Key::origin:
            return one_fits(term, s.event.origin);
        case Key::key:
            return one_fits(term, s.event.key);
        case Key::value:
            return one_fits(term, s.event.value);
        case Key::reason:
            return one_fits(term, s.event.reason);
        case Key::book:
            return s.event.key == "book" && one_fits(term, s.event.value);
        case Key::uuid:
            return begins_so(term, s.event.uuid);
        case Key::text:
            return somewhere(term, s.event);
        case Key::since:
            return s.wall_time_ns >= term.time_ns;
        case Key::until:
            return s.wall_time_ns <= term.time_ns;
        default:
            return compares(term, number(term.key, s.event));
    }
}

std::string_view sign(const Term& term) {
    switch (term.compare) {
        case Compare::equal:
            return ":";
        case Compare::less:
            return "<";
        case Compare::at_most:
            return "<=";
        case Compare::more:
            return ">";
        case Compare::at_least:
            return ">=";
    }
    return ":";
}

std::string shown(const std::string& pattern) {
    return pattern.empty() || pattern.find_first_of(" \t\r\n,") != pattern.npos ? '"' + pattern + '"' : pattern;
}

std::vector<std::string> values_of(const Term& term) {
    if (term.key == Key::since || term.key == Key::until) return {json::to_text(json::WallTime{term.time_ns})};
    std::vector<std::string> values;
    for (const auto& value : term.values) values.push_back(shown(value));
    for (const auto number : term.numbers) {
        values.push_back(term.key == Key::packet ? hex_text(number) : std::to_string(number));
    }
    return values;
}

}  // namespace

bool matches(const Filter& filter, const Event& event, std::string_view member, std::int64_t wall_time_ns) {
    const Subject subject{event, member, wall_time_ns};
    return std::all_of(filter.terms.begin(), filter.terms.end(),
                       [&](const Term& term) { return asked(term, subject) != term.negated; });
}

std::string to_text(const Term& term) {
    std::string text{term.negated ? "-" : ""};
    text += key_word(term.key);
    text += sign(term);
    bool first = true;
    for (const auto& value : values_of(term)) {
        if (!std::exchange(first, false)) text += ',';
        text += value;
    }
    return text;
}

std::string to_text(const Filter& filter) {
    std::string text;
    for (const auto& term : filter.terms) {
        if (!text.empty()) text += ' ';
        text += to_text(term);
    }
    return text;
}

}  // namespace watercooler::filter
