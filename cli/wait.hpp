#pragma once

#include <chrono>

namespace watercooler::cli {

/// Ctrl-C, SIGTERM and the end of the terminal (SIGHUP) as something to look at between two steps, so that nothing is
/// left half done. One at a time, for the length of a verb's waiting; before and after, the signals end the program as
/// always.
class Interrupt {
public:
    Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();

    bool came() const;
    /// 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP.
    int exit_code() const;
    /// Readable once it came: for a loop that polls.
    int fd() const;
    /// Waits; true if it came meanwhile.
    bool sleep(std::chrono::milliseconds time) const;
};

}  // namespace watercooler::cli
