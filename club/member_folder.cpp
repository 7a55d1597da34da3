#include "club/member_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <watercooler/assert.hpp>

#include "club/state_file.hpp"

namespace watercooler::club {
namespace {

using namespace std::chrono_literals;

MemberStatus status_of_holder(const std::optional<Record>& record) {
    if (!record) return MemberStatus::starting;
    switch (state_of(record->process)) {
        case ProcessState::running:
            return MemberStatus::running;
        case ProcessState::stopped:
            return MemberStatus::stopped;
        case ProcessState::gone:
            return MemberStatus::starting;
    }
    return MemberStatus::starting;
}

tl::unexpected<Error> taken(const Name& name, const Probe& holder) {
    const bool known = holder.status != MemberStatus::starting && holder.record;
    const auto who = known ? name.text() + " is alive at " + holder.record->url + ", pid " +
                                 std::to_string(holder.record->process.pid)
                           : std::string{"one of that name is just starting or ending"};
    if (name == Name::sauron())
        return failed("WC-SAURON-TAKEN", "the club has a Sauron: " + who, "watercooler sauron status");
    return failed("WC-NAME-TAKEN", "the name \"" + name.text() + "\" is taken: " + who, "choose another name");
}

Expected<FileLock> take_lock(const MemberFolder& folder) {
    auto lock = FileLock::try_lock(folder.lock_path(), FileLock::Mode::exclusive);
    if (!lock) return tl::unexpected{lock.error()};
    if (*lock) return std::move(**lock);
    const auto holder = folder.probe();
    if (!holder) return tl::unexpected{holder.error()};
    return taken(folder.name(), *holder);
}

}  // namespace

const char* to_text(MemberStatus status) {
    switch (status) {
        case MemberStatus::starting:
            return "starting";
        case MemberStatus::running:
            return "running";
        case MemberStatus::stopped:
            return "stopped";
        case MemberStatus::ended:
            return "ended";
    }
    return "";
}

Expected<Probe> MemberFolder::probe() const {
    const auto lock = FileLock::look(lock_path());
    if (!lock) return tl::unexpected{lock.error()};
    struct stat status{};
    if (*lock == FileLock::Seen::absent && ::stat(path_.c_str(), &status) != 0) {
        return failed("WC-MEMBER-NONE", "there is no member \"" + name_.text() + "\"",
                      "see who is there: watercooler ls");
    }
    auto record = read_record(record_path());
    Probe probe;
    if (record)
        probe.record = std::move(*record);
    else
        probe.record_damage = record.error().message;
    probe.status = *lock == FileLock::Seen::held ? status_of_holder(probe.record) : MemberStatus::ended;
    return probe;
}

Expected<std::vector<ProbedMember>> probe_members(const Folder& club) {
    const auto names = club.member_names();
    if (!names) return tl::unexpected{names.error()};
    std::vector<ProbedMember> members;
    for (const auto& name : *names) {
        MemberFolder folder{club, name};
        auto probe = folder.probe();
        if (!probe && probe.error().code == "WC-MEMBER-NONE") continue;
        if (!probe) return tl::unexpected{probe.error()};
        members.push_back({std::move(folder), std::move(*probe)});
    }
    return members;
}

Expected<Claim> Claim::take(const ClubPlace& place, const Name& name) {
    constexpr int rounds_max = 100;  // each round means that a `clean` took the folder away meanwhile
    for (int round = 0; round < rounds_max; ++round) {
        const auto club = Folder::open_or_create(place);
        if (!club) return tl::unexpected{club.error()};
        const auto shared = FileLock::lock(club->lock_path(), FileLock::Mode::shared, club_lock_patience);
        if (!shared && shared.error().code == "WC-CLUB-GONE") continue;
        if (!shared) return tl::unexpected{shared.error()};
        if (!club->complete()) continue;
        MemberFolder folder{*club, name};
        if (auto made = make_folders(folder.path()); !made) return tl::unexpected{made.error()};
        auto lock = take_lock(folder);
        if (!lock) return tl::unexpected{lock.error()};
        Claim claim{*club, std::move(folder), std::move(*lock)};
        if (auto read = claim.read_previous(); !read) return tl::unexpected{read.error()};
        return claim;
    }
    return failed("WC-CLUB-LOCKED", place.path + " is removed as often as it is made", "try again");
}

Expected<void> Claim::read_previous() {
    auto record = read_record(folder_.record_path());
    if (record) {
        previous_ = std::move(*record);
        return {};
    }
    if (record.error().code != "WC-CLUB-DAMAGED") return tl::unexpected{record.error()};
    const auto aside = set_aside(folder_.record_path());
    if (!aside) return tl::unexpected{aside.error()};
    message_ = record.error().message + "; set aside as " + *aside;
    return {};
}

Expected<void> Claim::write(const Record& record) const {
    // Nobody needs a record after a power cut: the boot id would not match.
    const auto written = replace_file(folder_.record_path(), to_json(record), Durable::process_crash);
    if (!written) return written;
    if (::utimensat(AT_FDCWD, club_.members_path().c_str(), nullptr, 0) != 0) {
        return failed("touch", club_.members_path(), errno);
    }
    return {};
}

}  // namespace watercooler::club
