#include "faults/units.hpp"

#include <array>
#include <charconv>

namespace watercooler::faults {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t size;
};
// A unit that ends like another stands before it.
constexpr std::array times{Unit{"us", 1'000}, Unit{"ms", 1'000'000}, Unit{"s", 1'000'000'000},
                           Unit{"m", 60'000'000'000}, Unit{"h", 3'600'000'000'000}};
constexpr std::array rates{Unit{"kbit", 1'000}, Unit{"mbit", 1'000'000}, Unit{"gbit", 1'000'000'000}, Unit{"bit", 1}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `12.5` of a unit of this size, as a whole number of the smallest; nothing if it is none, or above `most`.
std::optional<std::uint64_t> read_decimal(std::string_view text, std::uint64_t unit, std::uint64_t most) {
    std::uint64_t whole = 0;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, whole);
    if (error != std::errc{} || whole > most / unit) return std::nullopt;
    auto value = whole * unit;
    if (rest == end) return value;
    if (*rest != '.' || rest + 1 == end) return std::nullopt;
    for (const auto* digit = rest + 1; digit != end; ++digit) {
        if (!is_digit(*digit) || unit % 10 != 0) return std::nullopt;
        unit /= 10;
        value += static_cast<std::uint64_t>(*digit - '0') * unit;
    }
    return value <= most ? std::optional{value} : std::nullopt;
}

/// With no more digits behind the point than it takes.
std::string decimal_text(std::uint64_t value, std::uint64_t unit) {
    auto text = std::to_string(value / unit);
    auto rest = value % unit;
    if (rest == 0) return text;
    text += '.';
    while (rest != 0) {
        unit /= 10;
        text += static_cast<char>('0' + rest / unit);
        rest %= unit;
    }
    return text;
}

template <std::size_t count>
std::optional<std::uint64_t> read_with_unit(std::string_view text, const std::array<Unit, count>& units,
                                            std::uint64_t most) {
    for (const auto& unit : units) {
        if (!text.ends_with(unit.name)) continue;
        const auto number = text.substr(0, text.size() - unit.name.size());
        if (number.empty() || !is_digit(number.back())) continue;
        return read_decimal(number, unit.size, most);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Duration> read_duration(std::string_view text) {
    if (text == "0") return Duration{};
    const auto value = read_with_unit(text, times, 365ull * 86'400 * 1'000'000'000);
    return value ? std::optional{Duration{static_cast<std::int64_t>(*value)}} : std::nullopt;
}

std::string duration_text(Duration duration) {
    const auto value = static_cast<std::uint64_t>(duration.count());
    if (value == 0) return "0";
    const auto& unit = times[value >= times[2].size ? 2 : value >= times[1].size ? 1 : 0];
    return decimal_text(value, unit.size) + std::string{unit.name};
}

std::optional<Chance> read_chance(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    const auto value = read_decimal(text.substr(0, text.size() - 1), always / 100, always);
    return value ? std::optional{static_cast<Chance>(*value)} : std::nullopt;
}

std::string chance_text(Chance chance) { return decimal_text(chance, always / 100) + "%"; }

std::optional<std::uint64_t> read_rate(std::string_view text) { return read_with_unit(text, rates, 100'000'000'000); }

std::string rate_text(std::uint64_t bits_per_second) {
    for (std::size_t at : {2, 1, 0})
        if (bits_per_second >= rates[at].size)
            return decimal_text(bits_per_second, rates[at].size) + std::string{rates[at].name};
    return std::to_string(bits_per_second) + "bit";
}

}  // namespace watercooler::faults
