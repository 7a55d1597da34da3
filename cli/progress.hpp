#pragma once

#include <chrono>
#include <string>

#include "cli/context.hpp"

namespace watercooler::cli {

/// `  Starting 20 members  ##########........ 11/20  0.9 s`, without colour.
std::string progress_text(const std::string& what, std::size_t done, std::size_t all, std::chrono::nanoseconds time,
                          std::size_t bar = 18);

/// A bar on stderr for what takes longer than half a second; on no terminal a line every 5 s. Gone when it ends.
class Progress {
public:
    Progress(const Context& context, std::string what, std::size_t all);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();

    void show(std::size_t done) { show(done, all_); }
    /// Of as many as there turn out to be.
    void show(std::size_t done, std::size_t all);

private:
    using SteadyClock = std::chrono::steady_clock;

    const Context& context_;
    std::string what_;
    std::size_t all_;
    SteadyClock::time_point begin_ = SteadyClock::now();
    SteadyClock::time_point next_;
    bool drawn_ = false;
};

}  // namespace watercooler::cli
