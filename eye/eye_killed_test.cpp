// A member that is killed takes along what its eye had not handed on: a moment of it, not seconds.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "eye/eye_testing.hpp"

using namespace watercooler;
using namespace watercooler::eye;
using namespace watercooler::eye::testing;

namespace {

/// A process whose eye has nobody to report to; it says once everything is out of its memory, and then waits.
pid_t start_lonely_eye(const std::string& spool, int ready) {
    const auto pid = ::fork();
    if (pid != 0) return pid;
    asio::io_context io;
    Watched watched{io, spool, 1, [](Settings& settings) { settings.spool_interval = Settings{}.spool_interval; }};
    watched.report(1, 50);
    const bool handed_on = run_until(io, [&] { return watched.eye->counts().queued_bytes == 0; });
    (void)!::write(ready, handed_on ? "+" : "-", 1);
    for (;;) ::pause();
}

/// What the next life of that member brings to a Sauron of the life before.
std::size_t delivered_by_the_next_life(asio::io_context& io, const std::string& spool) {
    Collector collector{io};
    Watched next{io, spool, 2};
    next.eye->set_addresses({collector.address()});
    next.report(1, 1);
    REQUIRE(run_until(io, [&] { return next.eye->counts().acked == 1; }));
    CHECK(collector.gaps == 0);
    return collector.events[BootId{1}].size();
}

}  // namespace

TEST_CASE("without Sauron a kill -9 takes along the last moment only") {
    CHECK(Settings{}.spool_interval <= std::chrono::milliseconds{50});  // the moment
    const Folder folder;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto pid = start_lonely_eye(folder.path(), ends[1]);
    REQUIRE(pid > 0);
    char said = 0;
    CHECK(::read(ends[0], &said, 1) == 1);
    CHECK(said == '+');
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    for (const int end : ends) ::close(end);
    asio::io_context io;
    CHECK(delivered_by_the_next_life(io, folder.path()) == 50);
}

TEST_CASE("when Sauron goes, what it did not acknowledge goes to disk, though nothing new happens") {
    asio::io_context io;
    const Folder folder;
    {
        Collector collector{io};
        collector.manners.acknowledges = false;
        Watched watched{io, folder.path(), 1,
                        [](Settings& settings) { settings.spool_interval = std::chrono::hours{1}; }};
        watched.eye->set_addresses({collector.address()});
        REQUIRE(run_until(io, [&] { return watched.eye->counts().connected; }));
        watched.report(1, 50);
        REQUIRE(run_until(io, [&] { return collector.have() == 50; }));
        CHECK(watched.eye->counts().queued_bytes > 0);
        collector.stop();
        REQUIRE(run_until(io, [&] { return watched.eye->counts().queued_bytes == 0; }));
        CHECK(watched.eye->counts().spooled_bytes > 0);
        CHECK(watched.eye->counts().lost == 0);
    }  // as a kill would, it ends without a goodbye
    CHECK(delivered_by_the_next_life(io, folder.path()) == 50);
}
