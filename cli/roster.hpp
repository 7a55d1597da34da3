#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"
#include "club/member_folder.hpp"

namespace watercooler::cli {

/// One name of the club and what is true of its process.
struct Member {
    club::Name name;
    club::Probe probe;

    bool lives() const { return probe.status != club::MemberStatus::ended; }
    bool runs() const { return probe.status == club::MemberStatus::running; }
    bool stopped() const { return probe.status == club::MemberStatus::stopped; }
    /// Whether its record is that of the living process, so that it can be called and signalled.
    bool known() const { return (runs() || stopped()) && probe.record.has_value(); }
};
using Roster = std::vector<Member>;

/// Everybody of the club, the ended too, by name. Errors: the folder cannot be read.
Result<Roster> read_roster(const club::Folder& club);

/// Those whom the words (names and globs; none = everybody) mean, by name, nobody twice. Errors (exit 3): a word means
/// nobody; the nearest name is suggested.
Result<Roster> select(const Roster& all, const std::vector<std::string>& words);
/// The one member of that name. Errors: as above, and 64 when the name is none.
Result<Member> find_member(const Roster& all, const std::string& name);

Roster living(const Roster& all);
std::vector<std::string> names_of(const Roster& members);

/// How a life ended, in words: "left", "failed with code 5", "ended without goodbye"; empty while it lives.
std::string ending(const Member& member);

}  // namespace watercooler::cli
