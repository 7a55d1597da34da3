#pragma once

// What can stand next in a command line that is being typed: told by the table of verbs alone, and by what names there
// are on this machine.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verbs.hpp"

namespace watercooler::cli {

/// A command line before it is finished. Nothing of it is checked: whatever is odd in it is a word.
struct TypedLine {
    const Verb* verb = nullptr;           ///< null: none was typed yet
    std::vector<std::string> words;       ///< behind the verb, without flags and without the last one
    std::vector<std::string_view> flags;  ///< those that were given, by long name
    const Flag* waiting = nullptr;        ///< a flag whose value `last` is
    bool only_words = false;              ///< behind "--"
    std::string last;                     ///< what is being typed; may be empty
    std::string lead;                     ///< what stands before it in the same word: "--color="
    std::optional<std::string> club, home;
};
/// `typed`: what follows the program's name. Its last word is the one being typed.
TypedLine read_typed(std::span<const std::string> typed);

/// Splits as a shell does, quotes and backslashes taken away; the last word may be unfinished or empty.
std::vector<std::string> split_typed(std::string_view line);

/// Names that this machine knows.
struct LocalNames {
    std::vector<std::string> members, clubs;
};

struct Candidate {
    std::string word;
    std::string says{};     ///< may be empty
    bool any_case = false;  ///< goes on from what was typed in whichever case
};
struct Completion {
    enum class Paths { none, files, folders };

    std::vector<Candidate> words;  ///< all of them go on from what was typed
    Paths paths = Paths::none;     ///< whether paths can stand there too: the shell knows them best
};
Completion complete(const TypedLine& line, const LocalNames& names);

/// One line for each candidate as the shell's script wants it, then ":files" or ":folders" if paths can stand there.
std::string to_lines(const Completion& completion, const TypedLine& line, std::string_view shell);

/// The script that makes a shell ask. Nothing for a shell we do not know.
std::optional<std::string_view> completion_script(std::string_view shell);

}  // namespace watercooler::cli
