#include "cli/settings.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>

#include "cli/arguments.hpp"
#include "cli/ports.hpp"

namespace watercooler::cli {
namespace {

using KeyKind = KeyRule::Kind;

constexpr std::array user_keys{
    KeyRule{"club", KeyKind::name, "the club that is meant when none is named"},
    KeyRule{"home", KeyKind::text, "the folder of clubs, from the root"},
    KeyRule{"color", KeyKind::text, "auto, always or never"},
    KeyRule{"base_port", KeyKind::number, "ports are chosen from here upwards", 65535},
    KeyRule{"interval", KeyKind::duration, "how often new members pick another book; 0 is never"},
};
constexpr SectionRule user_section{"", false, "what you want everywhere", user_keys};

const char* set(const char* value) { return value && *value ? value : nullptr; }

/// The files, as far as they are there.
struct Files {
    std::string club_path, user_path;
    std::optional<TomlNode> club, user;
};

Result<Files> read_files(const Arguments& arguments, const SettingsSources& sources) {
    Files files;
    const auto named = arguments.text("--file");
    if (const auto found = named ? named : find_club_file(sources.folder)) {
        files.club_path = *found;
        const auto read = read_toml(*found);
        if (!read) return tl::unexpected{read.error()};
        if (const auto fine = club_file_of(*found, *read); !fine) return tl::unexpected{fine.error()};
        files.club = *read->find("club");
    }
    const char* const config = set(sources.config_home);
    const char* const home = set(sources.home);
    if (!config && !home) return files;
    files.user_path = (config ? std::string{config} : std::string{home} + "/.config") + "/watercooler/config.toml";
    std::error_code error;
    if (!std::filesystem::exists(files.user_path, error)) return files;
    auto read = read_toml(files.user_path);
    if (!read) return tl::unexpected{read.error()};
    if (const auto fine = check_section(files.user_path, *read, user_section); !fine)
        return tl::unexpected{fine.error()};
    if (const auto* base = read->find("base_port"); base && base->number == 0)
        return tl::unexpected{
            toml_problem(files.user_path, base->line, base->column, "ports cannot be chosen from 0 upwards")};
    if (const auto* where = read->find("home"); where && !where->text.starts_with('/'))
        return tl::unexpected{
            toml_problem(files.user_path, where->line, where->column, "\"home\" is no path from the root")};
    files.user = std::move(*read);
    return files;
}

std::optional<Setting> from_file(const std::optional<TomlNode>& table, const std::string& path, std::string_view key) {
    const auto* found = table ? table->find(key) : nullptr;
    if (!found) return std::nullopt;
    const bool number = found->kind == TomlNode::Kind::integer;
    return Setting{number ? std::to_string(found->number) : found->text, path + ":" + std::to_string(found->line)};
}

std::optional<Setting> from_flag(const Arguments& arguments, std::string_view flag) {
    if (const auto value = arguments.text(flag)) return Setting{*value, std::string{flag}};
    return std::nullopt;
}

std::optional<Setting> from_environment(const char* value, std::string_view name) {
    if (const char* const given = set(value)) return Setting{given, "$" + std::string{name}};
    return std::nullopt;
}

template <class... Rest>
Setting first_of(const std::optional<Setting>& first, const Rest&... rest) {
    if constexpr (sizeof...(rest) == 0)
        return *first;
    else
        return first ? *first : first_of(rest...);
}

std::optional<Setting> otherwise(std::string value) { return Setting{std::move(value), "default"}; }

/// Where clubs lie when nobody says: as club::club_place chooses.
std::optional<Setting> home_of(const SettingsSources& sources) {
    const char* const state = set(sources.state_home);
    if (state && *state == '/') return Setting{std::string{state} + "/watercooler", "$XDG_STATE_HOME"};
    const char* const home = set(sources.home);
    return otherwise(home ? std::string{home} + "/.local/state/watercooler" : std::string{});
}

}  // namespace

SettingsSources SettingsSources::of_process() {
    std::error_code error;
    return {std::filesystem::current_path(error).string(),
            std::getenv("WATERCOOLER_CLUB"),
            std::getenv("NO_COLOR"),
            std::getenv("XDG_STATE_HOME"),
            std::getenv("XDG_CONFIG_HOME"),
            std::getenv("HOME")};
}

const SectionRule& user_file_section() { return user_section; }

Result<Settings> read_settings(const Arguments& arguments, const SettingsSources& sources) {
    const auto read = read_files(arguments, sources);
    if (!read) return tl::unexpected{read.error()};
    const auto& files = *read;
    Settings settings;
    if (files.club) settings.club_file = files.club_path;
    const auto in_club = [&](std::string_view key) { return from_file(files.club, files.club_path, key); };
    const auto in_user = [&](std::string_view key) { return from_file(files.user, files.user_path, key); };
    const auto named = arguments.has("--file") ? in_club("name") : std::nullopt;  // as good as a flag
    settings.club = first_of(from_flag(arguments, "--club"), named, from_environment(sources.club, "WATERCOOLER_CLUB"),
                             in_club("name"), in_user("club"), otherwise("office"));
    const bool state_says = set(sources.state_home) && *sources.state_home == '/';
    settings.home = first_of(from_flag(arguments, "--home"), state_says ? home_of(sources) : std::nullopt,
                             in_user("home"), home_of(sources));
    const auto plain = set(sources.no_color) ? std::optional{Setting{"never", "$NO_COLOR"}} : std::nullopt;
    settings.color = first_of(from_flag(arguments, "--color"), plain, in_user("color"), otherwise("auto"));
    settings.base_port = first_of(from_flag(arguments, "--from"), in_club("base_port"), in_user("base_port"),
                                  otherwise(std::to_string(first_port)));
    settings.interval =
        first_of(from_flag(arguments, "--interval"), in_club("interval"), in_user("interval"), otherwise("10s"));
    return settings;
}

}  // namespace watercooler::cli
