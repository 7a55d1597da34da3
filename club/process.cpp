#include "club/process.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>

#include "club/host.hpp"

namespace watercooler::club {
namespace {

using SteadyClock = std::chrono::steady_clock;

std::optional<ProcessStat> stat_of(pid_t pid) {
    if (pid <= 0) return {};
    const auto line = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
    if (!line || !*line) return {};
    return parse_process_stat(**line);
}

bool is_dead(char state) { return state == 'Z' || state == 'X' || state == 'x'; }

std::string name_of(const ProcessIdentity& identity) { return "process " + std::to_string(identity.pid); }

}  // namespace

std::optional<ProcessStat> parse_process_stat(std::string_view line) {
    const auto name_end = line.rfind(')');
    if (name_end == std::string_view::npos || name_end + 2 >= line.size()) return {};
    line.remove_prefix(name_end + 2);
    ProcessStat stat{line[0], 0};
    constexpr int fields_before_start = 19;  // from field 3, the state, to field 22
    for (int field = 0; field < fields_before_start; ++field) {
        const auto space = line.find(' ');
        if (space == std::string_view::npos) return {};
        line.remove_prefix(space + 1);
    }
    const auto read = std::from_chars(line.data(), line.data() + line.size(), stat.start_ticks);
    if (read.ec != std::errc{}) return {};
    return stat;
}

std::optional<ProcessIdentity> identity_of(pid_t pid) {
    const auto stat = stat_of(pid);
    if (!stat || is_dead(stat->state) || boot_id().empty()) return {};
    return ProcessIdentity{pid, stat->start_ticks, boot_id()};
}

Expected<ProcessIdentity> own_identity() {
    if (auto identity = identity_of(::getpid())) return *identity;
    return failed("WC-HOST-PROC", "/proc does not tell this process's start time or the boot id",
                  "mount /proc: without it nobody can tell a living member from a dead one");
}

ProcessState state_of(const ProcessIdentity& identity) {
    const auto stat = stat_of(identity.pid);
    if (!stat || is_dead(stat->state)) return ProcessState::gone;
    if (stat->start_ticks != identity.start_ticks || boot_id().empty() || boot_id() != identity.boot_id) {
        return ProcessState::gone;
    }
    return stat->state == 'T' || stat->state == 't' ? ProcessState::stopped : ProcessState::running;
}

Expected<std::optional<Process>> Process::open(const ProcessIdentity& identity) {
    if (identity.pid <= 0) return std::nullopt;
    UniqueFd fd{static_cast<int>(::syscall(SYS_pidfd_open, identity.pid, 0))};  // close-on-exec by itself
    if (!fd && (errno == ESRCH || errno == EINVAL)) return std::nullopt;
    if (!fd) return failed("watch", name_of(identity), errno);
    // Looked at after opening: who has the pid and the start time now had both when the pidfd was opened.
    if (state_of(identity) == ProcessState::gone) return std::nullopt;
    return Process{identity, std::move(fd)};
}

Expected<bool> Process::signal(int number) const {
    if (::syscall(SYS_pidfd_send_signal, fd_.get(), number, nullptr, 0) == 0) return true;
    if (errno == ESRCH) return false;
    return failed("signal", name_of(identity_), errno);
}

Expected<bool> Process::wait_for_end(std::chrono::milliseconds patience) const {
    const auto deadline = SteadyClock::now() + patience;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
        pollfd waiting{fd_.get(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::clamp<long long>(left, 0, INT_MAX)));
        if (ready > 0) return true;
        if (ready == 0 && left <= INT_MAX) return false;
        if (ready < 0 && errno != EINTR) return failed("wait for", name_of(identity_), errno);
    }
}

}  // namespace watercooler::club
