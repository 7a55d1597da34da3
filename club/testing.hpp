#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "club/files.hpp"
#include "club/folder.hpp"
#include "club/name.hpp"

/// For the tests of this folder and of those that stand on it: real folders, real processes.
namespace watercooler::club::testing {

/// A folder of its own below $TMPDIR or /tmp, gone with all in it at the end.
class TempFolder {
public:
    TempFolder() {
        const char* base = std::getenv("TMPDIR");
        path_ = std::string{base ? base : "/tmp"} + "/watercooler-XXXXXX";
        if (!::mkdtemp(path_.data())) std::abort();
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() { (void)remove_tree(path_); }

    const std::string& path() const { return path_; }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

inline ClubPlace place_in(const TempFolder& temp, const std::string& club = "office") {
    return *club_place(temp.path(), *Name::parse_club(club));
}

/// A child process that runs `body` and exits with what it returns; killed and reaped at the end. It is a fork: what
/// locks the parent holds at that moment, the child holds as well.
class Child {
public:
    explicit Child(const std::function<int()>& body) {
        // Until the child has its own handlers no signal may reach it: doctest's would call it a crashed test.
        sigset_t all, before;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        pid_ = ::fork();
        if (pid_ < 0) std::abort();
        if (pid_ == 0) {
            for (const int number : {SIGTERM, SIGINT, SIGABRT, SIGSEGV, SIGILL, SIGFPE}) ::signal(number, SIG_DFL);
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (pid_ == 0) ::_exit(body());
    }
    Child(Child&& other) noexcept : pid_{std::exchange(other.pid_, -1)} {}
    Child& operator=(Child&&) = delete;
    ~Child() {
        if (pid_ > 0) kill_hard();
    }

    pid_t pid() const { return pid_; }
    void signal(int number) const { ::kill(pid_, number); }

    /// The exit code, or minus the signal that ended it.
    int wait() {
        int status = 0;
        if (::waitpid(std::exchange(pid_, -1), &status, 0) < 0) return -1000;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    int kill_hard() {
        signal(SIGKILL);
        return wait();
    }

private:
    pid_t pid_{-1};
};

/// Looks again and again until it is true, at most 10 s.
inline bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return true;
}

/// For a child that shall only be there until it is killed.
inline int stay() {
    for (;;) ::pause();
}

}  // namespace watercooler::club::testing
