#include "cli/browser.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "club/files.hpp"
#include "http/html.hpp"
#include "program/command_line.hpp"

namespace watercooler::cli {
namespace {

/// Until xdg-open has tried all browsers and found none, half a second on a busy machine; one that runs may stay.
constexpr std::chrono::milliseconds look{1'000};

bool is_set(const char* value) { return value && *value; }

/// Its file; empty if there is none.
std::string program_called(const std::string& name, const BrowserFacts& facts) {
    if (name.find('/') == std::string::npos)
        return program::find_on_path(name, facts.path ? facts.path : "").value_or("");
    return ::access(name.c_str(), X_OK) == 0 ? std::filesystem::absolute(name).string() : "";
}

std::vector<std::string> split(std::string_view text, char between) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(between));
        if (!part.empty()) parts.emplace_back(part);
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
    return parts;
}

/// %s is the file, %% a %.
std::string filled_in(std::string_view word, const std::string& file, bool& named) {
    std::string result;
    for (std::size_t at = 0; at < word.size(); ++at) {
        const char next = word[at] == '%' && at + 1 < word.size() ? word[at + 1] : '\0';
        if (next == 's') {
            result += file;
            named = true;
        } else {
            result += word[at];
        }
        if (next == 's' || next == '%') ++at;
    }
    return result;
}

/// One command of $BROWSER. A path with spaces in it is a program if there is one; else spaces are between words.
BrowserCommand command_of(const std::string& text, const BrowserFacts& facts, const std::string& file) {
    std::vector<std::string> words{text};
    auto program = program_called(text, facts);
    if (program.empty()) {
        words = split(text, ' ');
        if (words.empty()) words.push_back(text);
        program = program_called(words.front(), facts);
    }
    BrowserCommand result{club::split_path(words.front()).second, {.program = std::move(program)}};
    bool named = false;
    for (std::size_t at = 1; at < words.size(); ++at) result.command.words.push_back(filled_in(words[at], file, named));
    if (!named) result.command.words.push_back(file);
    result.command.environment = program::own_environment();
    return result;
}

}  // namespace

BrowserFacts BrowserFacts::of_process() {
    return {.browser = std::getenv("BROWSER"),
            .display = std::getenv("DISPLAY"),
            .wayland_display = std::getenv("WAYLAND_DISPLAY"),
            .path = std::getenv("PATH")};
}

std::vector<BrowserCommand> browser_commands(const BrowserFacts& facts, const std::string& file) {
    std::vector<BrowserCommand> commands;
    if (is_set(facts.browser)) {
        for (const auto& each : split(facts.browser, ':')) commands.push_back(command_of(each, facts, file));
    } else if (is_set(facts.display) || is_set(facts.wayland_display)) {
        commands.push_back(command_of("xdg-open", facts, file));
        if (commands.front().command.program.empty()) commands.clear();
    }
    return commands;
}

std::string page_leading_to(std::string_view title, std::string_view address) {
    const auto link = http::html_escaped(address);
    return "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n"
           "<meta http-equiv=\"refresh\" content=\"0; url=" +
           link + "\">\n<title>" + http::html_escaped(title) + "</title>\n<p><a href=\"" + link + "\">" +
           http::html_escaped(title) + "</a></p>\n</html>\n";
}

Result<std::string> start_browser(const std::vector<BrowserCommand>& commands) {
    std::string why;
    for (const auto& [name, command] : commands) {
        const auto end = program::leave_child(command, look);
        if (!end || (end->how == program::ChildEnd::How::ended && end->exit == 0)) return name;
        why += (why.empty() ? "" : "; ") + name + ": " +
               (end->how == program::ChildEnd::How::ended ? "it ended with code " + std::to_string(end->exit)
                                                          : std::strerror(end->error));
    }
    return tl::unexpected{Failure{Exit::not_ready, "", why, {}, {}}};
}

}  // namespace watercooler::cli
