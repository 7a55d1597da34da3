// What is not acknowledged: in order, bounded, and honest about what it lost.
#include "eye/backlog.hpp"

#include <doctest/doctest.h>

#include "eye/eye_testing.hpp"

using namespace watercooler;
using namespace watercooler::eye;
using namespace watercooler::eye::testing;

namespace {

constexpr std::size_t plenty = 1'000'000;

/// The last seq of each batch that is sent after `sent`.
std::vector<std::uint64_t> send_all(Backlog& backlog, std::uint64_t sent = 0) {
    std::vector<std::uint64_t> lasts;
    for (Sequence at{sent}; const auto piece = backlog.after(at);) {
        CHECK(piece->first > at);
        at = piece->last;
        lasts.push_back(at.value);
    }
    return lasts;
}

using Lasts = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("what lies on disk is sent before what lies in memory, each once") {
    const Folder folder;
    Spool spool{folder.path(), plenty, self_of()};
    Backlog backlog{&spool, BootId{1}, plenty};
    for (std::uint64_t seq = 1; seq <= 6; ++seq) backlog.add(batch_of(seq, seq));
    CHECK(backlog.spill() == true);
    CHECK(backlog.spill() == true);
    CHECK(backlog.first() == Sequence{1});
    CHECK(send_all(backlog) == Lasts{1, 2, 3, 4, 5, 6});
    CHECK(backlog.spill() == true);  // what was sent from memory
    CHECK(send_all(backlog, 6) == Lasts{});
    backlog.add(batch_of(7, 7));
    CHECK(send_all(backlog, 6) == Lasts{7});
}

TEST_CASE("what is acknowledged goes, in memory and on disk") {
    const Folder folder;
    Spool spool{folder.path(), plenty, self_of()};
    Backlog backlog{&spool, BootId{1}, plenty};
    for (std::uint64_t seq = 1; seq <= 4; ++seq) backlog.add(batch_of(seq, seq));
    CHECK(backlog.spill() == true);
    CHECK(backlog.spill() == true);
    CHECK(send_all(backlog) == Lasts{1, 2, 3, 4});
    backlog.acked(Sequence{1});
    CHECK(spool.bytes() > 0);
    backlog.acked(Sequence{3});
    CHECK(spool.bytes() == 0);
    CHECK(backlog.first() == Sequence{4});
    backlog.acked(Sequence{4});
    CHECK(backlog.memory_bytes() == 0);
    CHECK_FALSE(backlog.first());
    backlog.add(batch_of(5, 5));
    CHECK(backlog.spill() == true);  // into a new file
    CHECK(send_all(backlog, 4) == Lasts{5});
}

TEST_CASE("a new connection begins behind what Sauron has") {
    const Folder folder;
    Spool spool{folder.path(), plenty, self_of()};
    Backlog backlog{&spool, BootId{1}, plenty};
    for (std::uint64_t seq = 1; seq <= 6; ++seq) backlog.add(batch_of(seq, seq));
    for (int i = 0; i < 3; ++i) CHECK(backlog.spill() == true);
    CHECK(send_all(backlog) == Lasts{1, 2, 3, 4, 5, 6});
    backlog.welcomed(Sequence{2});
    CHECK(send_all(backlog, 2) == Lasts{3, 4, 5, 6});
    backlog.welcomed(Sequence{5});
    CHECK(send_all(backlog, 5) == Lasts{6});
}

TEST_CASE("beyond the memory's bound the oldest are lost, and counted") {
    Backlog backlog{nullptr, BootId{1}, 3 * batch_of(5, 5).bytes.size()};
    for (std::uint64_t seq = 1; seq <= 5; ++seq) backlog.add(batch_of(seq, seq));
    CHECK(backlog.lost() == 2);
    CHECK(send_all(backlog) == Lasts{3, 4, 5});
    CHECK(backlog.spill() == false);
}

TEST_CASE("what was sent before it was dropped is lost only if it did not arrive") {
    const auto bytes_max = 3 * batch_of(5, 5).bytes.size();
    for (const auto& [have, lost] : {std::pair{2u, 0u}, {1u, 1u}, {0u, 2u}, {5u, 0u}}) {
        CAPTURE(have);
        Backlog backlog{nullptr, BootId{1}, bytes_max};
        for (std::uint64_t seq = 1; seq <= 3; ++seq) backlog.add(batch_of(seq, seq));
        CHECK(send_all(backlog) == Lasts{1, 2, 3});
        backlog.add(batch_of(4, 4));
        backlog.add(batch_of(5, 5));
        CHECK(backlog.lost() == 0);  // nobody knows yet
        backlog.welcomed(Sequence{have});
        CHECK(backlog.lost() == lost);
    }
}

TEST_CASE("beyond the spool's bound its oldest are lost, and counted") {
    const Folder folder;
    Spool spool{folder.path(), 32 * 1024, self_of()};
    Backlog backlog{&spool, BootId{1}, plenty};
    std::uint64_t seq = 0;
    for (; seq < 20'000; seq += 100) {
        backlog.add(batch_of(seq + 1, seq + 100));
        REQUIRE(backlog.spill() == true);
    }
    CHECK(backlog.lost() > 10'000);
    CHECK(backlog.first()->value == backlog.lost() + 1);
    const auto sent = send_all(backlog);
    CHECK(sent.front() == backlog.lost() + 100);
    CHECK(sent.size() == (20'000 - backlog.lost()) / 100);
}

TEST_CASE("an earlier life's events are handed out to their end, and then there is nothing left") {
    const Folder folder;
    {
        Spool spool{folder.path(), plenty, self_of(1)};
        Backlog backlog{&spool, BootId{1}, plenty};
        for (std::uint64_t seq = 1; seq <= 3; ++seq) backlog.add(batch_of(seq, seq));
        while (backlog.spill().value()) {
        }
    }
    Spool spool{folder.path(), plenty, self_of(2)};
    Backlog old{&spool, BootId{1}, 0};
    CHECK(old.hello()->stream.boot == BootId{1});
    old.welcomed(Sequence{1});
    CHECK_FALSE(old.read_to_the_end());
    CHECK(send_all(old, 1) == Lasts{2, 3});
    CHECK(old.read_to_the_end());
    old.acked(Sequence{3});
    CHECK(spool.segments().empty());
}
