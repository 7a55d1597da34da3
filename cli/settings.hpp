#pragma once

// What a command goes by where nothing was typed: each value with where it comes from.
#include <optional>
#include <string>
#include <vector>

#include "cli/club_file.hpp"

namespace watercooler::cli {

struct Arguments;

struct Setting {
    std::string value;
    std::string origin;  ///< "--club", "$WATERCOOLER_CLUB", "/home/me/club.toml:2", "default"
};

/// A flag wins over the environment, that over the club's file, that over the user's, and that over the default.
struct Settings {
    Setting club, home, color, base_port, interval;
    std::optional<std::string> club_file;  ///< the club.toml that was found or named
};

/// What decides beside the command line; the tests make it up.
struct SettingsSources {
    std::string folder;  ///< the current one
    const char* club = nullptr;
    const char* no_color = nullptr;
    const char* state_home = nullptr;
    const char* config_home = nullptr;
    const char* home = nullptr;

    static SettingsSources of_process();
};

/// Errors (exit 65): one of the files is not what it should be.
Result<Settings> read_settings(const Arguments& arguments, const SettingsSources& sources);

/// What $XDG_CONFIG_HOME/watercooler/config.toml may hold.
const SectionRule& user_file_section();

}  // namespace watercooler::cli
