// The eye against a collector in this process: everything since the start, in order, once, whoever comes and goes.
#include "eye/eye.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "eye/eye_testing.hpp"

using namespace watercooler;
using namespace watercooler::eye;
using namespace watercooler::eye::testing;

namespace {

/// All events of a life are there, in order and with their wall time.
void check_whole(Collector& collector, std::uint64_t last, std::uint64_t boot = 1) {
    CHECK(collector.have(boot) == last);
    CHECK(collector.gaps == 0);
    CHECK(collector.damaged == 0);
    const auto& events = collector.events[BootId{boot}];
    REQUIRE(events.size() == last);
    for (std::uint64_t seq = 1; seq <= last; ++seq) REQUIRE(events[seq - 1] == journal::Stamped{event_of(seq), 1000});
}

}  // namespace

TEST_CASE("events arrive in order, and are acknowledged") {
    asio::io_context io;
    Collector collector{io};
    Watched watched{io};
    watched.eye->set_addresses({collector.address()});
    for (std::uint64_t seq = 1; seq <= 300; seq += 3) {
        watched.report(seq, seq + 2);
        io.poll();
    }
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 300; }));
    check_whole(collector, 300);
    const auto counts = watched.eye->counts();
    CHECK(counts.sent == 300);
    CHECK(counts.connected);
    CHECK(counts.queued_bytes == 0);
    CHECK(counts.lost == 0);
    CHECK(collector.batches < 100);
    CHECK(collector.hellos.at(0).stream == journal::Stream{"office", "jimmy", BootId{1}});
    CHECK(collector.hellos.at(0).next == Sequence{1});
    CHECK(collector.hellos.at(0).token == "");  // it is on this host
}

TEST_CASE("a Sauron that comes late gets everything since the start, from disk and memory") {
    asio::io_context io;
    const Folder folder;
    Watched watched{io, folder.path()};
    for (std::uint64_t seq = 1; seq <= 20'000; seq += 500) {
        watched.report(seq, seq + 499);
        io.restart();
        io.poll();
    }
    REQUIRE(run_until(io, [&] { return watched.eye->counts().queued_bytes == 0; }));
    CHECK(watched.eye->counts().spooled_bytes > 100'000);
    CHECK_FALSE(watched.eye->counts().connected);
    Collector collector{io};
    watched.eye->set_addresses({collector.address()});
    watched.report(20'001, 20'010);
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 20'010; }));
    check_whole(collector, 20'010);
    CHECK(collector.duplicates == 0);
    CHECK(watched.eye->counts().spooled_bytes == 0);
    CHECK_FALSE(std::filesystem::exists(folder.path()));  // nothing is left behind
}

TEST_CASE("a connection that breaks at any byte costs nothing") {
    for (std::size_t cut = 1; cut < 700; cut += 7) {
        CAPTURE(cut);
        asio::io_context io;
        Collector collector{io};
        collector.manners.closes_after = cut;
        Watched watched{io};
        watched.eye->set_addresses({collector.address()});
        watched.report(1, 5);
        io.poll();
        watched.report(6, 20);
        REQUIRE(
            run_until(io, [&] { return watched.eye->counts().acked == 20 || !collector.hellos.empty() || cut < 160; }));
        collector.manners.closes_after = 0;
        watched.eye->set_addresses({collector.address()});  // does not wait for the next attempt
        REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 20; }));
        check_whole(collector, 20);
        CHECK(watched.eye->counts().lost == 0);
    }
}

TEST_CASE("when a Sauron dies another takes over where it was, and the first is not needed any more") {
    asio::io_context io;
    Collector first{io}, second{io};
    Watched watched{io};
    watched.eye->set_addresses({first.address(), second.address()});
    watched.report(1, 100);
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 100; }));
    second.events = first.events;  // they share a store
    first.stop();
    watched.report(101, 200);
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 200; }));
    check_whole(second, 200);
    CHECK(second.duplicates == 0);
    CHECK(first.have() == 100);
}

TEST_CASE("an address that is no longer among those given is left at once") {
    asio::io_context io;
    Collector first{io}, second{io};
    Watched watched{io};
    watched.eye->set_addresses({first.address()});
    watched.report(1, 10);
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 10; }));
    second.events = first.events;
    watched.eye->set_addresses({second.address()});
    watched.report(11, 20);
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 20; }));
    check_whole(second, 20);
    watched.eye->set_addresses({});
    REQUIRE(run_until(io, [&] { return !watched.eye->counts().connected; }));
}

TEST_CASE("what an earlier life left on disk is delivered first, as its own stream, and then is gone") {
    asio::io_context io;
    const Folder folder;
    for (const std::uint64_t boot : {7, 8}) {
        Watched earlier{io, folder.path(), boot};
        earlier.report(1, 1000 * boot);
        REQUIRE(earlier.finish(io));
    }
    Watched watched{io, folder.path(), 9};
    watched.report(1, 10);
    CHECK(watched.eye->counts().spooled_bytes > 0);
    Collector collector{io};
    watched.eye->set_addresses({collector.address()});
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 10; }));
    REQUIRE(collector.hellos.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(collector.hellos[i].stream.boot == BootId{7 + i});
    check_whole(collector, 7000, 7);
    check_whole(collector, 8000, 8);
    check_whole(collector, 10, 9);
    REQUIRE(run_until(io, [&] { return watched.eye->counts().spooled_bytes == 0; }));
}

TEST_CASE("at the end everything is sent, acknowledged, and a goodbye said") {
    asio::io_context io;
    const Folder folder;
    Collector collector{io};
    Watched watched{io, folder.path()};
    watched.eye->set_addresses({collector.address()});
    watched.report(1, 5000);
    REQUIRE(watched.finish(io));
    REQUIRE(run_until(io, [&] { return collector.byes == 1; }));
    check_whole(collector, 5000);
    CHECK_FALSE(std::filesystem::exists(folder.path()));
}

TEST_CASE("at the end a Sauron that acknowledges nothing is waited for no longer than told, and nothing is lost") {
    asio::io_context io;
    const Folder folder;
    Collector collector{io};
    collector.manners.acknowledges = false;
    Watched watched{io, folder.path()};
    watched.eye->set_addresses({collector.address()});
    watched.report(1, 500);
    const auto began = std::chrono::steady_clock::now();
    REQUIRE(watched.finish(io));
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{3});
    collector.manners.acknowledges = true;
    collector.close_all();
    Watched next{io, folder.path(), 2};
    next.eye->set_addresses({collector.address()});
    next.report(1, 1);
    REQUIRE(run_until(io, [&] { return next.eye->counts().acked == 1; }));
    check_whole(collector, 500, 1);
}

TEST_CASE("an eye that ends in the middle of everything leaves nothing that calls it") {
    for (int steps = 0; steps < 40; ++steps) {
        asio::io_context io;
        Collector collector{io};
        {
            Watched watched{io};
            watched.eye->set_addresses({collector.address()});
            watched.report(1, 500);
            for (int step = 0; step < steps; ++step) io.run_one_for(std::chrono::milliseconds{1});
        }
        io.restart();
        io.run_for(std::chrono::milliseconds{2});
    }
}
