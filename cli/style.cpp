#include "cli/style.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>

namespace watercooler::cli {
namespace {

struct Color {
    std::uint8_t red, green, blue;
    std::uint8_t basic;  // the SGR number where only sixteen are shown
};
struct Look {
    std::string_view utf8, ascii;
    Color light, dark;
};

// The colours of a member's states: as far apart as can be for normal vision and all three colour blindnesses.
constexpr std::array<Look, 6> looks{{
    {"●", "*", {0x32, 0xa0, 0x84, 32}, {0x84, 0xee, 0xe9, 36}},  // alive
    {"▲", "^", {0xc8, 0x6f, 0x08, 33}, {0xf3, 0xd9, 0x86, 33}},  // suspect
    {"☒", "x", {0x86, 0x1c, 0x14, 31}, {0xdd, 0x4e, 0x38, 31}},  // dead
    {"‖", "=", {0x09, 0x4b, 0xca, 34}, {0x18, 0x88, 0xf6, 94}},  // frozen
    {"○", "o", {0x5e, 0x5f, 0x66, 90}, {0x84, 0x84, 0x8b, 90}},  // left
    {"◌", ".", {0x5e, 0x5f, 0x66, 90}, {0x84, 0x84, 0x8b, 90}},  // starting
}};

// Chosen from the same palette, and to be read on either background.
constexpr std::array<Color, 12> name_colors{{{0x96, 0xaf, 0xe6, 34},
                                             {0x7b, 0xed, 0xb2, 32},
                                             {0xf6, 0xc2, 0x38, 33},
                                             {0xbc, 0x61, 0x94, 35},
                                             {0x84, 0xee, 0xe9, 36},
                                             {0xf3, 0x8b, 0x5a, 91},
                                             {0x58, 0xb0, 0xf5, 94},
                                             {0xb8, 0xd6, 0x5c, 92},
                                             {0xe2, 0x8f, 0xc8, 95},
                                             {0xd9, 0xb0, 0x8c, 93},
                                             {0x6f, 0xc3, 0xa4, 96},
                                             {0xc3, 0xa3, 0xf2, 95}}};

/// The nearest colour of the 6×6×6 cube of terminals with 256.
int cube_index(const Color& color) {
    const auto level = [](std::uint8_t value) { return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40; };
    return 16 + 36 * level(color.red) + 6 * level(color.green) + level(color.blue);
}

Color darker(const Color& color) {
    const auto half = [](std::uint8_t value) { return static_cast<std::uint8_t>(value / 2); };
    return {half(color.red), half(color.green), half(color.blue), color.basic};
}

std::string sgr(const Color& color, Depth depth) {
    switch (depth) {
        case Depth::full:
            return "\x1b[38;2;" + std::to_string(color.red) + ";" + std::to_string(color.green) + ";" +
                   std::to_string(color.blue) + "m";
        case Depth::many:
            return "\x1b[38;5;" + std::to_string(cube_index(color)) + "m";
        case Depth::sixteen:
            return "\x1b[" + std::to_string(color.basic) + "m";
        case Depth::none:
            break;
    }
    return "";
}

std::string dressed(std::string_view text, const std::string& begin) {
    if (begin.empty() || text.empty()) return std::string{text};
    return begin + std::string{text} + "\x1b[0m";
}

std::string_view view(const char* text) { return text ? std::string_view{text} : std::string_view{}; }

/// COLORFGBG ends in the background's number; 7 and 15 are the light ones.
bool light_background(std::string_view colorfgbg) {
    const auto last = colorfgbg.substr(colorfgbg.rfind(';') + 1);
    return last == "7" || last == "15";
}

bool speaks_utf8(std::string_view locale) {
    return locale.find("UTF-8") != std::string_view::npos || locale.find("utf8") != std::string_view::npos ||
           locale.find("utf-8") != std::string_view::npos || locale.find("UTF8") != std::string_view::npos;
}

Depth depth_of(const StyleFacts& facts) {
    if (facts.wish == StyleFacts::Wish::never) return Depth::none;
    const auto term = view(facts.term), colorterm = view(facts.colorterm);
    if (facts.wish == StyleFacts::Wish::automatic) {
        const bool refused = !view(facts.no_color).empty() || term == "dumb" || term.empty();
        if (!facts.tty || refused) return Depth::none;
    }
    if (colorterm == "truecolor" || colorterm == "24bit") return Depth::full;
    return term.find("256color") != std::string_view::npos ? Depth::many : Depth::sixteen;
}

}  // namespace

Style choose_style(const StyleFacts& facts) {
    return {depth_of(facts), light_background(view(facts.colorfgbg)), speaks_utf8(view(facts.locale))};
}

std::string ink(Mark mark, const Style& style) {
    const auto& look = looks[static_cast<std::size_t>(mark)];
    return sgr(style.light ? look.light : look.dark, style.depth);
}

std::string ink(Paint paint, const Style& style) {
    if (style.depth == Depth::none) return "";
    switch (paint) {
        case Paint::plain:
            break;
        case Paint::muted:
            return sgr(style.light ? Color{0x57, 0x60, 0x6a, 90} : Color{0x9a, 0xa4, 0xb0, 90}, style.depth);
        case Paint::bold:
            return "\x1b[1m";
        case Paint::good:
            return ink(Mark::alive, style);
        case Paint::warning:
            return ink(Mark::suspect, style);
        case Paint::bad:
            return ink(Mark::dead, style);
        case Paint::link:
            return sgr(style.light ? Color{0x0b, 0x62, 0xa8, 34} : Color{0x58, 0xb0, 0xf5, 94}, style.depth);
    }
    return "";
}

std::string name_ink(std::string_view name, const Style& style) {
    std::uint32_t hash = 2166136261u;  // FNV-1a: short names differ in few bits
    for (const char c : name) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619u;
    const auto& color = name_colors[(hash ^ hash >> 16) % name_colors.size()];
    return sgr(style.light ? darker(color) : color, style.depth);
}

std::string shape(Mark mark, const Style& style) {
    const auto& look = looks[static_cast<std::size_t>(mark)];
    return dressed(style.utf8 ? look.utf8 : look.ascii, ink(mark, style));
}

std::string paint(std::string_view text, Paint paint, const Style& style) { return dressed(text, ink(paint, style)); }

std::string paint_name(std::string_view name, const Style& style) { return dressed(name, name_ink(name, style)); }

}  // namespace watercooler::cli
