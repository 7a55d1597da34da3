#include "cli/wait.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace watercooler::cli {
namespace {

/// Some send a signal to a process and then to its whole group: that is one wish, not two.
constexpr std::int64_t same_wish_ns = 200'000'000;

// What a signal handler may touch.
std::atomic<int> signal_that_came{0};
std::atomic<std::int64_t> came_at_ns{0};
int pipe_ends[2] = {-1, -1};
struct sigaction before_int, before_term, before_hup;

std::int64_t now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

void on_signal(int number) {
    const auto now = now_ns();
    if (signal_that_came != 0) {
        if (now - came_at_ns > same_wish_ns) ::_exit(128 + number);  // asked twice: now
        return;
    }
    came_at_ns = now;
    signal_that_came = number;
    (void)!::write(pipe_ends[1], "!", 1);
}

}  // namespace

Interrupt::Interrupt() {
    signal_that_came = 0;
    if (::pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) std::abort();
    struct sigaction action{};
    action.sa_handler = on_signal;
    ::sigaction(SIGINT, &action, &before_int);
    ::sigaction(SIGTERM, &action, &before_term);
    ::sigaction(SIGHUP, nullptr, &before_hup);
    if (before_hup.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);  // not under nohup
}

Interrupt::~Interrupt() {
    ::sigaction(SIGINT, &before_int, nullptr);
    ::sigaction(SIGTERM, &before_term, nullptr);
    ::sigaction(SIGHUP, &before_hup, nullptr);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
}

bool Interrupt::came() const { return signal_that_came != 0; }
int Interrupt::exit_code() const { return 128 + signal_that_came; }
int Interrupt::fd() const { return pipe_ends[0]; }

bool Interrupt::sleep(std::chrono::milliseconds time) const {
    pollfd waited{fd(), POLLIN, 0};
    ::poll(&waited, 1, static_cast<int>(time.count()));
    return came();
}

}  // namespace watercooler::cli
