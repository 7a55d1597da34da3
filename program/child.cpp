#include "program/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <utility>
#include <watercooler/assert.hpp>

namespace watercooler::program {
namespace {

using SteadyClock = std::chrono::steady_clock;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

/// What posix_spawn is to do between fork and exec.
class SpawnRules {
public:
    SpawnRules(const ChildOutputs& outputs, const std::optional<std::string>& folder) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        put_outputs(outputs);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, outputs.word < 0 ? child_word_fd : child_word_fd + 1);
        if (folder) ::posix_spawn_file_actions_addchdir_np(&actions_, folder->c_str());
        sigset_t none, all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnRules(const SpawnRules&) = delete;
    SpawnRules& operator=(const SpawnRules&) = delete;
    ~SpawnRules() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    /// errno, 0 if it runs.
    int run(const ChildCommand& command, pid_t& pid) const {
        std::vector<std::string> words{command.called.value_or(command.program)};
        words.insert(words.end(), command.words.begin(), command.words.end());
        const auto argv = pointers(words), environment = pointers(command.environment);
        return ::posix_spawn(&pid, command.program.c_str(), &actions_, &attributes_, argv.data(), environment.data());
    }

private:
    /// The word's place first: what stood there is ours, and of no use to the child.
    void put_outputs(const ChildOutputs& outputs) {
        if (outputs.word >= 0) ::posix_spawn_file_actions_adddup2(&actions_, outputs.word, child_word_fd);
        for (const auto& [from, to] : {std::pair{outputs.out, STDOUT_FILENO}, std::pair{outputs.err, STDERR_FILENO}}) {
            if (from < 0)
                ::posix_spawn_file_actions_addopen(&actions_, to, "/dev/null", O_WRONLY, 0);
            else
                ::posix_spawn_file_actions_adddup2(&actions_, from == outputs.word ? child_word_fd : from, to);
        }
    }

    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

struct Pipe {
    club::UniqueFd reader, writer;

    /// Above the standard descriptors, which a child's are put in place of.
    static std::optional<Pipe> open() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
        Pipe pipe{club::UniqueFd{ends[0]}, club::UniqueFd{ends[1]}};
        WATERCOOLER_ASSERT(ends[0] > STDERR_FILENO && ends[1] > STDERR_FILENO);  // our programs have all three
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        return pipe;
    }
};

/// One output of the child: what came of it so far.
struct Output {
    club::UniqueFd fd;
    std::string text{};
    bool too_much = false;

    void read(std::size_t bytes_max) {
        std::array<char, 16 * 1024> block{};
        while (fd) {
            const auto size = ::read(fd.get(), block.data(), block.size());
            if (size < 0 && errno == EINTR) continue;
            if (size < 0 && errno == EAGAIN) return;
            if (size <= 0) return fd.reset();
            const auto room = bytes_max - text.size();
            too_much = too_much || static_cast<std::size_t>(size) > room;
            text.append(block.data(), std::min(room, static_cast<std::size_t>(size)));
        }
    }
};

/// Waits for its end, and lets its pid go.
int status_of(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    return status;
}

ChildEnd ended_as(int status) {
    ChildEnd end;
    end.exit = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return end;
}

/// A child that runs: nobody but us can reap it, so its pid is its own until we have.
class Running {
public:
    Running(pid_t pid, club::UniqueFd ended, club::UniqueFd out, club::UniqueFd err, const ChildLimits& limits,
            int interruption)
        : pid_(pid),
          ended_(std::move(ended)),
          out_{std::move(out)},
          err_{std::move(err)},
          limits_(limits),
          interruption_(interruption) {
        if (limits.time) deadline_ = SteadyClock::now() + *limits.time;
    }

    ChildEnd wait() {
        while (!wait_once()) {
            out_.read(limits_.bytes_max);
            err_.read(limits_.bytes_max);
            const bool late = SteadyClock::now() >= deadline_;
            if (asked() && late) break;
            if (asked()) continue;
            if (out_.too_much || err_.too_much)
                ask_to_end(ChildEnd::How::too_much);
            else if (late)
                ask_to_end(why_late_);
        }
        return reap();
    }

private:
    bool asked() const { return how_ != ChildEnd::How::ended; }

    /// True once it has ended.
    bool wait_once() {
        std::array<pollfd, 4> polled{{{ended_.get(), POLLIN, 0},
                                      {out_.fd ? out_.fd.get() : -1, POLLIN, 0},
                                      {err_.fd ? err_.fd.get() : -1, POLLIN, 0},
                                      {asked() || heard_ ? -1 : interruption_, POLLIN, 0}}};
        ::poll(polled.data(), polled.size(), milliseconds_left());
        if (polled.back().revents != 0) hear();
        return (polled.front().revents & POLLIN) != 0;
    }

    int milliseconds_left() const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - SteadyClock::now()).count();
        return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
    }

    /// It may go on for a while, but no longer than it could.
    void hear() {
        heard_ = true;
        const auto hurried = SteadyClock::now() + limits_.patience;
        if (hurried >= deadline_) return;
        why_late_ = ChildEnd::How::interrupted;
        deadline_ = hurried;
    }

    void ask_to_end(ChildEnd::How how) {
        how_ = how;
        deadline_ = SteadyClock::now() + limits_.grace;
        ::kill(pid_, SIGTERM);
    }

    ChildEnd reap() {
        if (asked()) ::kill(pid_, SIGKILL);  // who has ended already does not mind
        const int status = status_of(pid_);
        out_.read(limits_.bytes_max);
        err_.read(limits_.bytes_max);
        if (!asked() && (out_.too_much || err_.too_much)) how_ = ChildEnd::How::too_much;
        auto end = ended_as(status);
        end.how = how_;
        end.out = std::move(out_.text);
        end.err = std::move(err_.text);
        return end;
    }

    const pid_t pid_;
    club::UniqueFd ended_;
    Output out_, err_;
    const ChildLimits& limits_;
    const int interruption_;
    bool heard_ = false;  // the interruption
    ChildEnd::How how_ = ChildEnd::How::ended, why_late_ = ChildEnd::How::too_long;
    SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
};

ChildEnd not_started(int error) {
    ChildEnd end;
    end.how = ChildEnd::How::not_started;
    end.error = error;
    return end;
}

/// One that cannot be waited for with patience must not run at all.
ChildEnd give_up(pid_t pid, int error) {
    ::kill(pid, SIGKILL);
    status_of(pid);
    return not_started(error);
}

}  // namespace

Interruption::Interruption() : fd_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} { WATERCOOLER_ASSERT(fd_); }

void Interruption::come() const {
    const std::uint64_t one = 1;
    (void)!::write(fd_.get(), &one, sizeof one);
}

std::vector<std::string> own_environment() {
    std::vector<std::string> all;
    for (char** each = environ; *each; ++each) all.emplace_back(*each);
    return all;
}

tl::expected<pid_t, int> start_child(const ChildCommand& command, const ChildOutputs& outputs) {
    // Each source is put in its place before anything else stands there.
    for (const int from : {outputs.out, outputs.err})
        WATERCOOLER_ASSERT(from < 0 || from == outputs.word ||
                           from > (outputs.word < 0 ? STDERR_FILENO : child_word_fd));
    pid_t pid = 0;
    if (const int error = SpawnRules{outputs, command.folder}.run(command, pid)) return tl::unexpected{error};
    return pid;
}

std::optional<ChildEnd> leave_child(const ChildCommand& command, std::chrono::milliseconds look) {
    const auto pid = start_child(command, {});
    if (!pid) return not_started(pid.error());
    const club::UniqueFd ended{static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0))};
    if (!ended) return std::nullopt;
    pollfd polled{ended.get(), POLLIN, 0};
    if (::poll(&polled, 1, static_cast<int>(look.count())) < 1) return std::nullopt;
    return ended_as(status_of(*pid));
}

ChildEnd run_child(const ChildCommand& command, const ChildLimits& limits, int interruption) {
    const auto begin = SteadyClock::now();
    auto out = Pipe::open(), err = Pipe::open();
    if (!out || !err) return not_started(errno);
    const auto pid = start_child(command, {.out = out->writer.get(), .err = err->writer.get()});
    if (!pid) return not_started(pid.error());
    out->writer.reset();
    err->writer.reset();
    club::UniqueFd ended{static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0))};  // close-on-exec by itself
    if (!ended) return give_up(*pid, errno);
    auto end =
        Running{*pid, std::move(ended), std::move(out->reader), std::move(err->reader), limits, interruption}.wait();
    end.took = SteadyClock::now() - begin;
    return end;
}

}  // namespace watercooler::program
