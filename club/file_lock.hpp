#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "club/files.hpp"

namespace watercooler::club {

/// A file's flock, held until this goes or the process ends, by kill -9 too. No program that this one starts inherits
/// it (O_CLOEXEC). Move-only.
///
/// A lock's file may be unlinked by its holder (`clean` does). So after locking, the file that was locked is compared
/// with the one at the path, and the whole is tried again if they differ: two holders of one path are impossible.
class FileLock {
public:
    enum class Mode { shared, exclusive };
    enum class Seen { absent, free, held };

    /// Makes the file (0600) if it is missing, and locks it. Nothing if somebody else holds it.
    /// Errors: WC-CLUB-GONE when its folder is not there (any more); else as system_error.
    static Expected<std::optional<FileLock>> try_lock(const std::string& path, Mode mode);

    /// The same, waiting up to `patience` for another holder to go.
    /// Errors: WC-CLUB-LOCKED when it did not; else as try_lock.
    static Expected<FileLock> lock(const std::string& path, Mode mode, std::chrono::milliseconds patience);

    /// Whether anybody holds it exclusively, or (`least` = shared) at all. Takes nothing, makes nothing, needs no right
    /// to write: it disturbs nobody.
    static Expected<Seen> look(const std::string& path, Mode least = Mode::exclusive);

    /// Removes the file while it is held: the very last act of who removes its folder.
    Expected<void> unlink();

    const std::string& path() const { return path_; }

private:
    FileLock(std::string path, UniqueFd fd) : path_{std::move(path)}, fd_{std::move(fd)} {}

    std::string path_;
    UniqueFd fd_;
};

}  // namespace watercooler::club
