#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace watercooler::cli {

/// How many colours a terminal shows.
enum class Depth { none, sixteen, many, full };

/// How text is dressed for one stream.
struct Style {
    Depth depth = Depth::none;
    bool light = false;  ///< a light background
    bool utf8 = true;    ///< shapes as such, else as ASCII

    friend bool operator==(const Style&, const Style&) = default;
};

/// What decides about it: the environment (null: unset), the wish on the command line, and whether it is a terminal.
struct StyleFacts {
    enum class Wish { automatic, always, never } wish = Wish::automatic;
    bool tty = false;
    const char* no_color = nullptr;
    const char* term = nullptr;
    const char* colorterm = nullptr;
    const char* colorfgbg = nullptr;
    const char* locale = nullptr;  ///< the first that is set and not empty of LC_ALL, LC_CTYPE, LANG
};
Style choose_style(const StyleFacts& facts);

/// What a member is, or what befell it: always a shape, a word and a colour. The colours differ for every kind of eye.
enum class Mark { alive, suspect, dead, frozen, left, starting };
enum class Paint { plain, muted, bold, good, warning, bad, link };

/// The shape in its colour: one column wide.
std::string shape(Mark mark, const Style& style);
std::string paint(std::string_view text, Paint paint, const Style& style);
/// One of twelve colours that tell names apart, always the same for the same name.
std::string paint_name(std::string_view name, const Style& style);

/// What begins the same colours, for who ends them itself; empty: the terminal's own.
std::string ink(Mark mark, const Style& style);
std::string ink(Paint paint, const Style& style);
std::string name_ink(std::string_view name, const Style& style);

}  // namespace watercooler::cli
