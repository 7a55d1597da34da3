#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "club/files.hpp"

namespace watercooler::club {

/// One process and no other: a pid alone is given to somebody else sooner or later.
struct ProcessIdentity {
    pid_t pid{};
    std::uint64_t start_ticks{};  ///< field 22 of /proc/PID/stat: clock ticks since boot
    std::string boot_id;

    friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

/// What /proc/PID/stat says that matters here.
struct ProcessStat {
    char state{};  ///< R S D running or asleep, T stopped by a signal, t by a debugger, Z X dead
    std::uint64_t start_ticks{};
};

/// Reads one line of /proc/PID/stat; a program's own name in it may hold anything, also ") R 1".
std::optional<ProcessStat> parse_process_stat(std::string_view line);

/// Nothing if there is no such process, or only its unreaped rest (a zombie).
std::optional<ProcessIdentity> identity_of(pid_t pid);

/// Errors: WC-HOST-PROC when /proc does not tell; a member must not start without an identity.
Expected<ProcessIdentity> own_identity();

enum class ProcessState { gone, running, stopped };  // stopped: SIGSTOP or a debugger

/// Another boot, another start time, a zombie: gone.
ProcessState state_of(const ProcessIdentity& identity);

/// A hold on one process through a pidfd: signals reach this one or nobody. Move-only.
class Process {
public:
    /// Nothing if that process is gone, whoever has its pid now. Errors: the kernel refuses (too many files).
    static Expected<std::optional<Process>> open(const ProcessIdentity& identity);

    /// False if it was gone already. Errors: WC-CLUB-PERM when it belongs to somebody else.
    Expected<bool> signal(int number) const;

    /// Waits for its end; false if it still lives after `patience`. Zero only looks.
    Expected<bool> wait_for_end(std::chrono::milliseconds patience) const;

    /// Readable once the process has ended: for a loop that waits for many. Stays owned by this.
    int fd() const { return fd_.get(); }
    const ProcessIdentity& identity() const { return identity_; }

private:
    Process(ProcessIdentity identity, UniqueFd fd) : identity_{std::move(identity)}, fd_{std::move(fd)} {}

    ProcessIdentity identity_;
    UniqueFd fd_;
};

}  // namespace watercooler::club
