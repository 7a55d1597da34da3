#include "store/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "message/text.hpp"

namespace watercooler::store {
namespace {

tl::unexpected<Error> system_failed(const std::string& doing, const std::string& path) {
    return tl::unexpected{system_error(doing, path, errno)};
}

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Expected<void> sync(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return system_failed("open", path);
    const int result = ::fsync(fd);
    const int error = errno;
    ::close(fd);
    if (result != 0) return tl::unexpected{system_error("sync", path, error)};
    return {};
}

tl::unexpected<Error> exists(const std::string& path) {
    return tl::unexpected{Error{"WC-STORE-EXISTS", path + " is there already", "choose another name, or remove it"}};
}

/// The first line of who holds the lock: our own words, but the file is anybody's.
std::string holder(int fd) {
    char text[200];
    const auto size = ::pread(fd, text, sizeof text, 0);
    std::string_view line{text, size > 0 ? static_cast<std::size_t>(size) : 0};
    line = line.substr(0, line.find('\n'));
    return line.empty() ? "another process" : escaped(line);
}

}  // namespace

Error system_error(const std::string& doing, const std::string& path, int error_number) {
    const bool full = error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
    return {full ? "WC-STORE-DISK" : "WC-STORE-IO",
            "cannot " + doing + ' ' + path + ": " + std::generic_category().message(error_number),
            full ? "free some space, or let fewer events be kept" : ""};
}

Expected<void> make_file(const std::string& path, const std::function<Expected<void>(const std::string&)>& fill) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0) return exists(path);
    const auto beside = path + ".partial";
    ::unlink(beside.c_str());  // of an attempt that was killed
    auto done = fill(beside);
    if (done) done = sync(beside);
    // link, not rename: it never replaces what somebody has put there meanwhile.
    if (done && ::link(beside.c_str(), path.c_str()) != 0) {
        done = errno == EEXIST ? exists(path) : system_failed("make", path);
    }
    ::unlink(beside.c_str());
    if (done) done = sync(folder_of(path));
    return done;
}

Expected<OwnerLock> OwnerLock::take(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        auto error = system_error("lock", path, errno);
        error.code = "WC-STORE-OPEN";
        return tl::unexpected{std::move(error)};
    }
    OwnerLock lock{fd};
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return tl::unexpected{Error{"WC-STORE-TAKEN", path + " is held by " + holder(fd),
                                    "one Sauron at a time works on a SQLite file; several can share a PostgreSQL"}};
    }
    const auto text = "process " + std::to_string(::getpid()) + '\n';
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, text.data(), text.size(), 0) < 0) {
        return system_failed("write", path);
    }
    return lock;
}

OwnerLock::~OwnerLock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace watercooler::store
