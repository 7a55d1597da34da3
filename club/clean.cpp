#include "club/clean.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "club/file_lock.hpp"
#include "club/member_folder.hpp"

namespace watercooler::club {
namespace {

using namespace std::chrono_literals;

/// The club's own files, in the order in which they go; the lock is last and on its own.
constexpr std::array<std::string_view, 9> club_files{"freeze",     "token.tmp", "token",       "label.tmp",  "label",
                                                     "faults.tmp", "faults",    "faults.live", "faults.lock"};

bool is_ours(const std::string& entry) {
    return entry == "lock" || entry == "members" || entry == "sauron" ||
           std::find(club_files.begin(), club_files.end(), entry) != club_files.end();
}

bool is_member_name(const std::string& entry) {
    const auto name = Name::parse_member(entry);
    return name && name->text() == entry;
}

Expected<std::vector<std::string>> entries_of(const std::string& path) {
    auto entries = list_folder(path);
    if (!entries) return tl::unexpected{entries.error()};
    return std::move(*entries).value_or(std::vector<std::string>{});
}

/// What an ended Sauron leaves of itself, apart from what it stored for others.
bool is_saurons_own(const std::string& entry) {
    return entry == "record.json" || entry.starts_with("record.json.") || entry == "log" || entry.starts_with("log.") ||
           entry == "open.html" || entry == "open.html.tmp";
}

/// What keeps the club's folder from going, apart from members.
Expected<std::vector<Kept>> strangers_in(const ClubPlace& place, bool history) {
    std::vector<Kept> kept;
    const auto top = entries_of(place.path), members = entries_of(place.path + "/members");
    const auto sauron = entries_of(place.path + "/sauron");
    for (const auto* entries : {&top, &members, &sauron}) {
        if (!*entries) return tl::unexpected{entries->error()};
    }
    for (const auto& entry : *top) {
        if (!is_ours(entry)) kept.push_back({place.path + "/" + entry, "it is not Watercooler's"});
    }
    for (const auto& entry : *members) {
        if (!is_member_name(entry)) kept.push_back({place.path + "/members/" + entry, "it is not Watercooler's"});
    }
    const auto stored = [](const std::string& entry) { return entry != "lock" && !is_saurons_own(entry); };
    if (!history && std::any_of(sauron->begin(), sauron->end(), stored))
        kept.push_back({place.path + "/sauron", "it holds what Sauron stored; --all removes that, too"});
    return kept;
}

std::string why_alive(const Probe& probe) {
    std::string why{to_text(probe.status)};
    const bool known = probe.status == MemberStatus::running || probe.status == MemberStatus::stopped;
    return known ? why + ", pid " + std::to_string(probe.record->process.pid) : why;
}

/// What Sauron stored goes only if `history` says so.
Expected<void> empty_folder_but_lock(const MemberFolder& member, bool history) {
    const auto entries = entries_of(member.path());
    if (!entries) return tl::unexpected{entries.error()};
    for (const auto& entry : *entries) {
        if (entry == "lock") continue;
        if (member.name() == Name::sauron() && !history && !is_saurons_own(entry)) continue;
        if (auto removed = remove_tree(member.path() + "/" + entry); !removed) return removed;
    }
    return {};
}

/// True if it is gone now, but for what is to stay.
Expected<bool> remove_member(const MemberFolder& member, bool history) {
    if (!exists(member.path())) return true;
    auto lock = FileLock::try_lock(member.lock_path(), FileLock::Mode::exclusive);
    if (!lock) return tl::unexpected{lock.error()};
    if (!*lock) return false;
    if (auto emptied = empty_folder_but_lock(member, history); !emptied) return tl::unexpected{emptied.error()};
    if (auto unlinked = (*lock)->unlink(); !unlinked) return tl::unexpected{unlinked.error()};
    if (::rmdir(member.path().c_str()) == 0 || errno == ENOENT) return true;
    if (member.name() == Name::sauron() && errno == ENOTEMPTY) return true;
    return failed("remove", member.path(), errno);
}

void clean_member(const MemberFolder& member, bool history, CleanReport& report) {
    const auto gone = remove_member(member, history);
    if (!gone) {
        report.kept.push_back({member.name().text(), gone.error().message});
    } else if (*gone) {
        report.removed.push_back(member.name());
    } else {
        const auto probe = member.probe();
        report.kept.push_back({member.name().text(), probe ? why_alive(*probe) : probe.error().message});
    }
}

/// Removes an empty folder; true if it is gone.
bool remove_folder(const std::string& path, CleanReport& report) {
    if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return true;
    const bool occupied = errno == ENOTEMPTY || errno == EEXIST;
    report.kept.push_back({path, occupied ? "it is not empty" : system_error("remove", path, errno).message});
    return false;
}

/// Under the club's lock, so no new member comes: first the folders, which say whether somebody is left, then the rest.
bool remove_club(const std::string& path, FileLock& lock, CleanReport& report) {
    if (!remove_folder(path + "/sauron", report) || !remove_folder(path + "/members", report)) return false;
    for (const auto file : club_files) {
        const auto removed = remove_tree(path + "/" + std::string{file});
        if (removed) continue;
        report.kept.push_back({path, removed.error().message});
        return false;
    }
    if (const auto unlinked = lock.unlink(); !unlinked) {
        report.kept.push_back({path, unlinked.error().message});
        return false;
    }
    return remove_folder(path, report);
}

}  // namespace

Expected<CleanPlan> plan_clean(const ClubPlace& place, const std::vector<Name>& only, bool history) {
    CleanPlan plan{.place = place, .ended = {}, .kept = {}, .history = history};
    if (auto safe = check_club_folder(place.path); !safe) return tl::unexpected{safe.error()};
    if (!exists(place.path)) return plan;
    const auto entries = entries_of(place.path + "/members");
    if (!entries) return tl::unexpected{entries.error()};
    for (const auto& entry : *entries) {
        const auto name = Name::parse_member(entry);
        if (!name || !is_member_name(entry)) continue;
        if (!only.empty() && std::find(only.begin(), only.end(), *name) == only.end()) continue;
        const auto probe = MemberFolder{Folder::at(place), *name}.probe();
        if (probe && probe->status == MemberStatus::ended)
            plan.ended.push_back(*name);
        else
            plan.kept.push_back({entry, probe ? why_alive(*probe) : probe.error().message});
    }
    if (!only.empty()) return plan;
    const MemberFolder seat{Folder::at(place), Name::sauron()};
    if (const auto sauron = seat.probe(); sauron && (history || exists(seat.lock_path()))) {
        plan.sauron = sauron->status == MemberStatus::ended;
        if (!plan.sauron) plan.kept.push_back({"sauron", why_alive(*sauron)});
    }
    const auto strangers = strangers_in(place, history);
    if (!strangers) return tl::unexpected{strangers.error()};
    plan.kept.insert(plan.kept.end(), strangers->begin(), strangers->end());
    plan.removes_club = plan.kept.empty();
    return plan;
}

Expected<CleanReport> clean(const CleanPlan& plan) {
    CleanReport report{{}, plan.kept, false};
    if (!exists(plan.place.path)) return report;
    const auto folder = Folder::at(plan.place);
    auto lock = FileLock::lock(folder.lock_path(), FileLock::Mode::exclusive, club_lock_patience);
    if (!lock && lock.error().code == "WC-CLUB-GONE") return report;  // another clean was quicker
    if (!lock) return tl::unexpected{lock.error()};
    for (const auto& name : plan.ended) clean_member({folder, name}, plan.history, report);
    if (plan.sauron) clean_member({folder, Name::sauron()}, plan.history, report);
    if (plan.removes_club && report.kept.empty()) report.removed_club = remove_club(plan.place.path, *lock, report);
    return report;
}

}  // namespace watercooler::club
