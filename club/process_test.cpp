#include "club/process.hpp"

#include <doctest/doctest.h>

#include "club/host.hpp"
#include "club/testing.hpp"

using namespace std::chrono_literals;
using namespace watercooler::club;
using namespace watercooler::club::testing;

namespace {

const std::string tail = " 1 7 7 0 -1 4194560 100 0 0 0 5 2 0 0 20 0 1 0 987654321 8192 1 184467 1 1 0 0 0\n";

/// The identity of a child; only asked while it lives.
ProcessIdentity identity(const Child& child) { return identity_of(child.pid()).value(); }

}  // namespace

TEST_CASE("a process's start time is read whatever its program is called") {
    for (const std::string name : {"sleep", "a b", "x) R 1 2 3 (y", ")", "", "((("}) {
        CAPTURE(name);
        const auto stat = parse_process_stat("7 (" + name + ") S" + tail);
        REQUIRE(stat);
        CHECK(stat->state == 'S');
        CHECK(stat->start_ticks == 987654321);
    }
}

TEST_CASE("a line that is cut short or odd is no process") {
    const auto line = "7 (sleep) S" + tail;
    const auto number = line.find("987654321");
    for (std::size_t length = 0; length <= number; ++length) {
        CAPTURE(length);
        CHECK_FALSE(parse_process_stat(line.substr(0, length)));
    }
    CHECK_FALSE(parse_process_stat("7 (sleep) S 1 7 7 0 -1 4 1 0 0 0 5 2 0 0 20 0 1 0 many 8192"));
}

TEST_CASE("this process knows itself") {
    const auto own = own_identity();
    REQUIRE(own);
    CHECK(own->pid == ::getpid());
    CHECK(own->start_ticks > 0);
    CHECK(own->boot_id.size() == 36);
    CHECK(state_of(*own) == ProcessState::running);
}

TEST_CASE("a stopped process is seen as stopped, a continued one as running, a killed one as gone") {
    Child child{stay};
    const auto who = identity(child);
    CHECK(state_of(who) == ProcessState::running);
    child.signal(SIGSTOP);
    CHECK(eventually([&] { return state_of(who) == ProcessState::stopped; }));
    child.signal(SIGCONT);
    CHECK(eventually([&] { return state_of(who) == ProcessState::running; }));
    child.signal(SIGKILL);
    CHECK(eventually([&] { return state_of(who) == ProcessState::gone; }));  // not reaped yet: a zombie is gone
}

TEST_CASE("a pid in other hands is never signalled") {
    Child child{stay};
    auto earlier = identity(child);
    --earlier.start_ticks;
    auto other_boot = identity(child);
    other_boot.boot_id = "00000000-0000-0000-0000-000000000000";
    for (const auto& stranger :
         {earlier, other_boot, ProcessIdentity{0, 1, boot_id()}, ProcessIdentity{-5, 1, boot_id()}}) {
        CHECK(state_of(stranger) == ProcessState::gone);
        const auto process = Process::open(stranger);
        REQUIRE(process);
        CHECK_FALSE(*process);
    }
    CHECK(state_of(identity(child)) == ProcessState::running);
}

TEST_CASE("a signal ends a process, and its end is waited for") {
    Child child{stay};
    const auto process = Process::open(identity(child));
    REQUIRE(process);
    REQUIRE(*process);
    CHECK_FALSE(*(*process)->wait_for_end(0ms));
    CHECK_FALSE(*(*process)->wait_for_end(3ms));
    CHECK(*(*process)->signal(SIGTERM));
    CHECK(*(*process)->wait_for_end(10s));
    CHECK(child.wait() == -SIGTERM);
    CHECK_FALSE(*(*process)->signal(SIGTERM));  // reaped: nobody is hit
    CHECK_FALSE(*Process::open((*process)->identity()));
}

TEST_CASE("a process of another account answers with an error, not with silence") {
    if (::geteuid() != 0) return;  // only root can have two accounts here
    Child child{stay};
    const auto who = identity(child);
    Child nobody{[&] {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) return 1;
        const auto process = Process::open(who);
        if (!process || !*process) return 2;
        const auto sent = (*process)->signal(SIGTERM);
        return !sent && sent.error().code == "WC-CLUB-PERM" ? 0 : 3;
    }};
    CHECK(nobody.wait() == 0);
    CHECK(state_of(who) == ProcessState::running);
}

TEST_CASE("wall time is written as RFC 3339") {
    using namespace std::chrono;
    CHECK(wall_time_text(system_clock::time_point{1741528931s + 310ms}) == "2025-03-09T14:02:11.310000000Z");
    CHECK(wall_time_text(system_clock::time_point{}) == "1970-01-01T00:00:00.000000000Z");
}

TEST_CASE("boot time goes on") {
    const auto before = boot_time();
    CHECK(before > 0ns);
    CHECK(boot_time() >= before);
}
