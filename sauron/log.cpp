#include "sauron/log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <utility>

#include "club/host.hpp"

namespace watercooler::sauron {
namespace {

std::string_view word(Log::Level level) {
    switch (level) {
        case Log::Level::info:
            return " info  ";
        case Log::Level::warning:
            return " warn  ";
        case Log::Level::error:
            return " error ";
    }
    return " ";
}

/// Milliseconds are enough for people.
std::string time_text() {
    auto text = club::wall_time_text(std::chrono::system_clock::now());
    return text.replace(text.find('.') + 4, 6, "");
}

}  // namespace

Log::Log(std::optional<std::string> path) : path_(std::move(path)) {
    if (path_) open();
}

void Log::open() {
    const int fd = ::open(path_->c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return;  // stderr stays where it was
    struct stat status{};
    if (::fstat(fd, &status) == 0) bytes_ = static_cast<std::uint64_t>(status.st_size);
    ::dup2(fd, STDOUT_FILENO);
    ::dup2(fd, STDERR_FILENO);
    ::close(fd);
}

void Log::write(Level level, std::string_view text) {
    const std::lock_guard lock{mutex_};
    if (path_ && bytes_ >= file_bytes_max) {
        ::rename(path_->c_str(), (*path_ + ".1").c_str());
        bytes_ = 0;
        open();
    }
    auto line = time_text();
    line.append(word(level)).append(text).append("\n");
    if (::write(STDERR_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size())) bytes_ += line.size();
}

}  // namespace watercooler::sauron
