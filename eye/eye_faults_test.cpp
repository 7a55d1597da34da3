// The eye and everything that can go wrong: strange collectors, no room, no disk. It goes on, and counts.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "eye/eye_testing.hpp"

using namespace watercooler;
using namespace watercooler::eye;
using namespace watercooler::eye::testing;
using std::chrono::milliseconds;

namespace {

Buffer frame_of(journal::FrameType type, std::string_view payload) {
    Buffer bytes;
    journal::append_frame(bytes, type, bytes_of(payload));
    return bytes;
}

bool contains(const std::vector<std::string>& lines, std::string_view text) {
    return std::ranges::any_of(lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

void short_patience(Settings& settings) { settings.answer_timeout = settings.ack_timeout = milliseconds{30}; }

}  // namespace

TEST_CASE("a collector that says strange things is left for an honest one") {
    using journal::FrameType;
    const std::pair<const char*, Buffer> table[] = {
        {"an HTTP answer", {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '4', '0', '0', '\r', '\n'}},
        {"a frame of four gigabytes", {0xff, 0xff, 0xff, 0xff, 2}},
        {"no type", {0, 0, 0, 1, 99}},
        {"a welcome that is no JSON", frame_of(FrameType::welcome, "hello")},
        {"a welcome without `have`", frame_of(FrameType::welcome, "{}")},
        {"a welcome from the future", frame_of(FrameType::welcome, R"({"sauron":"x","have":9999})")},
        {"an ack before its welcome", frame_of(FrameType::ack, std::string_view{"\0\0\0\0\0\0\0\1", 8})},
        {"our own frames", frame_of(FrameType::bye, "")},
        {"a refusal", frame_of(FrameType::refuse, R"({"code":"WC-NO","message":"not you\u001b[2J"})")},
        {"a refusal that is no JSON", frame_of(FrameType::refuse, "no")},
    };
    for (const auto& [what, says] : table) {
        CAPTURE(what);
        asio::io_context io;
        Collector strange{io}, honest{io};
        strange.manners.says = says;
        Watched watched{io};
        watched.eye->set_addresses({strange.address(), honest.address()});
        watched.report(1, 100);
        REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 100; }));
        CHECK(honest.have() == 100);
        REQUIRE_FALSE(watched.said.empty());
        CHECK(watched.said[0].find('\x1b') == std::string::npos);  // what others say does no harm in a log
    }
}

TEST_CASE("a collector that acknowledges what was never sent is left") {
    asio::io_context io;
    Collector strange{io}, honest{io};
    strange.manners.acks = Sequence{5000};
    Watched watched{io};
    watched.eye->set_addresses({strange.address(), honest.address()});
    watched.report(1, 100);
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 100; }));
    CHECK(honest.have() == 100);
    CHECK(contains(watched.said, "never sent"));
}

TEST_CASE("a collector that takes the connection and then says nothing is left") {
    for (const bool welcomes : {false, true}) {
        asio::io_context io;
        Collector silent{io}, honest{io};
        silent.manners.welcomes = welcomes;
        silent.manners.acknowledges = false;
        Watched watched{io, {}, 1, short_patience};
        watched.eye->set_addresses({silent.address(), honest.address()});
        watched.report(1, 100);
        REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 100; }));
        CHECK(honest.have() == 100);
    }
}

TEST_CASE("random bytes from a collector are survived") {
    std::mt19937 random{3};
    for (int round = 0; round < 60; ++round) {
        asio::io_context io;
        Collector strange{io};
        for (auto left = 1 + random() % 60; left > 0; --left)
            strange.manners.says.push_back(static_cast<std::uint8_t>(random() % 3 == 0 ? random() : random() % 8));
        Watched watched{io, {}, 1, short_patience};
        watched.eye->set_addresses({strange.address()});
        watched.report(1, 10);
        for (int step = 0; step < 20; ++step) io.run_one_for(milliseconds{1});
        CHECK(watched.eye->counts().lost == 0);
        CHECK(watched.eye->counts().queued_bytes > 0);
    }
}

TEST_CASE("a refusal is said once, however often it comes") {
    asio::io_context io;
    Collector collector{io};
    collector.manners.refuses = journal::Refusal{"WC-EYE-TOKEN", "the token is wrong"};
    Watched watched{io};
    watched.eye->set_addresses({collector.address()});
    watched.report(1, 10);
    REQUIRE(run_until(io, [&] { return collector.hellos.size() == 3; }));
    CHECK(watched.said.size() == 1);
    CHECK(contains(watched.said, "WC-EYE-TOKEN"));
    collector.manners.refuses.reset();
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 10; }));
    CHECK(watched.said.size() == 2);
}

TEST_CASE("an earlier life that no Sauron wants does not keep this one from being heard") {
    asio::io_context io;
    const Folder folder;
    {
        Watched earlier{io, folder.path(), 1};
        earlier.report(1, 10);
        REQUIRE(earlier.finish(io));
    }
    Collector collector{io};
    collector.manners.refuses = journal::Refusal{"WC-EYE-OLD", "too old"};
    Watched watched{io, folder.path(), 2};
    watched.eye->set_addresses({collector.address()});
    watched.report(1, 10);
    REQUIRE(run_until(io, [&] { return collector.hellos.size() == 3; }));
    collector.manners.refuses.reset();
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 10; }));
    CHECK(collector.have(1) == 0);
    CHECK(watched.eye->counts().spooled_bytes > 0);  // kept for the next life
}

TEST_CASE("without Sauron and without a disk the oldest are lost, counted, told, and seen as a gap") {
    asio::io_context io;
    Watched watched{io, {}, 1, [](Settings& settings) {
                        settings.memory_bytes_max = 64 * 1024;
                        settings.flush_bytes = 8 * 1024;
                    }};
    watched.report(1, 20'000);
    CHECK(watched.lost == 0);  // not from within the call
    REQUIRE(run_until(io, [&] { return watched.lost > 10'000; }));
    CHECK(watched.eye->counts().queued_bytes <= 72 * 1024);
    Collector collector{io};
    watched.eye->set_addresses({collector.address()});
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 20'000; }));
    const auto lost = watched.eye->counts().lost;
    REQUIRE(run_until(io, [&] { return watched.lost == lost; }));
    CHECK(collector.gaps == 1);
    CHECK(collector.hellos.at(0).next.value > 10'000);
    CHECK(collector.events[BootId{1}].size() == 20'000 - lost);
}

TEST_CASE("a spool that is full loses its oldest, and says how many") {
    asio::io_context io;
    const Folder folder;
    Watched watched{io, folder.path(), 1, [](Settings& settings) { settings.spool_bytes_max = 64 * 1024; }};
    for (std::uint64_t seq = 1; seq < 30'000; seq += 100) {
        watched.report(seq, seq + 99);
        REQUIRE(run_until(io, [&] { return watched.eye->counts().queued_bytes == 0; }));
    }
    CHECK(watched.eye->counts().spooled_bytes <= 66 * 1024);
    const auto lost = watched.eye->counts().lost;
    CHECK(lost > 10'000);
    Collector collector{io};
    watched.eye->set_addresses({collector.address()});
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 30'000; }));
    CHECK(collector.events[BootId{1}].size() == 30'000 - lost);
    CHECK(collector.gaps == 1);
}

TEST_CASE("a disk that takes nothing is said once, and memory serves as far as it goes") {
    asio::io_context io;
    const Folder folder;
    std::ofstream{folder.path("file")} << "x";  // where the spool's folder should be
    Watched watched{io, folder.path("file"), 1, [](Settings& settings) { settings.memory_bytes_max = 64 * 1024; }};
    for (std::uint64_t seq = 1; seq <= 1000; seq += 10) {
        watched.report(seq, seq + 9);
        io.run_one_for(milliseconds{1});
    }
    REQUIRE(run_until(io, [&] { return !watched.said.empty(); }));
    CHECK(watched.said.size() == 1);
    CHECK(contains(watched.said, "wait in memory"));
    CHECK(watched.eye->counts().lost == 0);
    Collector collector{io};
    watched.eye->set_addresses({collector.address()});
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 1000; }));
    CHECK(collector.gaps == 0);
}

TEST_CASE("a collector that is slow is sent no more than its window, and the rest waits on disk") {
    asio::io_context io;
    const Folder folder;
    Collector collector{io};
    collector.manners.acknowledges = false;
    Watched watched{io, folder.path(), 1, [](Settings& settings) { settings.memory_bytes_max = 512 * 1024; }};
    watched.eye->set_addresses({collector.address()});
    std::uint64_t seq = 1;
    for (; seq < 8000; seq += 100) {
        auto events = events_of(seq, seq + 99);
        for (auto& event : events) event.value = std::string(1000, 'x');
        watched.eye->report(events, 1000);
        REQUIRE(run_until(io, [&] { return watched.eye->counts().queued_bytes < 350 * 1024; }));
    }
    REQUIRE(run_until(io, [&] { return watched.eye->counts().queued_bytes < 256 * 1024; }));
    REQUIRE(run_until(io, [&] { return collector.have() == watched.eye->counts().sent; }));
    const auto counts = watched.eye->counts();
    CHECK(counts.lost == 0);
    CHECK(counts.sent > 3'000);
    CHECK(counts.sent < 5'000);
    CHECK(counts.spooled_bytes > 1024 * 1024);
    collector.manners.acknowledges = true;
    collector.close_all();
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == seq - 1; }));
    CHECK(collector.gaps == 0);
    CHECK(collector.damaged == 0);
}

TEST_CASE("only a Sauron on another host is told the token") {
    // 127.0.0.1 in any form is this host; an address of this machine's network is not.
    asio::io_context io;
    Collector collector{io};
    Watched watched{io};
    auto mapped = *parse_ip("::ffff:127.0.0.1", collector.address().port);
    watched.eye->set_addresses({mapped});
    watched.report(1, 1);
    REQUIRE(run_until(io, [&] { return watched.eye->counts().acked == 1; }));
    CHECK(collector.hellos.at(0).token == "");
}
