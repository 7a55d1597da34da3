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
constexpr int rounds_max = 1000;

enum class Taken { yes, held, moved };

bool same_file(int fd, const std::string& path) {
    struct stat locked{}, named{};
    return ::fstat(fd, &locked) == 0 && ::lstat(path.c_str(), &named) == 0 && locked.st_dev == named.st_dev &&
           locked.st_ino == named.st_ino;
}

Expected<Taken> take(int fd, const std::string& path, int operation) {
    while (::flock(fd, operation | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return Taken::held;
        if (errno != EINTR) return failed("lock", path, errno);
    }
    return same_file(fd, path) ? Taken::yes : Taken::moved;
}

tl::unexpected<Error> never_still(const std::string& path) {
    return failed("WC-CLUB-LOCKED", path + " is removed and made again all the time", "try again");
}

}  // namespace

Expected<std::optional<FileLock>> FileLock::try_lock(const std::string& path, Mode mode) {
    const int operation = mode == Mode::exclusive ? LOCK_EX : LOCK_SH;
    for (int round = 0; round < rounds_max; ++round) {
        UniqueFd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
        if (!fd) return failed("lock", path, errno);
        const auto taken = take(fd.get(), path, operation);
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

Expected<FileLock::Seen> FileLock::look(const std::string& path) {
    for (int round = 0; round < rounds_max; ++round) {
        const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
        if (!fd && errno == ENOENT) return Seen::absent;
        if (!fd) return failed("look at", path, errno);
        const auto taken = take(fd.get(), path, LOCK_SH);
        if (!taken) return tl::unexpected{taken.error()};
        if (*taken != Taken::moved) return *taken == Taken::held ? Seen::held : Seen::free;
    }
    return never_still(path);
}

Expected<void> FileLock::unlink() {
    if (::unlink(path_.c_str()) != 0 && errno != ENOENT) return failed("remove", path_, errno);
    return {};
}

}  // namespace watercooler::club
