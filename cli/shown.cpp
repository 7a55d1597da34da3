#include "cli/shown.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "message/text.hpp"

namespace watercooler::cli {
namespace {

using Range = std::pair<char32_t, char32_t>;

// The blocks whose characters take two columns. Source: Unicode's EastAsianWidth (W and F), joined to blocks.
constexpr std::array<Range, 12> wide_blocks{{{0x1100, 0x115f},
                                             {0x2e80, 0x303e},
                                             {0x3041, 0x33ff},
                                             {0x3400, 0x4dbf},
                                             {0x4e00, 0x9fff},
                                             {0xa000, 0xa4cf},
                                             {0xac00, 0xd7a3},
                                             {0xf900, 0xfaff},
                                             {0xfe30, 0xfe6f},
                                             {0xff00, 0xff60},
                                             {0x1f300, 0x1faff},
                                             {0x20000, 0x3fffd}}};
constexpr std::array<Range, 6> combining_blocks{
    {{0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd}, {0x1ab0, 0x1aff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f}}};

template <std::size_t size>
bool is_in(char32_t c, const std::array<Range, size>& ranges) {
    return std::ranges::any_of(ranges, [&](const Range& range) { return c >= range.first && c <= range.second; });
}

std::size_t width_of(char32_t c) {
    if (is_in(c, combining_blocks)) return 0;
    return is_in(c, wide_blocks) ? 2 : 1;
}

std::string byte_escape(std::uint8_t byte) { return "\\x" + hex_text(byte).substr(14); }

}  // namespace

std::string shown(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto c = first_code_point(text);
        const std::size_t size = c ? c->size : 1;
        if (!c)
            result += byte_escape(static_cast<std::uint8_t>(text.front()));
        else if (is_deceptive(c->value))
            result += escaped(text.substr(0, size));
        else
            result += text.substr(0, size);
        text.remove_prefix(size);
    }
    return result;
}

std::string shown_lines(std::string_view text) {
    std::string result;
    for (;;) {
        const auto end = text.find('\n');
        result += shown(text.substr(0, end));
        if (end == std::string_view::npos) return result;
        result += '\n';
        text.remove_prefix(end + 1);
    }
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const auto c = first_code_point(text);
        width += c ? width_of(c->value) : 1;
        text.remove_prefix(c ? c->size : 1);
    }
    return width;
}

std::string cut(std::string_view text, std::size_t width, bool utf8) {
    if (display_width(text) <= width) return std::string{text};
    const std::string_view ending = utf8 ? "…" : "..";
    const auto ending_width = display_width(ending);
    if (width < ending_width) return std::string(width, '.');
    std::string result;
    std::size_t used = 0;
    while (!text.empty()) {
        const auto c = first_code_point(text);
        const auto size = c ? c->size : 1;
        used += c ? width_of(c->value) : 1;
        if (used + ending_width > width) break;
        result += text.substr(0, size);
        text.remove_prefix(size);
    }
    return result.append(ending);
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t used, std::size_t indent) {
    std::string result;
    auto at = used;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto word = text.substr(0, end);
        if (width > 0 && !result.empty() && at + 1 + display_width(word) > width) {
            result += "\n" + std::string(indent, ' ');
            at = indent;
        } else if (!result.empty()) {
            result += ' ';
            ++at;
        }
        result += word;
        at += display_width(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::vector<std::string> text_lines(std::string_view text, std::size_t width) {
    constexpr std::size_t indent = 2;  // of what goes on from the line before, beyond its own
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (width == 0 || display_width(line) <= width) {
            lines.emplace_back(line);
            continue;
        }
        const auto lead = std::min(line.find_first_not_of(' '), line.size());
        const auto broken = std::string(lead, ' ') + wrapped(line.substr(lead), width, lead, lead + indent);
        for (auto& part : text_lines(broken)) lines.push_back(std::move(part));
    }
    return lines;
}

}  // namespace watercooler::cli
