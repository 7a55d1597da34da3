#pragma once

#include <optional>
#include <string>
#include <vector>

#include "club/file_lock.hpp"
#include "club/folder.hpp"
#include "club/record.hpp"

namespace watercooler::club {

/// What is true of a member's process.
enum class MemberStatus {
    starting,  ///< its lock is held, its record is not yet of the holder
    running,
    stopped,  ///< by SIGSTOP: alive, and silent
    ended     ///< nobody holds its lock; the record's `exit` says how, or that there was no goodbye
};

/// The words of `ls`: starting, running, stopped, ended.
const char* to_text(MemberStatus status);

struct Probe {
    MemberStatus status{};
    std::optional<Record> record;  ///< of the present life if running or stopped, else of the latest one
    std::string record_damage;     ///< why there is no record although there is a file; else empty
};

/// members/NAME/: `lock`, `record.json`, `log`, `state`, `spool`. All but the lock is written by the lock's holder
/// only, and outlives it until `clean`; but `open.html`, which leads a browser there, is written by who opens it. A
/// value of paths: it holds nothing open. Name::sauron() has sauron/ beside members/, with the same lock and record:
/// one truth about every process of a club.
class MemberFolder {
public:
    MemberFolder(const Folder& club, Name name)
        : path_{name == Name::sauron() ? club.sauron_path() : club.members_path() + "/" + name.text()},
          name_{std::move(name)} {}

    const Name& name() const { return name_; }
    const std::string& path() const { return path_; }
    std::string lock_path() const { return path_ + "/lock"; }
    std::string record_path() const { return path_ + "/record.json"; }
    std::string log_path() const { return path_ + "/log"; }
    std::string state_path() const { return path_ + "/state"; }
    std::string spool_path() const { return path_ + "/spool"; }
    std::string page_path() const { return path_ + "/open.html"; }  ///< holds the token

    /// The truth about its process: lock held and record matching (pid, start time, boot) = running; held and not
    /// matching = starting; free = ended. Changes nothing, works in a folder that can only be read.
    /// Errors: WC-MEMBER-NONE when there is no such folder; as system_error.
    Expected<Probe> probe() const;

private:
    std::string path_;
    Name name_;
};

struct ProbedMember {
    MemberFolder folder;
    Probe probe;
};

/// Everybody in the club, the living and the ended, by name. Who is cleaned away meanwhile is passed over.
/// Errors: as Folder::member_names, or a folder cannot be looked at.
Expected<std::vector<ProbedMember>> probe_members(const Folder& club);

/// A name that is held: nobody else can hold it until this goes or the process ends, and `clean` leaves the club's
/// folder alone so long. Move-only.
class Claim {
public:
    /// Makes the club's folder if it is missing, the member's too, and takes the member's lock. A damaged record of an
    /// earlier life is set aside. Errors: WC-NAME-TAKEN tells who holds it, else as Folder::open_or_create.
    static Expected<Claim> take(const ClubPlace& place, const Name& name);

    const Folder& club() const { return club_; }
    const MemberFolder& folder() const { return folder_; }
    const std::optional<Record>& previous() const { return previous_; }  ///< who bore this name before
    const std::string& message() const { return message_; }              ///< for the log; empty if all was well

    /// Replaces the record in one step, and lets every MembersWatch see that.
    /// Errors: as system_error; the old record stays.
    Expected<void> write(const Record& record) const;

private:
    Claim(Folder club, MemberFolder folder, FileLock lock)
        : club_{std::move(club)}, folder_{std::move(folder)}, lock_{std::move(lock)} {}
    Expected<void> read_previous();

    Folder club_;
    MemberFolder folder_;
    FileLock lock_;
    std::optional<Record> previous_;
    std::string message_;
};

}  // namespace watercooler::club
