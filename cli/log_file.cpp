#include "cli/log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace watercooler::cli {

std::vector<LogLine> LogFile::read_all() {
    auto lines = read_old();
    const auto more = read_new();
    lines.insert(lines.end(), more.begin(), more.end());
    return lines;
}

std::vector<LogLine> LogFile::read_new() {
    std::vector<LogLine> lines;
    for (;;) {
        if (!fd_) open();
        if (!fd_) return lines;
        const bool replaced = is_replaced();  // looked at before reading: what came until then is in the old one
        drain(lines);
        if (!replaced) return lines;
        fd_.reset();
    }
}

std::vector<LogLine> LogFile::read_old() {
    std::vector<LogLine> lines;
    fd_ = club::UniqueFd{::open((path_ + ".1").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (fd_) drain(lines);
    fd_.reset();
    return lines;
}

void LogFile::open() { fd_ = club::UniqueFd{::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)}; }

bool LogFile::is_replaced() const {
    struct stat here{}, there{};
    if (::fstat(fd_.get(), &here) != 0 || ::stat(path_.c_str(), &there) != 0) return false;
    return here.st_ino != there.st_ino || here.st_dev != there.st_dev;
}

void LogFile::drain(std::vector<LogLine>& lines) {
    std::array<char, 65536> block{};
    for (;;) {
        const auto size = ::read(fd_.get(), block.data(), block.size());
        if (size <= 0) return;
        const auto more = cutter_.add({block.data(), static_cast<std::size_t>(size)});
        lines.insert(lines.end(), more.begin(), more.end());
    }
}

}  // namespace watercooler::cli
