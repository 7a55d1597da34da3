#include "cli/top_terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>

namespace watercooler::cli {
namespace {

// Alternate screen, no cursor, and no line that goes over the edge; and back.
constexpr std::string_view take_screen = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view give_screen = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";
constexpr std::string_view frame_begin = "\x1b[?2026h", frame_end = "\x1b[?2026l";

constexpr std::array told_signals{SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};
constexpr std::array deadly_signals{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSYS, SIGXCPU};

// What a signal handler may touch.
termios modes_before;
std::atomic<bool> taken{false};
std::atomic<int> end_asked{0};
std::atomic<bool> size_changed{false}, stop_asked{false}, continued{false};
int told_pipe[2] = {-1, -1};
std::array<struct sigaction, told_signals.size()> told_before;
std::array<struct sigaction, deadly_signals.size()> deadly_before;

void write_whole(std::string_view text) {
    while (!text.empty()) {
        const auto size = ::write(STDOUT_FILENO, text.data(), text.size());
        if (size > 0) {
            text.remove_prefix(static_cast<std::size_t>(size));
        } else if (errno == EAGAIN) {
            pollfd waited{STDOUT_FILENO, POLLOUT, 0};
            ::poll(&waited, 1, 1000);
        } else if (errno != EINTR) {
            return;  // nobody is there any more
        }
    }
}

/// Safe in a signal handler.
void give_back() {
    if (!taken.exchange(false)) return;
    write_whole(give_screen);
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &modes_before);
}

void take_over() {
    auto modes = modes_before;
    modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);  // ISIG stays: Ctrl-C and Ctrl-Z are signals
    modes.c_iflag &= ~static_cast<tcflag_t>(IXON | ICRNL | INLCR);
    modes.c_cc[VMIN] = 0;
    modes.c_cc[VTIME] = 0;
    while (::tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) != 0 && errno == EINTR) {
    }
    taken = true;
    write_whole(take_screen);
}

void on_told(int number) {
    const int error = errno;
    if (number == SIGWINCH) size_changed = true;
    if (number == SIGTSTP) stop_asked = true;
    if (number == SIGCONT) continued = true;
    if (number == SIGINT || number == SIGTERM || number == SIGHUP) {
        if (end_asked.exchange(number) != 0) {  // asked twice: now
            give_back();
            ::_exit(128 + number);
        }
    }
    (void)!::write(told_pipe[1], "!", 1);
    errno = error;
}

void on_deadly(int number) {
    give_back();
    ::signal(number, SIG_DFL);
    ::raise(number);
}

void listen_for(int number, void (*handler)(int), int flags, struct sigaction& before) {
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = flags;
    ::sigaction(number, &action, &before);
    const bool ignored = before.sa_handler == SIG_IGN && !(before.sa_flags & SA_SIGINFO);
    if (ignored && number == SIGHUP) ::sigaction(number, &before, nullptr);  // under nohup
}

/// Stops as Ctrl-Z stops any program; returns once it goes on.
void stop_here() {
    give_back();
    struct sigaction usual{}, ours{};
    usual.sa_handler = SIG_DFL;
    ::sigaction(SIGTSTP, &usual, &ours);
    ::raise(SIGTSTP);
    ::sigaction(SIGTSTP, &ours, nullptr);
    continued = false;
    take_over();
}

std::string read_typed() {
    std::array<char, 4096> bytes{};
    const auto size = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    return size > 0 ? std::string{bytes.data(), static_cast<std::size_t>(size)} : std::string{};
}

void drain_pipe() {
    std::array<char, 256> bytes{};
    while (::read(told_pipe[0], bytes.data(), bytes.size()) > 0) {
    }
}

}  // namespace

bool Terminal::usable() {
    const char* term = std::getenv("TERM");
    const bool knows = term && *term && std::string_view{term} != "dumb";
    return knows && ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

Terminal::Terminal() {
    end_asked = 0;
    if (::tcgetattr(STDIN_FILENO, &modes_before) != 0 || ::pipe2(told_pipe, O_CLOEXEC | O_NONBLOCK) != 0) std::abort();
    for (std::size_t at = 0; at < told_signals.size(); ++at)
        listen_for(told_signals[at], on_told, SA_RESTART, told_before[at]);
    for (std::size_t at = 0; at < deadly_signals.size(); ++at)
        listen_for(deadly_signals[at], on_deadly, static_cast<int>(SA_RESETHAND), deadly_before[at]);
    take_over();
}

Terminal::~Terminal() {
    give_back();
    for (std::size_t at = 0; at < told_signals.size(); ++at) ::sigaction(told_signals[at], &told_before[at], nullptr);
    for (std::size_t at = 0; at < deadly_signals.size(); ++at)
        ::sigaction(deadly_signals[at], &deadly_before[at], nullptr);
    ::close(told_pipe[0]);
    ::close(told_pipe[1]);
}

ScreenSize Terminal::size() const {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {80, 24};
    return {std::min<std::size_t>(size.ws_col, 1000), std::min<std::size_t>(size.ws_row, 500)};
}

Terminal::Happened Terminal::wait(std::chrono::milliseconds patience, int other) {
    std::array<pollfd, 3> polled{{{STDIN_FILENO, POLLIN, 0}, {told_pipe[0], POLLIN, 0}, {other, POLLIN, 0}}};
    ::poll(polled.data(), polled.size(), static_cast<int>(std::clamp<std::int64_t>(patience.count(), 0, 60'000)));
    drain_pipe();
    Happened happened;
    if (polled[0].revents & POLLIN) happened.typed = read_typed();
    if (polled[0].revents & (POLLHUP | POLLERR | POLLNVAL)) happened.ended_by = SIGHUP;
    happened.told = (polled[2].revents & POLLIN) != 0;
    happened.resized = size_changed.exchange(false);
    if (stop_asked.exchange(false)) {
        stop_here();
        happened.resized = true;
    } else if (continued.exchange(false)) {  // stopped by a signal that cannot be seen
        take_over();
        happened.resized = true;
    }
    if (const int number = end_asked; number != 0) happened.ended_by = number;
    return happened;
}

void Terminal::show(std::string_view frame) {
    if (frame.empty()) return;
    std::string whole{frame_begin};
    whole.append(frame).append(frame_end);
    write_whole(whole);
}

}  // namespace watercooler::cli
