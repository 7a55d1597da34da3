#include "cli/failure.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/shown.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::array<std::pair<std::string_view, Exit>, 14> exits{{
    {"WC-CLUB-NONE", Exit::none},
    {"WC-MEMBER-NONE", Exit::none},
    {"WC-NAME-TAKEN", Exit::taken},
    {"WC-PORT-BUSY", Exit::port_busy},
    {"WC-PORT-PRIV", Exit::forbidden},
    {"WC-CLUB-PERM", Exit::forbidden},
    {"WC-CLUB-OWNER", Exit::forbidden},
    {"WC-CLUB-READONLY", Exit::forbidden},
    {"WC-NAME-BAD", Exit::usage},
    {"WC-NAME-RESERVED", Exit::usage},
    {"WC-PORT-HOST", Exit::usage},
    {"WC-CLUB-HOME", Exit::usage},
    {"WC-CLUB-PATH", Exit::usage},
    {"WC-CLUB-DAMAGED", Exit::bad_file},
}};

/// Two columns in. A line that fits keeps its own spaces.
std::string cause_text(std::string_view lines, std::size_t width) {
    std::string text;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        const bool fits = width == 0 || display_width(line) + 2 <= width;
        text += "  " + (fits ? std::string{line} : wrapped(line, width, 2, 2)) + "\n";
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    }
    return text;
}

}  // namespace

Exit exit_of(std::string_view code) {
    for (const auto& [known, exit] : exits)
        if (known == code) return exit;
    return Exit::not_ready;  // a full disk, too many files, a lock that is held: it may work later
}

Failure usage(std::string message, std::string cause, std::vector<std::string> tries) {
    return {Exit::usage, "WC-USAGE", std::move(message), std::move(cause), std::move(tries)};
}

Failure failure_of(const club::Error& error) {
    return {exit_of(error.code), error.code, error.message, error.hint, {}};
}

std::string to_text(const Failure& failure, const Style& style, std::size_t width) {
    constexpr std::string_view title = "error: ";
    auto fact = shown(failure.message);
    if (!failure.code.empty() && failure.code != "WC-USAGE") fact += " (" + failure.code + ")";
    auto text = paint(title, Paint::bad, style) + wrapped(fact, width, title.size(), 2) + "\n";
    if (!failure.cause.empty()) text += cause_text(shown_lines(failure.cause), width);
    std::string_view lead = "  try: ";
    for (const auto& each : failure.tries) {
        text.append(lead).append(shown(each)).append("\n");
        lead = "  or:  ";
    }
    return text;
}

std::string to_json(const Failure& failure) {
    std::vector<std::string> hints;
    for (const auto& each : failure.tries) hints.push_back(json::quote(each));
    auto object = json::answer("error");
    object.text("code", failure.code).text("message", failure.message);
    if (!failure.cause.empty()) object.text("cause", failure.cause);
    if (failure.position)
        object.raw(
            "position",
            json::Object{}.number("line", failure.position->line).number("column", failure.position->column).done());
    return object.raw("hints", json::array(hints)).number("exit", static_cast<int>(failure.exit)).done() + "\n";
}

}  // namespace watercooler::cli
