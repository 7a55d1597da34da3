#include "json/wall_time.hpp"

#include <chrono>

namespace watercooler::json {
namespace {

using namespace std::chrono;

/// Takes exactly `digits` decimal digits from the front of `rest`; nothing if they are not there.
std::optional<int> take(std::string_view& rest, std::size_t digits) {
    if (rest.size() < digits) return std::nullopt;
    int value = 0;
    for (const char c : rest.substr(0, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    rest.remove_prefix(digits);
    return value;
}

bool skip(std::string_view& rest, std::string_view one_of) {
    if (rest.empty() || one_of.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
}

std::optional<sys_days> take_date(std::string_view& rest) {
    const auto y = take(rest, 4);
    if (!y || !skip(rest, "-")) return std::nullopt;
    const auto m = take(rest, 2);
    if (!m || !skip(rest, "-")) return std::nullopt;
    const auto d = take(rest, 2);
    if (!d) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
    // 1677 and 2262 fit in part only.
    if (!date.ok() || *y < 1678 || *y > 2261) return std::nullopt;
    return sys_days{date};
}

std::optional<seconds> take_clock(std::string_view& rest, bool with_seconds) {
    const auto h = take(rest, 2);
    if (!h || !skip(rest, ":")) return std::nullopt;
    const auto m = take(rest, 2);
    if (!m || *h > 23 || *m > 59) return std::nullopt;
    if (!with_seconds) return hours{*h} + minutes{*m};
    if (!skip(rest, ":")) return std::nullopt;
    const auto s = take(rest, 2);
    if (!s || *s > 59) return std::nullopt;
    return hours{*h} + minutes{*m} + seconds{*s};
}

std::optional<nanoseconds> take_fraction(std::string_view& rest) {
    if (!skip(rest, ".")) return nanoseconds{0};
    std::int64_t value = 0;
    int digits = 0;
    for (; digits < 9; ++digits) {
        const auto digit = take(rest, 1);
        if (!digit) break;
        value = value * 10 + *digit;
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits) value *= 10;
    return nanoseconds{value};
}

std::optional<seconds> take_offset(std::string_view& rest) {
    if (skip(rest, "Zz")) return seconds{0};
    const bool behind = !rest.empty() && rest.front() == '-';
    if (!skip(rest, "+-")) return std::nullopt;
    const auto offset = take_clock(rest, false);
    if (!offset) return std::nullopt;
    return behind ? -*offset : *offset;
}

}  // namespace

std::string to_text(WallTime time) {
    // Whole seconds first: days in nanoseconds would overflow at the ends of the range.
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t fraction = (time.ns % second + second) % second;
    const sys_seconds at{seconds{time.ns / second - (time.ns % second < 0 ? 1 : 0)}};
    const auto date = floor<days>(at);
    const year_month_day day{date};
    const hh_mm_ss clock{at - date};
    std::string text = "0000-00-00T00:00:00.000000000Z";
    const auto put = [&text](std::size_t end, std::int64_t number) {
        for (; number > 0; number /= 10) text[--end] = static_cast<char>('0' + number % 10);
    };
    put(4, int{day.year()});
    put(7, unsigned{day.month()});
    put(10, unsigned{day.day()});
    put(13, clock.hours().count());
    put(16, clock.minutes().count());
    put(19, clock.seconds().count());
    put(29, fraction);
    return text;
}

std::optional<WallTime> parse_wall_time(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !skip(text, "Tt")) return std::nullopt;
    const auto clock = take_clock(text, true);
    if (!clock) return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    const sys_time<nanoseconds> at = *date + *clock + *fraction - *offset;
    return WallTime{at.time_since_epoch().count()};
}

}  // namespace watercooler::json
