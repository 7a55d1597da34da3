#pragma once

// The terminal that `top` fills: taken over, and given back as it was however the program ends.
#include <chrono>
#include <string>
#include <string_view>

#include "cli/top_screen.hpp"

namespace watercooler::cli {

/// Keys come as they are typed, the alternate screen is shown, the cursor is hidden. All of it is undone by the
/// destructor, by Ctrl-Z until `fg`, and by any signal that ends the program, a failed assertion's too; only a SIGKILL
/// leaves the terminal as it is. SIGINT, SIGTERM and SIGHUP are told, and end the program when they come twice. One at
/// a time.
class Terminal {
public:
    /// Whether stdin and stdout are a terminal that can be filled.
    static bool usable();

    Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal();

    ScreenSize size() const;

    struct Happened {
        std::string typed{};
        bool resized = false;  ///< or another program had the terminal meanwhile: all must be drawn again
        bool told = false;     ///< the other descriptor can be read
        int ended_by = 0;      ///< the signal that asks for the end; SIGHUP too when the terminal is gone
    };
    /// Waits for something to happen, at most so long.
    Happened wait(std::chrono::milliseconds patience, int other);

    /// One frame, shown as a whole where the terminal knows how.
    void show(std::string_view frame);
};

}  // namespace watercooler::cli
