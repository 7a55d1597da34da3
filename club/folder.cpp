#include "club/folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "club/file_lock.hpp"

namespace watercooler::club {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t label_bytes = 8;

bool is_hex(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

tl::unexpected<Error> no_club(const ClubPlace& place) {
    return failed("WC-CLUB-NONE", "there is no club \"" + place.club.text() + "\" at " + place.path,
                  "start a member: watercooler new --club " + place.club.text());
}

/// A secret or id in a file of its own: `bytes` random bytes as hexadecimal digits and a line feed.
Expected<std::optional<std::string>> read_hex(const std::string& path, std::size_t bytes) {
    auto text = read_file(path, 4096);
    if (!text || !*text) return text;
    if (!(*text)->empty() && (*text)->back() == '\n') (*text)->pop_back();
    if ((*text)->size() == 2 * bytes && is_hex(**text)) return text;
    return failed("WC-CLUB-DAMAGED", path + " is damaged", "stop the club, then run: watercooler clean");
}

Expected<std::string> read_hex_of(const ClubPlace& place, const std::string& path, std::size_t bytes) {
    auto text = read_hex(path, bytes);
    if (!text) return tl::unexpected{text.error()};
    if (!*text) return no_club(place);
    return std::move(**text);
}

Expected<void> make_hex(const std::string& path, std::size_t bytes) {
    const auto there = read_hex(path, bytes);
    if (!there) return tl::unexpected{there.error()};
    if (*there) return {};
    const auto random = random_hex(bytes);
    if (!random) return tl::unexpected{random.error()};
    return replace_file(path, *random + "\n", Durable::power_cut);
}

/// Makes what is missing, under the club's exclusive lock.
Expected<void> furnish(const Folder& folder) {
    if (auto made = make_hex(folder.token_path(), token_bytes); !made) return made;
    if (auto made = make_hex(folder.label_path(), label_bytes); !made) return made;
    if (const auto page = folder.freeze_page(); !page) return tl::unexpected{page.error()};
    return make_folders(folder.members_path());
}

}  // namespace

Environment Environment::of_process() { return {std::getenv("XDG_STATE_HOME"), std::getenv("HOME")}; }

Expected<ClubPlace> club_place(const std::optional<std::string>& home, const Name& club,
                               const Environment& environment) {
    const auto usable = [](const char* path) { return path && path[0] == '/'; };
    std::filesystem::path base;
    std::error_code error;
    if (home)
        base = home->empty() ? std::filesystem::path{} : std::filesystem::absolute(*home, error);
    else if (usable(environment.xdg_state_home))
        base = std::string{environment.xdg_state_home} + "/watercooler";
    else if (usable(environment.home))
        base = std::string{environment.home} + "/.local/state/watercooler";
    if (base.empty() || error) {
        return failed("WC-CLUB-HOME",
                      "there is no place for the club: neither --home, XDG_STATE_HOME nor HOME is usable",
                      "name one with --home DIR");
    }
    return ClubPlace{(base / club.text()).lexically_normal().string(), club};
}

Expected<void> check_club_folder(const std::string& path) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) {
        if (errno == ENOENT) return {};
        return failed("look at", path, errno);
    }
    const auto refused = [&](const std::string& why, const std::string& hint) {
        return failed("WC-CLUB-OWNER", path + " " + why, hint);
    };
    if (!S_ISDIR(status.st_mode)) return refused("is no folder", "move it away, or use --home DIR");
    if (status.st_uid != ::geteuid()) {
        return refused(
            "belongs to user " + std::to_string(status.st_uid) + ", you are user " + std::to_string(::geteuid()),
            "use the account that made it, or another place with --home DIR");
    }
    if (status.st_mode & 0022) {
        return refused("can be written by others", "look at what is in it, then: chmod 700 " + path);
    }
    if ((status.st_mode & 0777) != 0700 && ::chmod(path.c_str(), 0700) != 0) return failed("protect", path, errno);
    return {};
}

Expected<Folder> Folder::open_or_create(const ClubPlace& place) {
    const Folder folder{place};
    constexpr int rounds_max = 100;  // each round means that a `clean` took the folder away meanwhile
    for (int round = 0; round < rounds_max; ++round) {
        if (auto made = make_folders(place.path); !made) return tl::unexpected{made.error()};
        if (auto safe = check_club_folder(place.path); !safe) return tl::unexpected{safe.error()};
        if (folder.complete()) return folder;
        const auto lock = FileLock::lock(folder.lock_path(), FileLock::Mode::exclusive, club_lock_patience);
        if (!lock && lock.error().code == "WC-CLUB-GONE") continue;
        if (!lock) return tl::unexpected{lock.error()};
        if (auto furnished = furnish(folder); !furnished) return tl::unexpected{furnished.error()};
        return folder;
    }
    return failed("WC-CLUB-LOCKED", place.path + " is removed as often as it is made", "try again");
}

Expected<Folder> Folder::open_existing(const ClubPlace& place) {
    const Folder folder{place};
    if (auto safe = check_club_folder(place.path); !safe) return tl::unexpected{safe.error()};
    if (!folder.complete()) return no_club(place);
    return folder;
}

bool Folder::complete() const {
    return exists(token_path()) && exists(label_path()) && exists(freeze_path()) && exists(members_path());
}

Expected<std::string> Folder::token() const { return read_hex_of(place_, token_path(), token_bytes); }

Expected<std::string> Folder::label() const { return read_hex_of(place_, label_path(), label_bytes); }

Expected<std::vector<Name>> Folder::member_names() const {
    const auto entries = list_folder(members_path());
    if (!entries) return tl::unexpected{entries.error()};
    if (!*entries) return no_club(place_);
    std::vector<Name> names;
    for (const auto& entry : **entries) {
        auto name = Name::parse_member(entry);
        if (name && name->text() == entry) names.push_back(std::move(*name));
    }
    return names;
}

}  // namespace watercooler::club
