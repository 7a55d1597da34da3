#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "club/error.hpp"

namespace watercooler::club {

/// A file descriptor that is closed when its owner goes.
class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_{fd} {}
    UniqueFd(UniqueFd&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    UniqueFd& operator=(UniqueFd&& other) noexcept;
    ~UniqueFd() { reset(); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    void reset();

private:
    int fd_{-1};
};

/// Whole file, never through a symbolic link, never waiting for a pipe. Nothing if there is no such file.
/// Errors: it cannot be read, is no regular file (WC-CLUB-PATH), or has more than `bytes_max` (WC-CLUB-DAMAGED).
Expected<std::optional<std::string>> read_file(const std::string& path, std::size_t bytes_max);

/// What must survive: a crash of the process only, or a power cut as well (two fsyncs).
enum class Durable { process_crash, power_cut };

/// Replaces the file in one step: readers see the old or the new bytes, never a mixture. Mode 0600.
/// Writes `path`.tmp and renames it: one writer at a time, so the caller holds a lock.
/// Errors: as system_error; the old file is untouched then and the temporary one is gone.
Expected<void> replace_file(const std::string& path, std::string_view bytes, Durable durable);

/// Whether each of the folders takes so many bytes more, all of them at the same time: they are written down to the
/// disk and removed again. Errors: as system_error, of the first folder that does not.
Expected<void> check_room(std::span<const std::string> folders, std::size_t bytes);

/// Makes the folder and those above it that are missing, mode 0700. Fine if it is there.
Expected<void> make_folders(const std::string& path);

/// Entries without . and .., sorted. Nothing if there is no such folder.
Expected<std::optional<std::vector<std::string>>> list_folder(const std::string& path);

/// Whether there is something at this path, be it a link that leads nowhere.
bool exists(const std::string& path);

/// Removes a file, or a folder with all that is in it; follows no symbolic link. Fine if it is not there.
Expected<void> remove_tree(const std::string& path);

/// Last part of a path, and what stands before it ("." if nothing does).
std::pair<std::string, std::string> split_path(const std::string& path);

/// `bytes` random bytes of the kernel as lower-case hexadecimal digits.
Expected<std::string> random_hex(std::size_t bytes);

/// A write beyond `ulimit -f` must be an Error, not the death of the process: call once at the start of a program
/// that writes to a club's folder.
void survive_file_size_limit();

}  // namespace watercooler::club
