#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "club/files.hpp"

namespace watercooler::program {

struct ChildLimits {
    std::optional<std::chrono::milliseconds> time{60'000};  ///< then it is asked to end; nothing: never
    std::chrono::milliseconds patience{0};                  ///< that it has, too, once it was interrupted
    std::chrono::milliseconds grace{2'000};                 ///< and after this it is ended
    std::size_t bytes_max = 1024 * 1024;  ///< of each of its two outputs; one that writes more is ended, too
    friend bool operator==(const ChildLimits&, const ChildLimits&) = default;
};

/// What to run: no shell, no search of PATH, nothing inherited but what is named here.
struct ChildCommand {
    std::string program;                     ///< its file
    std::vector<std::string> words{};        ///< without the program's own name
    std::vector<std::string> environment{};  ///< `NAME=value`
    std::optional<std::string> called{};     ///< what it shall think it was called; nothing: by its file
    std::optional<std::string> folder{"/"};  ///< where it runs; nothing: where we are
};

/// Where a program's outputs lead: a descriptor of ours above the standard ones, or -1: nowhere.
struct ChildOutputs {
    int out = -1, err = -1;
    int word = -1;  ///< its `child_word_fd`, for what it has to say beside both; may be the same as `err`
};
inline constexpr int child_word_fd = 3;

/// Starts a program, and leaves it to the caller to wait for its end. It has /dev/null as its input, a session of its
/// own (a Ctrl-C at our terminal does not reach it), default signals, and no descriptor of ours but its outputs.
/// Errors: errno.
tl::expected<pid_t, int> start_child(const ChildCommand& command, const ChildOutputs& outputs);

/// How a program ended that was run here.
struct ChildEnd {
    enum class How {
        ended,
        not_started,  ///< `error` says why
        too_long,
        too_much,    ///< it wrote more than it may
        interrupted  ///< `interruption` became readable
    } how = How::ended;
    int exit = 0;   ///< as a shell says it: 128 + the signal that ended it
    int error = 0;  ///< errno
    std::string out{}, err{};
    std::chrono::nanoseconds took{};
};

/// Starts a program that goes on after us, with nobody who reads what it writes, and looks for so long whether it ends
/// at once. Nothing: it goes on.
std::optional<ChildEnd> leave_child(const ChildCommand& command, std::chrono::milliseconds look);

/// Lets another thread end what is waited for. It stays so.
class Interruption {
public:
    Interruption();
    void come() const;
    int fd() const { return fd_.get(); }  ///< readable once it came

private:
    club::UniqueFd fd_;
};

/// Runs a program to its end and collects what it writes; it is reaped in any case. What it has started itself is left
/// alone, and not waited for. `interruption` is a descriptor that is readable once the child shall end; -1: none.
ChildEnd run_child(const ChildCommand& command, const ChildLimits& limits, int interruption = -1);

/// The environment of this program, for a command that shall have the same.
std::vector<std::string> own_environment();

}  // namespace watercooler::program
