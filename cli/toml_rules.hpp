#pragma once

// What keys a file of ours may have: by this its values are checked, and its schema is made.
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/toml_file.hpp"

namespace watercooler::cli {

struct KeyRule {
    enum class Kind { text, name, number, duration, flag };

    std::string_view name;
    Kind kind = Kind::text;
    std::string_view help;
    std::uint64_t max = 0;  ///< of a number, from 0
    bool required = false;
};

struct SectionRule {
    std::string_view name;  ///< empty: the file itself
    bool repeats = false;   ///< [[name]]
    std::string_view help;
    std::span<const KeyRule> keys;
};

/// Errors (exit 65): the first key that is unknown, with the nearest one; a value of the wrong kind or out of range; a
/// key that is missing.
Result<void> check_toml(const std::string& path, const TomlNode& file, std::span<const SectionRule> sections);
Result<void> check_section(const std::string& path, const TomlNode& table, const SectionRule& section);

/// Values of what was checked.
std::optional<std::string> toml_text(const TomlNode& table, std::string_view key);
std::optional<std::uint64_t> toml_number(const TomlNode& table, std::string_view key);
std::optional<std::chrono::milliseconds> toml_duration(const TomlNode& table, std::string_view key);
bool toml_flag(const TomlNode& table, std::string_view key);

/// The JSON Schema of such a file, for editors.
std::string json_schema(std::string_view title, std::span<const SectionRule> sections);

}  // namespace watercooler::cli
