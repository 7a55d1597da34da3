#pragma once

// The one table of verbs: the command line is read by it, help is made of it, and the tests hold it against both.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/failure.hpp"

namespace watercooler::cli {

class Context;
struct Arguments;

enum class FlagKind { on, text, number, duration };

struct Flag {
    std::string_view name;   ///< with its dashes: "--count"
    std::string_view brief;  ///< "-f", or empty
    FlagKind kind = FlagKind::on;
    std::string_view value;  ///< what stands for the value in help, and says what completes it: "N", "auto|never"
    std::string_view help;
    bool repeats = false;
};

struct Example {
    std::string_view command;  ///< without the program's name
    std::string_view says;
};

struct Verb {
    std::string_view name;
    std::string_view group;  ///< the title that it stands under in the list of all
    std::vector<std::string_view> aliases;
    std::string_view synopsis;  ///< what follows the name, and what completes it; see synopsis.hpp
    std::string_view summary;   ///< one line, without a full stop
    std::size_t words_min = 0, words_max = 0;
    bool changes = false;    ///< takes --dry-run
    bool hidden = false;     ///< for other programs: help does not list it
    bool needs_club = true;  ///< false: it is about no club, so it works without a home folder too
    std::vector<Flag> flags;
    std::vector<Example> examples;
    std::vector<std::string_view> notes;  ///< what a person should know, a sentence each
    std::vector<int> exits;               ///< the codes it may end with, beside 0, 64, 70 and 130
    Result<Exit> (*run)(Context& context, const Arguments& arguments) = nullptr;
};

inline constexpr std::size_t any_words = 4096;

std::span<const Verb> verbs();
/// Flags that every verb takes; `--dry-run` only those that change something.
std::span<const Flag> global_flags();
extern const Flag dry_run_flag;

/// All that a verb takes: its own first.
std::vector<Flag> flags_of(const Verb& verb);

/// By its name or one of its aliases.
const Verb* find_verb(std::string_view name);

/// The known word that is most like `word`, if one is like it at all: a typing error or two away, or begun alike.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known);

/// All codes that it may end with but 70 and 130, 0 first.
std::vector<int> exits_of(const Verb& verb);
/// What an exit code means, in a few words.
std::string_view meaning(int exit);

}  // namespace watercooler::cli
