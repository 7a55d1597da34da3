#include "club/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <watercooler/assert.hpp>

namespace watercooler::club {
namespace {

Expected<void> write_all(int fd, const std::string& path, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed("write", path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Expected<void> sync_folder(const std::string& path) {
    const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!fd || ::fsync(fd.get()) != 0) return failed("sync", path, errno);
    return {};
}

Expected<void> write_new(const std::string& path, std::string_view bytes, Durable durable) {
    UniqueFd fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!fd) return failed("write", path, errno);
    if (auto done = write_all(fd.get(), path, bytes); !done) return done;
    if (durable == Durable::power_cut && ::fsync(fd.get()) != 0) return failed("write", path, errno);
    return {};
}

}  // namespace

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

void UniqueFd::reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

Expected<std::optional<std::string>> read_file(const std::string& path, std::size_t bytes_max) {
    const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (!fd && errno == ENOENT) return std::nullopt;
    struct stat status{};
    if (!fd || ::fstat(fd.get(), &status) != 0) return failed("read", path, errno);
    if (!S_ISREG(status.st_mode)) return failed("WC-CLUB-PATH", path + " is no regular file", "move it away");
    std::string bytes;
    for (char buffer[4096];;) {
        const auto got = ::read(fd.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("read", path, errno);
        if (got == 0) return bytes;
        bytes.append(buffer, static_cast<std::size_t>(got));
        if (bytes.size() > bytes_max) {
            return failed("WC-CLUB-DAMAGED", path + " has more than " + std::to_string(bytes_max) + " bytes",
                          "it was not written by Watercooler: move it away");
        }
    }
}

Expected<void> replace_file(const std::string& path, std::string_view bytes, Durable durable) {
    const auto temporary = path + ".tmp";
    auto done = write_new(temporary, bytes, durable);
    if (done && ::rename(temporary.c_str(), path.c_str()) != 0) done = failed("replace", path, errno);
    if (!done) {
        ::unlink(temporary.c_str());
        return done;
    }
    return durable == Durable::power_cut ? sync_folder(split_path(path).first) : done;
}

Expected<void> check_room(std::span<const std::string> folders, std::size_t bytes) {
    const std::string ballast(bytes, '\0');
    std::vector<std::string> written;
    Expected<void> done;
    for (const auto& folder : folders) {
        written.push_back(folder + "/room.tmp");
        done = write_new(written.back(), ballast, Durable::power_cut);
        if (!done) break;
    }
    for (const auto& path : written) ::unlink(path.c_str());
    return done;
}

Expected<void> make_folders(const std::string& path) {
    constexpr int rounds_max = 100;  // each round means that somebody removed meanwhile what was there or was made
    for (int round = 0; round < rounds_max; ++round) {
        if (::mkdir(path.c_str(), 0700) == 0) return {};
        const auto why = errno;
        struct stat status{};
        if (::stat(path.c_str(), &status) == 0) {
            if (S_ISDIR(status.st_mode)) return {};
            return failed("make", path, ENOTDIR);
        }
        const auto above = split_path(path).first;
        if (why != EEXIST && (why != ENOENT || above == path)) return failed("make", path, why);
        if (why == ENOENT) {
            if (auto made = make_folders(above); !made) return made;
        }
    }
    return failed("make", path, ENOENT);
}

Expected<std::optional<std::vector<std::string>>> list_folder(const std::string& path) {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder{::opendir(path.c_str()), ::closedir};
    if (!folder && errno == ENOENT) return std::nullopt;
    if (!folder) return failed("list", path, errno);
    std::vector<std::string> entries;
    errno = 0;
    while (const auto* entry = ::readdir(folder.get())) {
        const std::string name{entry->d_name};
        if (name != "." && name != "..") entries.push_back(name);
        errno = 0;
    }
    if (errno != 0) return failed("list", path, errno);
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool exists(const std::string& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0;
}

Expected<void> remove_tree(const std::string& path) {
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    if (errno != EISDIR) return failed("remove", path, errno);
    const auto entries = list_folder(path);
    if (!entries) return tl::unexpected{entries.error()};
    if (!*entries) return {};
    for (const auto& entry : **entries) {
        if (auto removed = remove_tree(path + "/" + entry); !removed) return removed;
    }
    if (::rmdir(path.c_str()) != 0 && errno != ENOENT) return failed("remove", path, errno);
    return {};
}

std::pair<std::string, std::string> split_path(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return {".", path};
    if (slash == 0) return {"/", path.substr(1)};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

Expected<std::string> random_hex(std::size_t bytes) {
    WATERCOOLER_ASSERT(bytes <= 256);  // what getrandom gives in one piece
    unsigned char random[256];
    if (::getrandom(random, bytes, 0) != static_cast<ssize_t>(bytes)) return failed("read", "random bytes", errno);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i) text.append({digits[random[i] >> 4], digits[random[i] & 15]});
    return text;
}

void survive_file_size_limit() { std::signal(SIGXFSZ, SIG_IGN); }

}  // namespace watercooler::club
