// The manual's pages, in the man macros that every roff knows. They are written here rather than through scdoc: it
// would be one more package on a machine that only wants to build, for fifty lines.
#include <algorithm>
#include <span>
#include <utility>

#include "cli/codes.hpp"
#include "cli/reference.hpp"
#include "cli/verbs.hpp"

namespace watercooler::cli {
namespace {

/// Text that roff shows as it is: nothing in it is a request or an escape.
std::string roff(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (text.substr(at).starts_with("…")) {
            result += "...";
            at += std::string_view{"…"}.size() - 1;
        } else if (c == '\\') {
            result += "\\(rs";
        } else if (c == '-') {
            result += "\\-";
        } else if (c == '\'') {
            result += "\\(aq";
        } else if (c == '^' || c == '~' || c == '`') {
            result += c == '^' ? "\\(ha" : c == '~' ? "\\(ti" : "\\(ga";
        } else {
            result += c;
        }
    }
    return result.starts_with('.') ? "\\&" + result : result;
}

/// In bold, as one argument of a macro.
std::string bold(std::string_view text) {
    std::string quoted;
    for (const char c : roff(text)) quoted += c == '"' ? std::string{"\\(dq"} : std::string{c};
    return ".B \"" + quoted + "\"\n";
}

std::string entry(std::string_view what, std::string_view says) { return ".TP\n" + bold(what) + roff(says) + "\n"; }

std::string upper(std::string_view text) {
    std::string result{text};
    for (char& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return result;
}

std::string man_heading(const std::string& page, std::string_view summary, const std::string& version) {
    return ".TH \"" + roff(upper(page)) + "\" 1 \"\" \"watercooler " + roff(version) +
           "\" \"Watercooler\"\n.SH NAME\n" + roff(page) + " \\- " + roff(summary) + "\n";
}

std::string flag_entries(std::span<const Flag> flags) {
    std::string text;
    for (const auto& flag : flags) {
        auto what = flag.brief.empty() ? std::string{} : std::string{flag.brief} + ", ";
        what += std::string{flag.name} + (flag.value.empty() ? "" : " " + std::string{flag.value});
        text += entry(what, std::string{flag.help} + (flag.repeats ? " (may be repeated)" : ""));
    }
    return text;
}

std::string verb_page(const Verb& verb, const std::string& version) {
    const auto name = std::string{verb.name};
    auto text = man_heading("watercooler-" + name, verb.summary, version) + ".SH SYNOPSIS\n" +
                bold("watercooler " + name) + roff(verb.synopsis) + "\n.SH EXAMPLES\n";
    for (const auto& example : verb.examples)
        text += entry("watercooler " + std::string{example.command}, example.says);
    auto flags = verb.flags;
    if (verb.changes) flags.push_back(dry_run_flag);
    if (!flags.empty()) text += ".SH OPTIONS\n" + flag_entries(flags);
    if (!verb.notes.empty()) text += ".SH NOTES\n";
    for (const auto& note : verb.notes) text += ".PP\n" + roff(note) + "\n";
    for (const auto& alias : verb.aliases) text += ".PP\nAlso called " + roff(alias) + ".\n";
    text += ".SH \"EXIT STATUS\"\n";
    for (const int exit : exits_of(verb)) text += entry(std::to_string(exit), meaning(exit));
    return text + ".SH \"SEE ALSO\"\n.BR watercooler (1)\n";
}

std::string main_page(const std::string& version) {
    auto text = man_heading("watercooler", "a gossip network that you can see, freeze, break and trust", version);
    text += ".SH SYNOPSIS\n.B watercooler\nVERB ...\n.br\n.B bookclub\nVERB ...\n.SH DESCRIPTION\n";
    text += "One program under two names, alike in all. A verb without a name means the whole club.\n";
    text += ".B watercooler help\n.I VERB\nshows what each page here does.\n.SH VERBS\n";
    std::string_view group;
    for (const auto& verb : verbs()) {
        if (verb.hidden) continue;
        if (std::exchange(group, verb.group) != verb.group) text += ".SS \"" + roff(verb.group) + "\"\n";
        text += entry(verb.name, verb.summary);
    }
    text += ".SH OPTIONS\n" + flag_entries(global_flags());
    text += ".SH \"EXIT STATUS\"\n";
    for (int exit = 0; exit < 256; ++exit)
        if (const auto means = meaning(exit); !means.empty()) text += entry(std::to_string(exit), means);
    text +=
        ".SH DIAGNOSTICS\nErrors end in a code;\n.B watercooler explain\n.I CODE\nsays why it comes, and what to do.\n";
    for (const auto& code : codes()) text += entry(code.code, code.happened);
    text += ".SH \"SEE ALSO\"\n";
    std::string also;
    for (const auto& verb : verbs())
        if (!verb.hidden)
            also += (also.empty() ? "" : " ,\n") + std::string{".BR watercooler\\-"} + roff(verb.name) + " (1)";
    return text + also + "\n";
}

}  // namespace

std::vector<ManPage> man_pages(const std::string& version) {
    std::vector<ManPage> pages{{"watercooler.1", main_page(version)}, {"bookclub.1", ".so man1/watercooler.1\n"}};
    for (const auto& verb : verbs())
        if (!verb.hidden) pages.push_back({"watercooler-" + std::string{verb.name} + ".1", verb_page(verb, version)});
    return pages;
}

}  // namespace watercooler::cli
