#include "program/child.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <thread>

#include "program/child_testing.hpp"

namespace watercooler::program {
namespace {

using namespace std::chrono_literals;
using club::testing::eventually;
using club::testing::TempFolder;
using testing::write_program;
using How = ChildEnd::How;

ChildEnd run(const std::string& program, std::vector<std::string> words = {}, ChildLimits limits = {}) {
    return run_child({program, std::move(words), {"PATH=/usr/bin:/bin", "NAME=a b"}}, limits);
}

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"}) ++count;
    return count;
}

bool no_child_is_left() { return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD; }

}  // namespace

TEST_CASE("a program's words, its environment, both outputs and its exit code are as they should be") {
    const TempFolder temp;
    const auto program =
        write_program(temp, "tell", R"(printf '%s|' "$@" "$NAME" "$HOME"; pwd; echo told >&2; exit 7)");
    const auto end = run(program, {"two words", "$(id)", ""});
    CHECK(end.how == How::ended);
    CHECK(end.exit == 7);
    CHECK(end.out == "two words|$(id)||a b||/\n");
    CHECK(end.err == "told\n");
    CHECK(end.took > 0ns);
}

TEST_CASE("it has nothing of ours: no descriptor, no input, no ignored signal, another session") {
    const TempFolder temp;
    const club::UniqueFd ours{::open("/dev/null", O_RDONLY)};  // on purpose not close-on-exec
    const auto before = ::signal(SIGPIPE, SIG_IGN);
    const auto look = [&](const std::string& body) { return run(write_program(temp, "look", body)).out; };
    CHECK(look("cat; ls /proc/$$/fd") == "0\n1\n10\n2\n");  // 10 is where sh keeps its script open
    const auto ignored = std::stoull(look("sed -n 's/^SigIgn:[[:space:]]*//p' /proc/$$/status"), nullptr, 16);
    CHECK((ignored & 0x7fff'ffff) == 0);  // 32 and 33 are the C library's own
    CHECK(look("[ $(cut -d' ' -f6 /proc/$$/stat) = $$ ] && echo own") == "own\n");
    ::signal(SIGPIPE, before);
}

TEST_CASE("one that is only started says its word beside its outputs, and holds nothing else of ours") {
    const TempFolder temp;
    const auto program = write_program(temp, "say", "echo out; echo err >&2; exec >&3; echo word; ls /proc/$$/fd");
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const club::UniqueFd reader{ends[0]};
    club::UniqueFd writer{ends[1]};
    const auto pid = start_child({program, {}, {"PATH=/usr/bin:/bin"}}, {.err = writer.get(), .word = writer.get()});
    writer.reset();
    REQUIRE(pid);
    std::string said;
    std::array<char, 256> block{};
    for (ssize_t size; (size = ::read(reader.get(), block.data(), block.size())) > 0;)
        said.append(block.data(), static_cast<std::size_t>(size));
    CHECK(said == "err\nword\n0\n1\n10\n2\n3\n");  // 10 is where sh keeps its script open
    CHECK(::waitpid(*pid, nullptr, 0) == *pid);
    CHECK(start_child({"/nowhere/at-all"}, {}).error() == ENOENT);
}

TEST_CASE("a program that is not there is told, and so is one that a signal ends") {
    CHECK(run("/nowhere/at-all").how == How::not_started);
    CHECK(run("/nowhere/at-all").error == ENOENT);
    const TempFolder temp;
    const auto end = run(write_program(temp, "die", "kill -KILL $$"));
    CHECK(end.how == How::ended);
    CHECK(end.exit == 128 + SIGKILL);
}

TEST_CASE("one that takes too long is asked to end, and ended if it does not hear") {
    const TempFolder temp;
    const auto polite =
        write_program(temp, "polite", "trap 'echo bye; exit 3' TERM; echo on; while :; do sleep 0.05; done");
    auto end = run(polite, {}, {.time = 300ms, .grace = 5s});
    CHECK(end.how == How::too_long);
    CHECK(end.out == "on\nbye\n");
    CHECK(end.exit == 3);
    const auto deaf = write_program(temp, "deaf", "trap '' TERM; echo on; exec sleep 60");
    end = run(deaf, {}, {.time = 300ms, .grace = 100ms});
    CHECK(end.how == How::too_long);
    CHECK(end.exit == 128 + SIGKILL);
    CHECK(end.took < 10s);
    CHECK(no_child_is_left());
}

TEST_CASE("what it writes is bounded, exactly") {
    const TempFolder temp;
    const auto program = write_program(temp, "write", R"(head -c "$1" /dev/zero | tr '\0' x)");
    ChildLimits limits;
    limits.bytes_max = 100'000;
    auto end = run(program, {"100000"}, limits);
    CHECK(end.how == How::ended);
    CHECK(end.out == std::string(100'000, 'x'));
    end = run(program, {"100001"}, limits);
    CHECK(end.how == How::too_much);
    CHECK(end.out.size() == 100'000);
    end = run(write_program(temp, "forever", "exec yes"), {}, limits);
    CHECK(end.how == How::too_much);
    CHECK(no_child_is_left());
}

TEST_CASE("what it has started itself is not waited for") {
    const TempFolder temp;
    const auto program = write_program(temp, "start", R"(sleep 60 & echo $!)");  // which holds both outputs open
    const auto end = run(program);
    CHECK(end.how == How::ended);
    CHECK(end.took < 10s);
    const auto pid = std::stoi(end.out);
    CHECK(::kill(pid, SIGKILL) == 0);
}

TEST_CASE("another thread can end it, and then none begins to run for long") {
    const TempFolder temp;
    const auto program = write_program(temp, "wait", "echo $$ > " + (temp / "pid") + "; exec sleep 60");
    const Interruption interruption;
    ChildEnd end;
    std::thread thread{[&] { end = run_child({program, {}, {"PATH=/usr/bin:/bin"}}, {}, interruption.fd()); }};
    CHECK(eventually([&] { return !testing::text_of(temp / "pid").empty(); }));
    interruption.come();
    thread.join();
    CHECK(end.how == How::interrupted);
    CHECK(end.exit == 128 + SIGTERM);
    CHECK(run_child({program, {}, {"PATH=/usr/bin:/bin"}}, {}, interruption.fd()).how == How::interrupted);
}

TEST_CASE("one that is interrupted may have some time to come to its end by itself") {
    const TempFolder temp;
    const Interruption interruption;
    interruption.come();
    const ChildLimits limits{.time = std::nullopt, .patience = 10s};
    const auto brief =
        run_child({.program = write_program(temp, "brief", "sleep 0.1; echo done")}, limits, interruption.fd());
    CHECK(brief.how == How::ended);
    CHECK(brief.out == "done\n");
    const auto program = write_program(temp, "long", "exec sleep 60");
    const auto end = run_child({.program = program}, {.time = std::nullopt, .patience = 100ms}, interruption.fd());
    CHECK(end.how == How::interrupted);
    CHECK(end.took >= 100ms);
    const auto late = run_child({.program = program}, {.time = 100ms, .patience = 60s}, interruption.fd());
    CHECK(late.how == How::too_long);
}

TEST_CASE("it may have our environment and our folder, and think that it was called otherwise") {
    ::setenv("WATERCOOLER_CHILD_TEST", "as ours", 1);
    const auto end = run_child({.program = "/bin/sh",
                                .words = {"-c", "echo $0; echo $WATERCOOLER_CHILD_TEST; pwd"},
                                .environment = own_environment(),
                                .called = "another",
                                .folder = std::nullopt},
                               {});
    CHECK(end.out == "another\nas ours\n" + std::filesystem::current_path().string() + "\n");
    ::unsetenv("WATERCOOLER_CHILD_TEST");
}

TEST_CASE("one that is left to itself goes on, and is told when it ends at once") {
    const TempFolder temp;
    const auto program = write_program(temp, "stay", "echo $$ > " + (temp / "pid") + "; exec sleep 60");
    CHECK_FALSE(leave_child({.program = program}, 20ms));
    CHECK(eventually([&] { return !testing::text_of(temp / "pid").empty(); }));
    const auto pid = std::stoi(testing::text_of(temp / "pid"));
    CHECK(::kill(pid, SIGKILL) == 0);
    CHECK(::waitpid(pid, nullptr, 0) == pid);
    const auto brief = leave_child({.program = write_program(temp, "brief", "echo; exit 3")}, 10s);
    REQUIRE(brief);
    CHECK(brief->how == How::ended);
    CHECK(brief->exit == 3);
    CHECK(leave_child({.program = "/nowhere/at-all"}, 10s)->how == How::not_started);
    CHECK(no_child_is_left());
}

TEST_CASE("a hundred runs leave no descriptor and no child") {
    const auto before = open_descriptors();
    for (int i = 0; i < 100; ++i) CHECK(run("/bin/true").exit == 0);
    CHECK(open_descriptors() == before);
    CHECK(no_child_is_left());
}

}  // namespace watercooler::program
