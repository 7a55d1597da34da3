#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "club/error.hpp"
#include "club/freeze_word.hpp"
#include "club/name.hpp"

namespace watercooler::club {

/// How long somebody waits for a club's lock before it is told that the club is busy.
inline constexpr std::chrono::seconds club_lock_patience{5};

/// Where a club lives, whether it is there or not.
struct ClubPlace {
    std::string path;  ///< absolute
    Name club;
};

/// What decides about the place when no `--home` is given: the values of these two variables, null if unset.
struct Environment {
    const char* xdg_state_home;
    const char* home;

    static Environment of_process();
};

/// DIR/CLUB for `--home DIR` (a relative one is made absolute); else $XDG_STATE_HOME/watercooler/CLUB if that is
/// absolute, as its specification asks; else $HOME/.local/state/watercooler/CLUB. Errors: WC-CLUB-HOME when none of
/// them is usable.
Expected<ClubPlace> club_place(const std::optional<std::string>& home, const Name& club,
                               const Environment& environment = Environment::of_process());

/// The folder of one club, complete when it was opened:
///
///   lock      flock: exclusive to make or clean the club, shared to take a name in it
///   freeze    the freeze word        token   0600, 64 hexadecimal digits: who may change the club
///   label     16 hexadecimal digits: keeps clubs apart on the wire
///   members/  one folder per name    sauron/ what Sauron keeps, if it runs
///
/// A value of paths: it holds nothing open. Unless a name in it is held (see Claim), `clean` may take it away; then
/// each call answers with an Error.
class Folder {
public:
    /// Makes what is missing, 0700; safe from any number of processes at once, and against `clean`.
    /// Errors: WC-CLUB-OWNER when the folder belongs to somebody else or others may write to it (it is left as it
    /// is; one that others may only read is made 0700), WC-CLUB-DAMAGED, WC-CLUB-LOCKED, or as system_error.
    static Expected<Folder> open_or_create(const ClubPlace& place);

    /// Makes nothing. Errors: WC-CLUB-NONE when there is no such club, or only a part of it; WC-CLUB-OWNER.
    static Expected<Folder> open_existing(const ClubPlace& place);

    /// Only the paths; whether anything is there is for the caller to see.
    static Folder at(const ClubPlace& place) { return Folder{place}; }

    const ClubPlace& place() const { return place_; }
    const std::string& path() const { return place_.path; }
    const Name& club() const { return place_.club; }
    std::string lock_path() const { return path() + "/lock"; }
    std::string freeze_path() const { return path() + "/freeze"; }
    std::string token_path() const { return path() + "/token"; }
    std::string label_path() const { return path() + "/label"; }
    std::string members_path() const { return path() + "/members"; }
    std::string sauron_path() const { return path() + "/sauron"; }

    /// Secret: never in argv or logs. Errors: WC-CLUB-NONE, WC-CLUB-DAMAGED, or as system_error.
    Expected<std::string> token() const;
    Expected<std::string> label() const;

    /// Names that have a folder, the living and the ended, sorted. Entries that are no names are passed over.
    Expected<std::vector<Name>> member_names() const;

    Expected<FreezePage> freeze_page() const { return FreezePage::map(freeze_path()); }

    /// Whether everything above `sauron/` is there.
    bool complete() const;

private:
    explicit Folder(ClubPlace place) : place_{std::move(place)} {}

    ClubPlace place_;
};

/// That the folder is a real folder of ours that nobody else can write to; makes it 0700 if others may read it.
/// Nothing is done if there is none. Errors: WC-CLUB-OWNER.
Expected<void> check_club_folder(const std::string& path);

}  // namespace watercooler::club
