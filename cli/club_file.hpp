#pragma once

// club.toml: a club as it should be.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/toml_rules.hpp"

namespace watercooler::cli {

struct ClubFile {
    struct Named {
        std::string name;
        std::optional<std::string> host, book;
        std::optional<std::uint16_t> port;
        std::optional<std::chrono::milliseconds> interval;
        bool hold = false;
    };
    struct Fault {
        std::string words;  ///< as `chaos add` takes them
        std::optional<std::string> length;
        bool forever = false;
    };

    std::string path;
    std::string club;
    std::size_t members = 0;  ///< beside those that are named
    std::optional<std::uint16_t> base_port;
    std::optional<std::chrono::milliseconds> interval;
    std::optional<std::string> label;
    std::vector<Named> named;
    /// Flags of `sauron start` with their values; nothing: the file wants no Sauron.
    std::optional<std::vector<std::pair<std::string, std::string>>> sauron;
    std::vector<Fault> faults;
};

/// What a club.toml may hold.
std::span<const SectionRule> club_file_sections();

/// Errors (exit 65, with the position): all that is unknown, wrong, missing or said twice; nothing is taken then.
Result<ClubFile> read_club_file(const std::string& path);
Result<ClubFile> club_file_of(const std::string& path, const TomlNode& file);

/// The club.toml in this folder, or in the nearest one above it.
std::optional<std::string> find_club_file(const std::string& from);

}  // namespace watercooler::cli
