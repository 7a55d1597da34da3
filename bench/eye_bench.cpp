// What reporting costs a member: processor time of an eye that reports to a collector on this host, which is a process
// of its own and takes everything; or, when it is away, that writes to its spool.
//
//   eye_bench [events per second = 1000] [seconds = 5] [away [ms between two writes]]
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "eye/eye.hpp"
#include "eye/eye_testing.hpp"
#include "journal/event_mix.hpp"
#include "measuring.hpp"

using namespace watercooler;
using namespace watercooler::eye;
using bench::processor_seconds;
using std::chrono::milliseconds;

namespace {

/// A process that collects until it is killed; its address.
std::pair<pid_t, Address> start_collector() {
    int pipe[2];
    if (::pipe(pipe) != 0) std::abort();
    const auto pid = ::fork();
    if (pid == 0) {
        boost::asio::io_context io;
        eye::testing::Collector collector{io};
        const auto port = collector.address().port;
        if (::write(pipe[1], &port, sizeof port) != sizeof port) std::abort();
        io.run();
        ::_exit(0);
    }
    std::uint16_t port = 0;
    if (::read(pipe[0], &port, sizeof port) != sizeof port) std::abort();
    return {pid, *parse_ip("127.0.0.1", port)};
}

}  // namespace

int main(int count, char** arguments) {
    const auto rate = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1000;
    const auto seconds = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 5;
    const bool away = count > 3;
    const eye::testing::Folder folder;
    const auto [collector, address] = start_collector();
    boost::asio::io_context io;
    Settings settings;
    settings.self = eye::testing::self_of();
    if (away) settings.spool = folder.path();
    if (count > 4) settings.spool_interval = milliseconds{std::strtoul(arguments[4], nullptr, 10)};
    Eye eye{io, settings, {}};
    if (!away) eye.set_addresses({address});
    journal::testing::EventMix mix;
    const auto steps = seconds * 100;  // every 10 ms
    std::vector<std::vector<Event>> all;
    for (std::size_t step = 0; step < steps; ++step) {
        all.emplace_back();
        for (auto& stamped : mix.take(std::max<std::size_t>(1, rate / 100))) all.back().push_back(stamped.event);
    }
    const auto newest = all.back().back().seq.value;
    const auto began = std::chrono::steady_clock::now();
    const auto before = processor_seconds();
    for (std::size_t step = 0; step < steps; ++step) {
        for (const auto& event : all[step]) eye.report({&event, 1}, 1'760'000'000'000'000'000);
        io.restart();
        io.run_until(began + milliseconds{10} * (step + 1));
    }
    const auto used = processor_seconds() - before;
    boost::asio::io_context empty;
    const auto guard = boost::asio::make_work_guard(empty);
    const auto idle_before = processor_seconds();  // the same loop, without an eye in it
    const auto idle_began = std::chrono::steady_clock::now();
    for (std::size_t step = 0; step < steps; ++step) {
        empty.restart();
        empty.run_until(idle_began + milliseconds{10} * (step + 1));
    }
    const auto idle = processor_seconds() - idle_before;
    const auto spooled = eye.counts().spooled_bytes;
    eye.set_addresses({address});
    eye::testing::run_until(io, [&] { return eye.counts().acked == newest; });
    const auto counts = eye.counts();
    std::printf(
        "%lu events/s for %lu s: %.2f %% of a core (of it the measuring loop %.2f %%), %llu reported, %llu spooled "
        "bytes, "
        "%llu acked\n",
        rate, seconds, 100 * used / double(seconds), 100 * idle / double(seconds),
        static_cast<unsigned long long>(newest), static_cast<unsigned long long>(spooled),
        static_cast<unsigned long long>(counts.acked));
    ::kill(collector, SIGKILL);
    ::waitpid(collector, nullptr, 0);
    return counts.acked == newest ? 0 : 1;
}
