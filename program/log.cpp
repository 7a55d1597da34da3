#include "program/log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "club/host.hpp"

namespace watercooler::program {
namespace {

std::string line_of_now(Log::Level level, std::string_view text) {
    return log_line(std::chrono::system_clock::now(), level, text) + "\n";
}

}  // namespace

std::string_view to_text(Log::Level level) {
    constexpr std::string_view words[] = {"info", "warn", "error"};
    return words[static_cast<std::size_t>(level)];
}

std::string log_line(std::chrono::system_clock::time_point time, Log::Level level, std::string_view text) {
    auto line = club::wall_time_text(time);
    line.replace(line.find('.') + 4, 6, "");  // milliseconds are enough for people
    line.append(" ").append(to_text(level)).append(level == Log::Level::error ? 1 : 2, ' ');
    return line.append(text);
}

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

void Log::rotate_when_full() {
    if (!path_ || bytes_ < file_bytes_max) return;
    ::rename(path_->c_str(), (*path_ + ".1").c_str());
    bytes_ = 0;
    open();
}

void Log::put(std::string_view line) {
    rotate_when_full();
    const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written == static_cast<ssize_t>(line.size()))
        bytes_ += line.size();
    else
        ++lost_;
}

void Log::write(Level level, std::string_view text) {
    const std::lock_guard lock{mutex_};
    if (lost_ > 0) {
        const auto lost = std::exchange(lost_, 0);
        put(line_of_now(Level::warning, std::to_string(lost) + " lines could not be written here"));
    }
    put(line_of_now(level, text));
}

bool is_worth_a_line(EventKind kind) {
    switch (kind) {
        case EventKind::born:
        case EventKind::applied:
        case EventKind::refuted:
        case EventKind::conflict:
        case EventKind::rejected:
        case EventKind::expired:
        case EventKind::dropped:
        case EventKind::joined:
        case EventKind::probe_failed:
        case EventKind::suspected:
        case EventKind::cleared:
        case EventKind::died:
        case EventKind::left:
        case EventKind::updated:
        case EventKind::reaped:
        case EventKind::returned:
        case EventKind::started:
        case EventKind::frozen:
        case EventKind::thawed:
        case EventKind::stepped:
        case EventKind::asleep:
        case EventKind::leaving:
        case EventKind::stopped:
        case EventKind::fault_set:
        case EventKind::fault_cleared:
        case EventKind::eye_lost:
            return true;
        default:
            return false;
    }
}

}  // namespace watercooler::program
