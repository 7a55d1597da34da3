#include "cli/own_command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "club/files.hpp"
#include "json/fields.hpp"

extern char** environ;

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t output_bytes_max = 64 * 1024 * 1024;
constexpr std::chrono::milliseconds ending_patience{2'000};  // between the request to end and the kill

/// A pipe: the command writes, we read.
struct Pipe {
    club::UniqueFd reads, writes;

    static std::optional<Pipe> open() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        return Pipe{club::UniqueFd{ends[0]}, club::UniqueFd{ends[1]}};
    }
};

/// errno, 0 if it runs. /proc/self/exe is this program even where a newer one was built in its place.
int spawn_own(std::vector<std::string> argv, int out, int err, pid_t& pid) {
    std::vector<char*> pointers;
    for (auto& word : argv) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t redirections;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&redirections);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&redirections, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&redirections, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&redirections, err, STDERR_FILENO);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const int error = ::posix_spawn(&pid, "/proc/self/exe", &redirections, &attributes, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&redirections);
    ::posix_spawnattr_destroy(&attributes);
    return error;
}

/// Reads what is there; false once nobody can write any more.
bool drain(int fd, std::string& text) {
    std::array<char, 16 * 1024> block{};
    for (;;) {
        const auto size = ::read(fd, block.data(), block.size());
        if (size > 0)
            text.append(block.data(), std::min(static_cast<std::size_t>(size), output_bytes_max - text.size()));
        else if (size == 0 || (errno != EINTR && errno != EAGAIN))
            return false;
        else if (errno == EAGAIN)
            return true;
    }
}

/// Asks a command to end once its grace is over, and ends it when it does not.
class Hurry {
public:
    Hurry(pid_t pid, const Interrupt* interrupt, std::chrono::milliseconds grace)
        : pid_(pid), interrupt_(interrupt), grace_(grace) {}

    void look() {
        if (!interrupt_ || !interrupt_->came()) return;
        const auto now = SteadyClock::now();
        if (!since_) since_ = now;
        if (sent_ == 0 && now - *since_ >= grace_) send(SIGTERM);
        if (sent_ == SIGTERM && now - *since_ >= grace_ + ending_patience) send(SIGKILL);
    }

private:
    void send(int number) { ::kill(pid_, sent_ = number); }

    pid_t pid_;
    const Interrupt* interrupt_;
    std::chrono::milliseconds grace_;
    std::optional<SteadyClock::time_point> since_;
    int sent_ = 0;
};

/// Until it has closed both pipes.
void listen_to(const Pipe& out, const Pipe& err, Ran& ran, Hurry& hurry) {
    for (bool out_open = true, err_open = true; out_open || err_open; hurry.look()) {
        std::array<pollfd, 2> polled{{{out_open ? out.reads.get() : -1, POLLIN, 0},  //
                                      {err_open ? err.reads.get() : -1, POLLIN, 0}}};
        ::poll(polled.data(), polled.size(), 50);
        out_open = out_open && drain(out.reads.get(), ran.out);
        err_open = err_open && drain(err.reads.get(), ran.err);
    }
}

/// How it ended, as a shell tells it.
int exit_of_ended(pid_t pid, Hurry& hurry) {
    int status = 0;
    for (; ::waitpid(pid, &status, WNOHANG) == 0; hurry.look()) ::usleep(500);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<Ran> run_own(const std::string& called, const std::vector<std::string>& words, const Interrupt* interrupt,
                    std::chrono::milliseconds grace) {
    auto out = Pipe::open(), err = Pipe::open();
    std::vector<std::string> argv{called};
    argv.insert(argv.end(), words.begin(), words.end());
    pid_t pid = 0;
    const int error = out && err ? spawn_own(argv, out->writes.get(), err->writes.get(), pid) : errno;
    if (error != 0) return tl::unexpected{failure_of(club::system_error("start", called, error))};
    out->writes.reset();
    err->writes.reset();
    Ran ran;
    Hurry hurry{pid, interrupt, grace};
    listen_to(*out, *err, ran, hurry);
    ran.exit = exit_of_ended(pid, hurry);
    return ran;
}

Failure failure_of(const Ran& ran) {
    Failure failure{Exit{ran.exit}, "", "it ended with code " + std::to_string(ran.exit), {}, {}};
    std::string_view rest = ran.err;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto value = json::parse(line, json::door_bounds);
        if (!value || !value->object()) {
            if (failure.code.empty()) failure.cause = std::string{line};
            continue;
        }
        json::Fields fields{*value};
        failure.code = fields.text("code").value_or("");
        failure.message = fields.text("message").value_or("");
        failure.cause = fields.text("cause").value_or("");
        if (const auto* hints = fields.array("hints"))
            for (const auto& each : *hints)
                if (each.text()) failure.tries.push_back(*each.text());
    }
    return failure;
}

}  // namespace watercooler::cli
