#include "cli/help_text.hpp"

#include <algorithm>
#include <utility>

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
    constexpr std::size_t beside_max = 32;  // what is said of a longer one stands below it
    std::size_t widest = 0;
    for (const auto& flag : flags)
        if (const auto size = flag_text(flag).size(); size <= beside_max) widest = std::max(widest, size);
    const auto column = widest + 4;
    std::string text;
    for (const auto& flag : flags) {
        const auto help = std::string{flag.help} + (flag.repeats ? " (may be repeated)" : "");
        auto start = "  " + padded(flag_text(flag), widest + 2);
        if (start.size() > column) start += "\n" + std::string(column, ' ');
        text += start + wrapped(help, width, column, column) + "\n";
    }
    return text;
}

std::string title(std::string_view text, const Style& style) { return paint(text, Paint::bold, style) + "\n"; }

}  // namespace

std::string first_steps(const std::string& program, const Style& style) {
    const std::pair<std::string, std::string_view> steps[] = {
        {program + " new --count 5", "five members start and find each other"},
        {program + " books", "who reads what, as one of them sees it"},
        {program + " pick amy \"Dune\" --wait", "returns when everybody knows"},
        {program + " freeze; " + program + " thaw", "stop the club's time, let it go on"},
        {program + " help", "every verb; help VERB shows examples"},
    };
    std::size_t widest = 0;
    for (const auto& step : steps) widest = std::max(widest, step.first.size());
    std::string text = "A gossip network that you can see, freeze, break and trust. Begin with:\n";
    for (const auto& [command, says] : steps)
        text += "  " + padded(command, widest + 2) + paint(says, Paint::muted, style) + "\n";
    return text;
}

std::string verb_list(const std::string& program, const Style& style, std::size_t width) {
    std::string text = "Usage: " + program + " VERB …   A verb without a name means the whole club.\n";
    std::size_t widest = 0;
    for (const auto& verb : verbs())
        if (!verb.hidden) widest = std::max(widest, verb.name.size());
    const auto column = widest + 4;
    std::string_view group;
    for (const auto& verb : verbs()) {
        if (verb.hidden) continue;
        if (std::exchange(group, verb.group) != verb.group) text += "\n" + title(verb.group, style);
        text += "  " + paint(padded(verb.name, widest + 2), Paint::bold, style) +
                wrapped(verb.summary, width, column, column) + "\n";
    }
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
    text += "\n" + title("Exit codes", style);
    for (const int exit : exits_of(verb))
        text += "  " + padded(std::to_string(exit), 5) + std::string{meaning(exit)} + "\n";
    return text;
}

}  // namespace watercooler::cli
