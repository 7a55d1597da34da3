#include "driver/boot_time.hpp"

#include <time.h>

namespace watercooler::driver {

Instant boot_time() {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return Instant{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
}

}  // namespace watercooler::driver
