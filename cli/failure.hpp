#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "cli/style.hpp"
#include "club/error.hpp"

namespace watercooler::cli {

/// What the program returns. 0, 1, 2 are verdicts; the rest says what kind of trouble there was.
enum class Exit : int {
    done = 0,          ///< or there was nothing to do
    violated = 1,      ///< a property does not hold: books --diff, apply with an expectation
    none = 3,          ///< no such member or club
    taken = 4,         ///< a name is taken
    port_busy = 5,     //
    forbidden = 6,     ///< privilege, token, read-only
    not_ready = 7,     ///< timed out, or a member died at its start
    partly = 8,        ///< some members failed; they are listed on stderr
    unreachable = 9,   ///< a member does not answer
    usage = 64,        ///< wrong flags or addresses
    bad_file = 65,     ///< a file that was named cannot be read as what it should be
    internal = 70,     ///< our own mistake
    interrupted = 130  ///< Ctrl-C
};

/// One line of fact, one of cause if it helps, then commands that work.
struct Failure {
    Exit exit = Exit::internal;
    std::string code{};                ///< stable, such as WC-PORT-BUSY; may be empty
    std::string message{};             ///< the fact, without a full stop
    std::string cause{};               ///< a sentence; may be empty
    std::vector<std::string> tries{};  ///< commands, ready to be pasted
    /// Where what was sent is wrong, if somebody else found that out; counted from 1.
    struct Position {
        std::uint64_t line = 0, column = 0;
        std::string says{};
        friend bool operator==(const Position&, const Position&) = default;
    };
    std::optional<Position> position{};

    friend bool operator==(const Failure&, const Failure&) = default;
};

template <class T>
using Result = tl::expected<T, Failure>;

/// What was called wrongly.
Failure usage(std::string message, std::string cause = {}, std::vector<std::string> tries = {});

/// A club's error with the exit code that fits its own code.
Failure failure_of(const club::Error& error);
Exit exit_of(std::string_view code);

/// For people, several lines, ending in a newline; broken between words where a terminal is that wide, but for what is
/// to be pasted. The texts may be anybody's: they are shown escaped.
std::string to_text(const Failure& failure, const Style& style = {}, std::size_t width = 0);
/// {"schema":"watercooler.error/v1","code":…,"message":…,"cause":…,"hints":[…]}, one line.
std::string to_json(const Failure& failure);

}  // namespace watercooler::cli
