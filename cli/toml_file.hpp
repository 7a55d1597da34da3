#pragma once

// A TOML file as a tree of our own, so that one file only knows the parser.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/failure.hpp"

namespace watercooler::cli {

struct TomlEntry;

struct TomlNode {
    enum class Kind { text, integer, flag, table, list, other };

    Kind kind = Kind::other;
    std::string text;
    std::int64_t number = 0;
    bool flag = false;
    std::vector<TomlEntry> entries;  ///< of a table, in the order of the file
    std::vector<TomlNode> items;     ///< of a list
    std::uint64_t line = 0, column = 0;

    const TomlNode* find(std::string_view key) const;
};
struct TomlEntry {
    std::string key;
    std::uint64_t line = 0, column = 0;  ///< of the key
    TomlNode value;
};

inline constexpr std::size_t toml_bytes_max = 1024 * 1024;

/// The whole file as a table. Errors: it cannot be read (WC-FILE), or is no TOML (WC-TOML, with the position).
Result<TomlNode> read_toml(const std::string& path);
Result<TomlNode> parse_toml(const std::string& path, std::string_view text);

/// What is wrong at a place of the file: "club.toml:3:8: …", exit 65.
Failure toml_problem(const std::string& path, std::uint64_t line, std::uint64_t column, std::string message,
                     std::string cause = {});

}  // namespace watercooler::cli
