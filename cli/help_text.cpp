#include "cli/help_text.hpp"

#include <algorithm>

#include "cli/shown.hpp"

namespace watercooler::cli {
namespace {

std::string padded(std::string_view text, std::size_t width) {
    std::string result{text};
    result.resize(std::max(width, text.size()), ' ');
    return result;
}

std::string flag_text(const Flag& flag) {
    std::string text = flag.brief.empty() ? "    " : std::string{flag.brief} + ", ";
    text += flag.name;
    if (!flag.value.empty()) text += " " + std::string{flag.value};
    return text;
}

std::string flags_text(const std::vector<Flag>& flags, std::size_t width) {
    std::size_t widest = 0;
    for (const auto& flag : flags) widest = std::max(widest, flag_text(flag).size());
    const auto column = widest + 4;
    std::string text;
    for (const auto& flag : flags) {
        const auto help = std::string{flag.help} + (flag.repeats ? " (may be repeated)" : "");
        text += "  " + padded(flag_text(flag), widest + 2) + wrapped(help, width, column, column) + "\n";
    }
    return text;
}

std::string title(std::string_view text, const Style& style) { return paint(text, Paint::bold, style) + "\n"; }

}  // namespace

std::string first_steps(const std::string& program, const Style& style) {
    const auto line = [&](std::string_view command, std::string_view says) {
        return "  " + padded(program + " " + std::string{command}, program.size() + 34) +
               paint(says, Paint::muted, style) + "\n";
    };
    return "A gossip network that you can see, freeze, break and trust. Begin with:\n" +
           line("new --count 5", "five members start and find each other") +
           line("books", "who reads what, as one of them sees it") +
           line("pick amy \"Dune\" --wait", "returns when everybody knows") +
           line("freeze; " + program + " thaw", "stop the club's time, let it go on") +
           line("help", "every verb; help VERB shows examples");
}

std::string verb_list(const std::string& program, const Style& style, std::size_t width) {
    std::string text = "Usage: " + program + " VERB …   A verb without a name means the whole club.\n\n";
    for (const auto& verb : verbs())
        text += "  " + paint(padded(verb.name, 9), Paint::bold, style) + wrapped(verb.summary, width, 11, 11) + "\n";
    text += "\n" + title("Flags of every verb", style);
    text += flags_text({global_flags().begin(), global_flags().end()}, width);
    return text + "\nExamples and flags of one: " + program + " help VERB\n";
}

std::string verb_help(const Verb& verb, const std::string& program, const Style& style, std::size_t width) {
    const auto name = std::string{verb.name};
    auto text = paint(program + " " + name, Paint::bold, style) + ": " +
                wrapped(verb.summary, width, program.size() + name.size() + 3, 2) + "\n\n" + title("Examples", style);
    for (const auto& example : verb.examples)
        text += "  " + program + " " + std::string{example.command} + "\n" +
                paint("      " + wrapped(example.says, width, 6, 6), Paint::muted, style) + "\n";
    text += "\nUsage: " + program + " " + name + (verb.synopsis.empty() ? "" : " " + std::string{verb.synopsis}) + "\n";
    auto flags = verb.flags;
    if (verb.changes) flags.push_back(dry_run_flag);
    if (!flags.empty()) text += "\n" + title("Flags", style) + flags_text(flags, width);
    text += "  (and those of every verb: " + program + " help)\n";
    if (!verb.notes.empty()) text += "\n";
    for (const auto& note : verb.notes) text += wrapped(note, width, 0, 0) + "\n";
    std::string aliases;
    for (const auto& alias : verb.aliases) aliases += (aliases.empty() ? "" : ", ") + std::string{alias};
    if (!aliases.empty()) text += "Also called: " + aliases + "\n";
    text += "\n" + title("Exit codes", style) + "  " + padded("0", 5) + std::string{meaning(0)} + "\n";
    for (const int exit : verb.exits)
        text += "  " + padded(std::to_string(exit), 5) + std::string{meaning(exit)} + "\n";
    return text + "  " + padded("64", 5) + std::string{meaning(64)} + "\n";
}

}  // namespace watercooler::cli
