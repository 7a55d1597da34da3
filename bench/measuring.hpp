#pragma once

// What the measuring programs share: clocks, and figures beside their bounds.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace watercooler::bench {

using SteadyClock = std::chrono::steady_clock;

inline double seconds_since(SteadyClock::time_point start) {
    return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

/// Of this process, all threads.
inline double processor_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// The value, or the end of the program with what went wrong.
template <class Result>
auto must(Result result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "%s: %s\n", result.error().code.c_str(), result.error().message.c_str());
    std::exit(1);
}

/// Asks once to warm up, then `times` times; prints the median and the p99 beside the bound, and what one cost of a
/// processor: other programs of the machine cannot spoil that. `ask` says what it got; `processor`: seconds until now
/// of whoever answers.
inline void measure(const std::string& what, double bound_ms, const std::function<std::string()>& ask,
                    std::size_t times = 100, const std::function<double()>& processor = processor_seconds) {
    std::vector<double> took;
    std::string said = ask();
    const auto before = processor();
    for (std::size_t i = 0; i < times; ++i) {
        const auto start = SteadyClock::now();
        said = ask();
        took.push_back(seconds_since(start) * 1e3);
    }
    const auto each = (processor() - before) / static_cast<double>(times) * 1e3;
    std::sort(took.begin(), took.end());
    const auto p99 = took[times * 99 / 100];
    std::printf("  %-45s median %7.2f ms  p99 %7.2f ms  bound %3.0f ms  %5.2f of it  processor %6.2f ms  %s\n",
                what.c_str(), took[times / 2], p99, bound_ms, p99 / bound_ms, each, said.c_str());
    std::fflush(stdout);
}

}  // namespace watercooler::bench
