// The verbs that are about the program itself. Their table is a part of the one in verb_table.cpp.
#include "cli/runs.hpp"
#include "cli/verb_parts.hpp"

namespace watercooler::cli {
namespace {

using enum FlagKind;

Verb verb_doctor() {
    Verb verb;
    verb.name = "doctor";
    verb.summary = "whether this machine can carry a club: limits, ports, folders, kernel, versions";
    verb.examples = {{"doctor", "each thing that was looked at, with a fix where it is not well"}};
    verb.exits = {1};
    verb.run = run_doctor;
    return verb;
}

Verb verb_config() {
    Verb verb;
    verb.name = "config";
    verb.summary = "what holds where no flag says otherwise";
    verb.flags = {{"--show-origin", "", on, "", "where each value comes from"},
                  {"--schema", "", on, "", "the JSON Schema of club.toml, for editors"}};
    verb.examples = {{"config --show-origin", "a flag, the environment, club.toml, your config.toml, or the default"},
                     {"config --schema", "give it to your editor, and it completes club.toml"}};
    verb.notes = {
        "Your own file is $XDG_CONFIG_HOME/watercooler/config.toml (~/.config/watercooler/config.toml); it takes club, "
        "home, color, base_port and interval."};
    verb.exits = {65};
    verb.run = run_config;
    return verb;
}

Verb verb_explain() {
    Verb verb;
    verb.name = "explain";
    verb.needs_club = false;
    verb.synopsis = "[CODE]";
    verb.summary = "what an error code means, why it comes, and what to do";
    verb.words_max = 1;
    verb.examples = {{"explain WC-PORT-BUSY", "the code that stood behind an error, in any case, WC- or not"},
                     {"explain", "all codes, a line for each"}};
    verb.exits = {3};
    verb.run = run_explain;
    return verb;
}

Verb verb_completion() {
    Verb verb;
    verb.name = "completion";
    verb.needs_club = false;
    verb.synopsis = "bash|zsh|fish";
    verb.summary = "a script that lets the shell complete verbs, flags, names and codes";
    verb.words_min = verb.words_max = 1;
    verb.examples = {{"completion bash", "in ~/.bashrc: source <(watercooler completion bash)"},
                     {"completion zsh", "in ~/.zshrc, behind compinit: source <(watercooler completion zsh)"},
                     {"completion fish", "in config.fish: watercooler completion fish | source"}};
    verb.notes = {
        "The script asks the program each time, so it never needs to be renewed. Names of members come from the club's "
        "folder on this machine; nobody is called."};
    verb.run = run_completion;
    return verb;
}

Verb verb_complete() {
    Verb verb;
    verb.name = "__complete";
    verb.hidden = true;
    verb.needs_club = false;
    verb.synopsis = "WORD …";
    verb.summary = "what can stand next in a command line; for the scripts of completion";
    verb.words_max = any_words;
    verb.flags = {{"--shell", "", text, "bash|zsh|fish", "whose words these are (bash: the line as typed)"}};
    verb.examples = {{"__complete --shell fish -- ex", "explain and export"}};
    verb.run = run_complete;
    return verb;
}

Verb verb_reference() {
    Verb verb;
    verb.name = "__reference";
    verb.hidden = true;
    verb.needs_club = false;
    verb.synopsis = "markdown | share DIR";
    verb.summary =
        "the reference of the command line; pages of the manual and completions, as they lie in a share folder";
    verb.words_min = 1;
    verb.words_max = 2;
    verb.examples = {{"__reference markdown", "docs/reference.md"}};
    verb.exits = {6};
    verb.run = run_reference;
    return verb;
}

}  // namespace

std::vector<Verb> program_verbs() {
    return {verb_doctor(), verb_config(), verb_explain(), verb_completion(), verb_complete(), verb_reference()};
}

}  // namespace watercooler::cli
