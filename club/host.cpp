#include "club/host.hpp"

#include <cstdio>
#include <ctime>

#include "club/files.hpp"

namespace watercooler::club {

BootTime boot_time() {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

const std::string& boot_id() {
    static const std::string id = [] {
        auto text = read_file("/proc/sys/kernel/random/boot_id", 100).value_or(std::nullopt).value_or("");
        while (!text.empty() && text.back() == '\n') text.pop_back();
        return text;
    }();
    return id;
}

std::string wall_time_text(std::chrono::system_clock::time_point time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    const auto fraction = std::chrono::duration_cast<std::chrono::nanoseconds>(time - second).count();
    const std::time_t since_epoch = std::chrono::system_clock::to_time_t(second);
    std::tm utc{};
    ::gmtime_r(&since_epoch, &utc);
    char date[32], text[64];
    std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
    std::snprintf(text, sizeof text, "%s.%09lldZ", date, static_cast<long long>(fraction));
    return text;
}

}  // namespace watercooler::club
