#include "club/members_watch.hpp"

#include <sys/stat.h>

#include <ctime>

namespace watercooler::club {
namespace {

std::chrono::nanoseconds since_epoch(const timespec& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

bool MembersWatch::changed() {
    struct stat status{};
    if (::stat(path_.c_str(), &status) != 0) return true;
    timespec clock{};
    ::clock_gettime(CLOCK_REALTIME, &clock);
    const auto stamp = since_epoch(status.st_mtim);
    const auto age = since_epoch(clock) - stamp;
    const bool same = trusted_ && stamp == stamp_;
    stamp_ = stamp;
    trusted_ = age > young || age < -young;  // a clock that was set back makes no stamp young for ever
    return !same;
}

}  // namespace watercooler::club
