// The spool: what is written is read back, whatever happens to its files.
#include "eye/spool.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "eye/eye_testing.hpp"

using namespace watercooler;
using namespace watercooler::eye;
using namespace watercooler::eye::testing;
namespace fs = std::filesystem;

namespace {

/// The last seq of each batch.
std::vector<std::uint64_t> read_all(const Spool& spool) {
    std::vector<std::uint64_t> lasts;
    for (const auto& segment : spool.segments()) {
        SegmentReader reader{spool.path(segment)};
        while (const auto batch = reader.next(segment.bytes)) lasts.push_back(batch->extent.last.value);
    }
    return lasts;
}

}  // namespace

TEST_CASE("a spool that nothing was written to leaves no folder") {
    const Folder folder;
    {
        Spool spool{folder.path(), 1'000'000, self_of()};
    }
    CHECK_FALSE(fs::exists(folder.path()));
}

TEST_CASE("what was spooled is there in order, for the next life too") {
    const Folder folder;
    {
        Spool spool{folder.path(), 1'000'000, self_of(1)};
        for (std::uint64_t seq = 1; seq <= 50; ++seq) REQUIRE(spool.append(batch_of(seq, seq)));
        CHECK(read_all(spool).size() == 50);
    }
    Spool next{folder.path(), 1'000'000, self_of(2)};
    REQUIRE(next.segments().size() == 1);
    CHECK(next.segments()[0].boot == BootId{1});
    CHECK(next.segments()[0].first == Sequence{1});
    CHECK(read_all(next).back() == 50);
    REQUIRE(next.append(batch_of(1, 3)));
    CHECK(next.segments().size() == 2);
    CHECK(SegmentReader{next.path(next.segments()[0])}.hello(1000)->stream.boot == BootId{1});
    CHECK(next.bytes() == fs::file_size(next.path(next.segments()[0])) + fs::file_size(next.path(next.segments()[1])));
}

TEST_CASE("beyond its bound the oldest segments go first") {
    const Folder folder;
    Spool spool{folder.path(), 32 * 1024, self_of()};
    std::uint64_t dropped_last = 0, most = 0;
    for (std::uint64_t seq = 1; seq <= 10'000; seq += 100) {
        const auto batch = batch_of(seq, seq + 99);
        while (const auto dropped = spool.drop_for(batch.bytes.size())) {
            CHECK(dropped->first.value == dropped_last + 1);
            dropped_last = dropped->last.value;
        }
        REQUIRE(spool.append(batch));
        most = std::max(most, spool.bytes());
    }
    CHECK(dropped_last > 1000);
    CHECK(most <= 33 * 1024);  // the head of a segment beyond it
    CHECK(spool.segments().front().first.value == dropped_last + 1);
}

TEST_CASE("the events of an old segment are counted before it is dropped") {
    const Folder folder;
    {
        Spool spool{folder.path(), 100'000, self_of(1)};
        REQUIRE(spool.append(batch_of(5, 20)));
    }
    Spool next{folder.path(), 1, self_of(2)};
    const auto dropped = next.drop_for(100);
    REQUIRE(dropped);
    CHECK(dropped->first == Sequence{5});
    CHECK(dropped->last == Sequence{20});
    CHECK_FALSE(next.drop_for(100));
}

TEST_CASE("a segment cut at any byte gives what is whole, and nothing else") {
    const Folder folder;
    Spool spool{folder.path(), 100'000, self_of()};
    REQUIRE(spool.append(batch_of(1, 2)));
    REQUIRE(spool.append(batch_of(3, 4)));
    const auto path = spool.path(spool.segments()[0]);
    const auto whole = spool.segments()[0].bytes;
    for (std::uint64_t bytes = 0; bytes <= whole; ++bytes) {
        SegmentReader reader{path};
        std::vector<std::uint64_t> lasts;
        while (const auto batch = reader.next(bytes)) lasts.push_back(batch->extent.last.value);
        CAPTURE(bytes);
        REQUIRE(lasts.size() <= 2);
        REQUIRE((bytes < whole || lasts == std::vector<std::uint64_t>{2, 4}));
        REQUIRE_FALSE(reader.damaged());
    }
}

TEST_CASE("a segment with any byte changed never gives a batch that cannot be read") {
    const Folder folder;
    Spool spool{folder.path(), 100'000, self_of()};
    REQUIRE(spool.append(batch_of(1, 3)));
    const auto segment = spool.segments()[0];
    for (std::uint64_t at = 0; at < segment.bytes; ++at) {
        std::fstream file{spool.path(segment), std::ios::in | std::ios::out | std::ios::binary};
        file.seekg(static_cast<std::streamoff>(at));
        const auto good = static_cast<char>(file.get());
        file.seekp(static_cast<std::streamoff>(at));
        file.put(static_cast<char>(good ^ 0x41));
        file.flush();
        SegmentReader reader{spool.path(segment)};
        while (const auto batch = reader.next(segment.bytes)) REQUIRE(journal::decode(batch->batch));
        file.seekp(static_cast<std::streamoff>(at));
        file.put(good);
    }
}

TEST_CASE("files of others stay as they are") {
    const Folder folder;
    fs::create_directories(folder.path());
    for (const auto* name : {"notes", "1-2.eye", "x-1-1.eye", "1-1-0.eye", "0000000001-00000000000000a1-1.eye.tmp"})
        std::ofstream{folder.path() + "/" + name} << "x";
    fs::create_directory(folder.path() + "/1-1-1.eye");
    Spool spool{folder.path(), 1, self_of()};
    CHECK(spool.segments().empty());
    CHECK_FALSE(spool.drop_for(1));
    CHECK(fs::exists(folder.path() + "/notes"));
}

TEST_CASE("where nothing can be written that is said, and nothing is there") {
    const Folder folder;
    std::ofstream{folder.path("file")} << "x";
    Spool spool{folder.path("file"), 100'000, self_of()};
    const auto written = spool.append(batch_of(1, 1));
    REQUIRE_FALSE(written);
    CHECK(written.error().find("Not a directory") != std::string::npos);
    CHECK(spool.bytes() == 0);
}

TEST_CASE("a write that fits only in part is taken back, and the next one goes on behind the last whole one") {
    const Folder folder;
    Spool spool{folder.path(), 10'000'000, self_of()};
    REQUIRE(spool.append(batch_of(1, 10)));
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    const auto full = spool.bytes() + 100;
    const rlimit small{full, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto refused = spool.append(batch_of(11, 500));
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, handler);
    CHECK_FALSE(refused);
    CHECK(fs::file_size(spool.path(spool.segments()[0])) == spool.bytes());
    REQUIRE(spool.append(batch_of(11, 500)));
    CHECK(read_all(spool) == std::vector<std::uint64_t>{10, 500});
}
