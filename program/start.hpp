#pragma once

// How our long-running programs begin and end: what does not end them, what they tell whoever started them, their exit
// codes, and the signals that do end them.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <optional>
#include <string>

#include "club/error.hpp"

namespace watercooler::program {

enum ExitCode {
    done = 0,
    name_taken = 4,     ///< or the store
    port_busy = 5,      //
    not_permitted = 6,  //
    not_ready = 7,
    wrong_usage = 64,
    bad_file = 65  ///< a store that is of a newer version, damaged, or none of ours
};

/// The one that fits the error's own code.
ExitCode exit_code_of(const club::Error& error);

/// First of all: broken pipes, the end of the terminal and files that may not grow do not end the program, and it may
/// open as many files as its user may.
void prepare();

/// For a program that makes large answers one after the other: what one has freed is not given back to the kernel,
/// since it would cost more in page faults than the next answer itself.
void keep_freed_memory();

/// Tells whoever started us how it went: in one line of JSON, if they asked by naming a descriptor; and systemd, if it
/// waits to be told (`Type=notify`, sd_notify(3)), that all is ready.
class ReadyLine {
public:
    explicit ReadyLine(std::optional<int> fd) : fd_(fd) {}
    void ready(const std::string& url) const;
    /// To stderr too, for people. What to exit with.
    ExitCode failed(const club::Error& error) const;

private:
    void say(const std::string& line) const;
    std::optional<int> fd_;
};

/// SIGTERM and SIGINT as calls from the io_context, each time one comes, for as long as this lives.
class Signals {
public:
    /// `end` is given the reason in words. `tell`, if there is one, is called at SIGUSR1.
    Signals(boost::asio::io_context& io, std::function<void(const std::string& why)> end,
            std::function<void()> tell = {});
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

private:
    void wait();

    boost::asio::signal_set signals_;
    std::function<void(const std::string&)> end_;
    std::function<void()> tell_;
};

}  // namespace watercooler::program
