#include "club/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

namespace watercooler::club {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

/// Each round means that somebody else removed the file between our opening and locking it: rare, and never for long.
constexpr int lock_rounds_max = 1000;

enum class Taken { yes, held, moved };

bool same_file(int fd, const std::string& path) {
    struct stat locked{}, named{};
    return ::fstat(fd, &locked) == 0 && ::lstat(path.c_str(), &named) == 0 && locked.st_dev == named.st_dev &&
           locked.st_ino == named.st_ino;
}

/// A record lock over the whole file; like flock, an OFD lock belongs to the open file and not to the process.
struct flock whole_file(FileLock::Mode mode) {
    struct flock range{};
    range.l_type = mode == FileLock::Mode::exclusive ? F_WRLCK : F_RDLCK;
    range.l_whence = SEEK_SET;
    return range;
}

/// flock decides. The record lock beside it is what others can ask for (F_OFD_GETLK) without taking anything: to look
/// by a flock of one's own would keep the next member from its name for that instant.
Expected<Taken> take(int fd, const std::string& path, FileLock::Mode mode) {
    while (::flock(fd, (mode == FileLock::Mode::exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return Taken::held;
        if (errno != EINTR) return failed("lock", path, errno);
    }
    if (!same_file(fd, path)) return Taken::moved;
    auto range = whole_file(mode);
    if (::fcntl(fd, F_OFD_SETLK, &range) == 0) return Taken::yes;
    if (errno == EAGAIN || errno == EACCES) return Taken::held;
    return failed("lock", path, errno);
}

tl::unexpected<Error> never_still(const std::string& path) {
    return failed("WC-CLUB-LOCKED", path + " is removed and made again all the time", "try again");
}

}  // namespace

Expected<std::optional<FileLock>> FileLock::try_lock(const std::string& path, Mode mode) {
    for (int round = 0; round < lock_rounds_max; ++round) {
        UniqueFd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
        if (!fd && errno == ENOENT)
            return failed("WC-CLUB-GONE", "cannot lock " + path + ": its folder is gone", "try again");
        if (!fd) return failed("lock", path, errno);
        const auto taken = take(fd.get(), path, mode);
        if (!taken) return tl::unexpected{taken.error()};
        if (*taken == Taken::held) return std::nullopt;
        if (*taken == Taken::yes) return FileLock{path, std::move(fd)};
    }
    return never_still(path);
}

Expected<FileLock> FileLock::lock(const std::string& path, Mode mode, milliseconds patience) {
    const auto deadline = SteadyClock::now() + patience;
    for (milliseconds pause{1};; pause = std::min(pause * 2, milliseconds{16})) {
        auto held = try_lock(path, mode);
        if (!held) return tl::unexpected{held.error()};
        if (*held) return std::move(**held);
        if (SteadyClock::now() >= deadline) {
            return failed("WC-CLUB-LOCKED",
                          path + " was held by somebody else for " + std::to_string(patience.count()) + " ms",
                          "another command is working on it: try again when it is done");
        }
        std::this_thread::sleep_for(pause);
    }
}

Expected<FileLock::Seen> FileLock::look(const std::string& path, Mode least) {
    for (int round = 0; round < lock_rounds_max; ++round) {
        const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
        if (!fd && errno == ENOENT) return Seen::absent;
        if (!fd) return failed("look at", path, errno);
        auto range =
            whole_file(least == Mode::exclusive ? Mode::shared : Mode::exclusive);  // what they would not let be
        if (::fcntl(fd.get(), F_OFD_GETLK, &range) != 0) return failed("look at", path, errno);
        if (same_file(fd.get(), path)) return range.l_type == F_UNLCK ? Seen::free : Seen::held;
    }
    return never_still(path);
}

Expected<void> FileLock::unlink() {
    if (::unlink(path_.c_str()) != 0 && errno != ENOENT) return failed("remove", path_, errno);
    return {};
}

}  // namespace watercooler::club
