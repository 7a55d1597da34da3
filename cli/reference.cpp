#include "cli/reference.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "cli/codes.hpp"
#include "cli/verbs.hpp"

namespace watercooler::cli {
namespace {

constexpr std::string_view opening = R"(# The command line

Made by `watercooler __reference markdown` from the table that the program itself reads; a test compares the two.

One program under two names, `watercooler` and `bookclub`, alike in all. A verb without a name means the whole club.
`watercooler help VERB` shows the same in the terminal, `man watercooler-VERB` where it is installed, and
`watercooler explain CODE` what stands behind an error.

)";

/// Text in a paragraph or in a cell of a table.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '*' || c == '<' || c == '|') result += '\\';
        result += c;
    }
    return result;
}

/// Code in a cell: there even code cannot hold a bar as it is.
std::string code_cell(std::string_view text) {
    std::string result = "`";
    for (const char c : text) {
        if (c == '|') result += '\\';
        result += c;
    }
    return result + "`";
}

std::string sentence(std::string_view summary) {
    std::string text{summary};
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return escaped(text) + ".";
}

std::string flag_cell(const Flag& flag) {
    auto text = flag.brief.empty() ? std::string{} : code_cell(flag.brief) + ", ";
    const auto name = std::string{flag.name} + (flag.value.empty() ? "" : " " + std::string{flag.value});
    return text + code_cell(name);
}

std::string flag_table(std::span<const Flag> flags) {
    std::string text = "| Flag | Does |\n|---|---|\n";
    for (const auto& flag : flags)
        text +=
            "| " + flag_cell(flag) + " | " + escaped(flag.help) + (flag.repeats ? " (may be repeated)" : "") + " |\n";
    return text + "\n";
}

std::string usage_line(const Verb& verb) {
    return "watercooler " + std::string{verb.name} + (verb.synopsis.empty() ? "" : " " + std::string{verb.synopsis});
}

std::string verb_section(const Verb& verb) {
    auto text = "### " + std::string{verb.name} + "\n\n" + sentence(verb.summary) + "\n\n```text\n" + usage_line(verb) +
                "\n```\n\n| Example | |\n|---|---|\n";
    for (const auto& example : verb.examples)
        text +=
            "| " + code_cell("watercooler " + std::string{example.command}) + " | " + escaped(example.says) + " |\n";
    text += "\n";
    auto flags = verb.flags;
    if (verb.changes) flags.push_back(dry_run_flag);
    if (!flags.empty()) text += flag_table(flags);
    for (const auto& note : verb.notes) text += escaped(note) + "\n\n";
    std::string also;
    for (const auto& alias : verb.aliases) also += (also.empty() ? "Also called `" : "`, `") + std::string{alias};
    if (!also.empty()) text += also + "`.\n\n";
    std::string exits;
    for (const int exit : exits_of(verb))
        exits +=
            (exits.empty() ? "Exit codes: " : ", ") + std::to_string(exit) + " (" + std::string{meaning(exit)} + ")";
    return text + exits + ".\n\n";
}

std::string exit_table() {
    std::string text = "| Code | Means |\n|---|---|\n";
    for (int exit = 0; exit < 256; ++exit)
        if (const auto means = meaning(exit); !means.empty())
            text += "| " + std::to_string(exit) + " | " + escaped(means) + " |\n";
    return text + "\n";
}

std::string code_table() {
    std::string text = "| Code | What happened | Why | What to do |\n|---|---|---|---|\n";
    for (const auto& code : codes())
        text += "| " + code_cell(code.code) + " | " + escaped(code.happened) + " | " + escaped(code.why) + " | " +
                escaped(code.remedy) + " |\n";
    return text;
}

}  // namespace

std::string reference_markdown() {
    std::string text{opening};
    text += "## Verbs\n";
    std::string_view group;
    for (const auto& verb : verbs()) {
        if (verb.hidden) continue;
        if (std::exchange(group, verb.group) != verb.group) text += "\n" + std::string{verb.group} + ":\n\n";
        const auto name = std::string{verb.name};
        text += "- [" + name + "](#" + name + "): " + escaped(verb.summary) + "\n";
    }
    text += "\n";
    for (const auto& verb : verbs())
        if (!verb.hidden) text += verb_section(verb);
    text += "## Flags of every verb\n\n" + flag_table(global_flags());
    text += "## Exit codes\n\n" + exit_table();
    return text + "## Error codes\n\n" + code_table();
}

}  // namespace watercooler::cli
