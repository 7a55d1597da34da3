#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verbs.hpp"

namespace watercooler::cli {

/// One command line, read by the table of verbs: every flag is known, every value is of its kind, the words are as many
/// as the verb takes.
struct Arguments {
    const Verb* verb = nullptr;
    std::string called;              ///< the verb's name as typed, maybe an alias; empty: none was typed
    std::vector<std::string> words;  ///< what is no flag
    std::map<std::string, std::vector<std::string>, std::less<>> flags;  ///< by long name with dashes

    bool has(std::string_view flag) const { return flags.find(flag) != flags.end(); }
    std::optional<std::string> text(std::string_view flag) const;
    std::vector<std::string> texts(std::string_view flag) const;
    std::optional<std::uint64_t> number(std::string_view flag) const;
    std::optional<std::chrono::milliseconds> duration(std::string_view flag) const;
};

/// Reads what was typed after the program's name. Nothing typed, or `-h`: the verb is `help`. Flags may stand before or
/// behind the verb; after `--` all are words. Errors: exit code 64, with the nearest known verb or flag.
Result<Arguments> read_arguments(std::span<const std::string> typed);

/// The same flags for another verb, with other words.
Arguments instead(std::string_view verb, const Arguments& asked, std::vector<std::string> words);

}  // namespace watercooler::cli
