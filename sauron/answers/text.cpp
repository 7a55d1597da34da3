#include "answers/text.hpp"

#include <algorithm>
#include <cstdio>

#include "json/wall_time.hpp"
#include "message/text.hpp"

namespace watercooler::answers {
namespace {

std::string number(double value, int digits, const char* unit) {
    char text[48];
    std::snprintf(text, sizeof text, "%.*f %s", digits, value, unit);
    return text;
}

}  // namespace

std::string clock_text(std::int64_t ns) { return json::to_text(json::WallTime{ns}).substr(11, 12); }

std::string duration_text(std::int64_t ns) {
    if (ns < 0) return '-' + duration_text(ns == INT64_MIN ? INT64_MAX : -ns);
    const auto value = static_cast<double>(ns);
    if (ns == 0) return "0 ms";
    if (ns < 1'000'000) return number(value / 1e3, 0, "us");
    if (ns < 20'000'000) return number(value / 1e6, ns % 1'000'000 == 0 ? 0 : 1, "ms");
    if (ns < 1'000'000'000) return number(value / 1e6, 0, "ms");
    if (ns < 60'000'000'000) return number(value / 1e9, 1, "s");
    const auto seconds = ns / 1'000'000'000;
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
}

std::string names_text(const std::vector<std::string>& names, std::size_t shown_max, std::optional<std::size_t> count) {
    const auto all = count.value_or(names.size());
    const auto shown_count = all <= shown_max + 1 ? names.size() : std::min(shown_max, names.size());
    const auto more = all - shown_count;
    std::string text;
    for (std::size_t i = 0; i < shown_count; ++i) {
        if (i > 0) text += more == 0 && i + 1 == shown_count ? " and " : ", ";
        text += names[i];
    }
    if (more > 0) text += " and " + std::to_string(more) + " more";
    return text;
}

std::string count_text(std::uint64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + ' ' + std::string{count == 1 ? one : many};
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string shown(std::string_view text, const Style& style) {
    auto safe = escaped(text);
    if (style.utf8) return safe;
    std::string ascii;
    for (const char c : safe) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) ascii += c;
        if (byte >= 0xc0) ascii += '?';
    }
    return ascii;
}

std::string wrapped(std::string_view text, const Style& style) {
    const auto indent = std::min(text.find_first_not_of(' '), text.size()) + 2;
    std::string lines;
    std::size_t taken = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = std::min(text.find_first_not_of(' ', at), text.size());
        const auto end = std::min(text.find(' ', begin), text.size());
        const auto spaces = text.substr(at, begin - at), word = text.substr(begin, end - begin);
        at = end;
        const bool fits = taken == 0 || taken + columns(spaces) + columns(word) <= style.width;
        if (!fits) taken = 0;
        const std::string before = fits ? std::string{spaces} : '\n' + std::string(indent, ' ');
        lines += before;
        lines += word;
        taken += columns(word) + (fits ? spaces.size() : indent);
    }
    return lines;
}

std::string cut(std::string_view text, std::size_t width, const Style& style) {
    if (columns(text) <= width) return std::string{text};
    std::string kept;
    std::size_t taken = 0;
    for (const char c : text) {
        if ((c & 0xc0) != 0x80 && ++taken >= width) break;
        kept += c;
    }
    return kept + (width == 0 ? "" : style.utf8 ? "…" : "~");
}

std::string padded(std::string_view text, std::size_t width) {
    const auto taken = columns(text);
    return std::string{text} + std::string(taken < width ? width - taken : 0, ' ');
}

std::string padded_left(std::string_view text, std::size_t width) {
    const auto taken = columns(text);
    return std::string(taken < width ? width - taken : 0, ' ') + std::string{text};
}

std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& numbers,
                  const Style& style) {
    std::vector<std::size_t> widths(numbers.size());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) line += "  ";
            line += numbers[i] ? padded_left(row[i], widths[i]) : padded(row[i], widths[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += cut(line, style.width, style) + '\n';
    }
    return text;
}

}  // namespace watercooler::answers
