#include "cli/settings.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "cli/arguments.hpp"

using namespace watercooler::cli;

namespace {

namespace fs = std::filesystem;

/// A folder with room for both files.
class Places {
public:
    Places() : root_{fs::temp_directory_path() / ("watercooler-settings-" + std::to_string(::getpid()))} {
        fs::create_directories(root_ / "work/below");
        fs::create_directories(root_ / "config/watercooler");
        config_ = (root_ / "config").string();
        sources.folder = (root_ / "work/below").string();
        sources.config_home = config_.c_str();
        sources.home = "/home/me";
    }
    ~Places() { fs::remove_all(root_); }

    std::string club_file(const std::string& text) { return write(root_ / "work/club.toml", text); }
    std::string user_file(const std::string& text) { return write(root_ / "config/watercooler/config.toml", text); }

    SettingsSources sources;

private:
    static std::string write(const fs::path& path, const std::string& text) {
        std::ofstream{path} << text;
        return path.string();
    }

    fs::path root_;
    std::string config_;
};

Arguments typed(std::vector<std::string> words) { return *read_arguments(words); }

}  // namespace

TEST_CASE("a flag wins over the environment, that over the club's file, that over the user's, that over the default") {
    Places places;
    const auto club_of = [&](const Arguments& arguments) {
        const auto settings = read_settings(arguments, places.sources);
        REQUIRE(settings);
        return settings->club;
    };
    const auto plain = typed({"config"});
    CHECK(club_of(plain).value == "office");
    CHECK(club_of(plain).origin == "default");
    const auto user = places.user_file("club = \"mine\"\nbase_port = 9000\n");
    CHECK(club_of(plain).value == "mine");
    CHECK(club_of(plain).origin == user + ":1");
    const auto file = places.club_file("[club]\nname = \"theirs\"\ninterval = \"5s\"\n");
    CHECK(club_of(plain).value == "theirs");
    CHECK(club_of(plain).origin == file + ":2");
    places.sources.club = "env";
    CHECK(club_of(plain).value == "env");
    CHECK(club_of(plain).origin == "$WATERCOOLER_CLUB");
    CHECK(club_of(typed({"up", "-f", file})).value == "theirs");  // a file that is named is as good as a flag
    CHECK(club_of(typed({"config", "-c", "red"})).value == "red");
    const auto settings = read_settings(plain, places.sources);
    CHECK(settings->base_port.value == "9000");
    CHECK(settings->interval.value == "5s");
    CHECK(settings->interval.origin == file + ":3");
    CHECK(settings->club_file == file);
}

TEST_CASE("the folder of clubs and colours have their own order") {
    Places places;
    const auto read = [&](const Arguments& arguments) { return *read_settings(arguments, places.sources); };
    CHECK(read(typed({"config"})).home.value == "/home/me/.local/state/watercooler");
    places.user_file("home = \"/clubs\"\ncolor = \"always\"\n");
    CHECK(read(typed({"config"})).home.value == "/clubs");
    CHECK(read(typed({"config"})).color.value == "always");
    places.sources.state_home = "/state";
    places.sources.no_color = "1";
    CHECK(read(typed({"config"})).home.value == "/state/watercooler");
    CHECK(read(typed({"config"})).color.value == "never");
    CHECK(read(typed({"--home", "/x", "--color", "auto", "config"})).home.origin == "--home");
    CHECK(read(typed({"--color", "auto", "config"})).color.value == "auto");
}

TEST_CASE("a file of settings that is wrong is told with its place") {
    Places places;
    const auto failure = [&] {
        const auto settings = read_settings(typed({"config"}), places.sources);
        return settings ? std::string{} : settings.error().message;
    };
    const auto user = places.user_file("clubb = \"a\"\n");
    CHECK(failure() == user + ":1:1: there is no \"clubb\" in the file. Did you mean \"club\"?");
    places.user_file("home = \"here\"\n");
    CHECK(failure() == user + ":1:8: \"home\" is no path from the root");
    places.user_file("");
    CHECK(failure().empty());
    const auto file = places.club_file("[club]\n");
    CHECK(failure() == file + ":1:1: [club] lacks \"name\"");
}
