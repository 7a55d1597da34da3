#include "cli/failure.hpp"

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

std::string to_text(const Failure& failure) {
    std::string text = "error: " + shown(failure.message);
    if (!failure.code.empty() && failure.code != "WC-USAGE") text += " (" + failure.code + ")";
    text += "\n";
    if (!failure.cause.empty()) text += indented(shown_lines(failure.cause), "  ");
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
    return object.raw("hints", json::array(hints)).number("exit", static_cast<int>(failure.exit)).done() + "\n";
}

}  // namespace watercooler::cli
