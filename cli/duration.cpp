#include "cli/duration.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <utility>

namespace watercooler::cli {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t ms_max = 366ll * 86'400'000;

std::string with_one_decimal(double value, const char* unit) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), value < 9.95 ? "%.1f" : "%.0f", value);
    std::string number = text.data();
    if (number.ends_with(".0")) number.resize(number.size() - 2);
    return number + " " + unit;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    if (text == "0") return std::chrono::milliseconds{0};
    std::int64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc{} || number < 0 || text.front() == '-') return std::nullopt;
    const std::string_view unit{parsed.ptr, static_cast<std::size_t>(end - parsed.ptr)};
    for (const auto& [word, scale] : units) {
        if (unit != word) continue;
        if (number > ms_max / scale) return std::nullopt;
        return std::chrono::milliseconds{number * scale};
    }
    return std::nullopt;
}

std::string duration_word(std::chrono::milliseconds duration) {
    if (duration.count() == 0) return "0";
    for (const auto& [word, scale] : units)
        if (duration.count() % scale == 0) return std::to_string(duration.count() / scale) + std::string{word};
    return std::to_string(duration.count()) + "ms";
}

std::string duration_text(std::chrono::nanoseconds duration) {
    const auto ms = static_cast<double>(duration.count()) / 1e6;
    if (ms > 0 && ms < 0.1) return with_one_decimal(ms * 1e3, "us");
    if (ms < 999.5) return with_one_decimal(ms, "ms");
    if (ms < 59'950) return with_one_decimal(ms / 1e3, "s");
    if (ms < 3'570'000) return with_one_decimal(ms / 6e4, "min");
    if (ms < 48 * 3.6e6) return with_one_decimal(ms / 3.6e6, "h");
    return with_one_decimal(ms / 8.64e7, "d");
}

}  // namespace watercooler::cli
