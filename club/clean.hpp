#pragma once

#include <string>
#include <vector>

#include "club/folder.hpp"

namespace watercooler::club {

/// Something that stays, and why.
struct Kept {
    std::string what;  ///< a member's name, or a path
    std::string why;

    friend bool operator==(const Kept&, const Kept&) = default;
};

/// What `clean` would do; nothing has happened yet. This is also its `--dry-run`.
struct CleanPlan {
    ClubPlace place;
    std::vector<Name> ended;  ///< whose folders go
    std::vector<Kept> kept;   ///< the living, and what is not ours
    bool sauron{};            ///< whether an ended Sauron's lock, record and log go; what it stored stays, unless
    bool history{};           ///< it was asked for
    bool removes_club{};      ///< whether the club's folder goes as well, since nobody lives and nothing else is in it
};

struct CleanReport {
    std::vector<Name> removed;
    std::vector<Kept> kept;
    bool removed_club{};
};

/// Looks. A club that is not there, or half of one, is fine: `clean` repairs what was interrupted.
/// `only`: these members, then the club stays; empty: all of it. `history`: what Sauron stored, too.
/// Errors: WC-CLUB-OWNER, or it cannot be read.
Expected<CleanPlan> plan_clean(const ClubPlace& place, const std::vector<Name>& only = {}, bool history = false);

/// Acts: takes the club's lock, then each member's, whose lock file goes last. Who lives by now is left alone, whatever
/// the plan says; the club's folder goes only if still nobody lives. Interrupted at any point, it can be run again.
/// Errors: the club's lock cannot be taken (WC-CLUB-LOCKED, or as system_error); nothing is removed then. What fails
/// later is told in `kept`, and the rest goes on.
Expected<CleanReport> clean(const CleanPlan& plan);

}  // namespace watercooler::club
