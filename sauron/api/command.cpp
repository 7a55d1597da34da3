#include "api/command.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "json/tree.hpp"
#include "message/text.hpp"
#include "program/command_line.hpp"

namespace watercooler::api {
namespace {

using Refusal = std::optional<http::Response>;

/// A verb that a page may use, and how.
struct Allowed {
    std::string_view verb;
    std::vector<std::string_view> flags{};
    std::vector<std::string_view> first{};  ///< what its first word may be; empty: anything
};

const std::vector<Allowed>& allowed_verbs() {
    static const std::vector<Allowed> verbs{
        {"freeze", {"--for", "--hard"}},
        {"thaw"},
        {"step", {"--event"}},
        {"stop"},
        {"kill", {"--random", "--seed", "--all"}},
        {"pick", {"--wait", "-w", "--auto"}},
        // What joins others, reports elsewhere or opens a door to other hosts is for the command line alone.
        {"new",
         {"--count", "-n", "--from", "--seed", "--book", "-b", "--interval", "-i", "--hold", "--no-wait", "--partial",
          "--replace"}},
        {"chaos", {"--for", "--forever", "--from", "--to", "--both"}, {"add", "rm", "heal", "ls"}},
    };
    return verbs;
}

std::string list(const std::vector<std::string_view>& words) {
    std::string text;
    for (const auto word : words) text += (text.empty() ? "" : ", ") + std::string{word};
    return text;
}

http::Response bad_command(std::string_view message) {
    return http::error_response(
        400, "bad-command", message,
        R"(Such as {"command":["freeze","amy","--for","5s"]}: at most 32 words of 1 KiB each.)");
}

bool has_control(std::string_view text) {
    while (const auto c = first_code_point(text)) {
        if (is_control(c->value)) return true;
        text.remove_prefix(c->size);
    }
    return !text.empty();  // no UTF-8
}

Refusal check_words(const CommandWords& words) {
    if (words.empty()) return bad_command("the command is empty");
    if (words.size() > command_words_max) return bad_command("the command has more than 32 words");
    for (const auto& word : words) {
        if (word.size() > command_word_bytes_max) return bad_command("a word of the command is longer than 1 KiB");
        if (has_control(word)) return bad_command("a word of the command has a control character");
    }
    return std::nullopt;
}

Refusal check_verb(const CommandWords& words, const Allowed*& found) {
    std::vector<std::string_view> names;
    for (const auto& each : allowed_verbs()) {
        names.push_back(each.verb);
        if (each.verb == words.front()) found = &each;
    }
    if (!found)
        return http::error_response(400, "verb-not-allowed",
                                    "a page cannot have \"" + escaped(words.front()) + "\" done",
                                    "It can: " + list(names) + ". All else is for the command line.");
    if (found->first.empty()) return std::nullopt;
    const auto second = words.size() > 1 ? std::string_view{words[1]} : std::string_view{};
    if (std::ranges::count(found->first, second) > 0) return std::nullopt;
    return http::error_response(400, "verb-not-allowed",
                                "\"" + words.front() + "\" cannot be followed by \"" + escaped(second) + "\" here",
                                "There are: " + list(found->first) + ".");
}

/// Every word that the command line could take for a flag, be it behind another flag.
Refusal check_flags(const CommandWords& words, const Allowed& allowed) {
    for (std::size_t at = 1; at < words.size() && words[at] != "--"; ++at) {
        const auto& word = words[at];
        if (word.size() < 2 || word.front() != '-' || word == "->") continue;
        if (word == "--dry-run" || std::ranges::count(allowed.flags, std::string_view{word}.substr(0, word.find('='))))
            continue;
        const auto can = allowed.flags.empty() ? "Only --dry-run is." : "Its flags here: " + list(allowed.flags) + ".";
        return http::error_response(400, "flag-not-allowed",
                                    "\"" + escaped(word) + "\" is no flag of \"" + words.front() + "\" for a page",
                                    can + " A word that begins with a dash goes after \"--\".");
    }
    return std::nullopt;
}

}  // namespace

tl::expected<CommandWords, http::Response> read_command(std::string_view body) {
    const auto value = json::parse(body, json::door_bounds);
    if (!value) return tl::unexpected{bad_command("the body is no JSON: " + value.error().message)};
    const auto* command = value->find("command");
    if (!command || !command->array()) return tl::unexpected{bad_command("\"command\" is no list of words")};
    CommandWords words;
    for (const auto& each : *command->array()) {
        if (!each.text()) return tl::unexpected{bad_command("a word of the command is no text")};
        words.push_back(*each.text());
    }
    if (auto refusal = check_command(words)) return tl::unexpected{std::move(*refusal)};
    return words;
}

std::optional<http::Response> check_command(const CommandWords& words) {
    if (auto refusal = check_words(words)) return refusal;
    const Allowed* allowed = nullptr;
    if (auto refusal = check_verb(words, allowed)) return refusal;
    return check_flags(words, *allowed);
}

std::string command_text(const std::string& program, const CommandWords& words) {
    auto text = program;
    for (const auto& word : words) text += ' ' + program::shell_word(word);
    return text;
}

}  // namespace watercooler::api
