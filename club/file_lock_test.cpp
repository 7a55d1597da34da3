#include "club/file_lock.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <vector>

#include "club/testing.hpp"

using namespace std::chrono_literals;
using namespace watercooler::club;
using namespace watercooler::club::testing;
using Mode = FileLock::Mode;
using Seen = FileLock::Seen;

namespace {

bool is_free(const std::string& path) {
    const auto lock = FileLock::try_lock(path, Mode::exclusive);
    return lock && *lock;
}

}  // namespace

TEST_CASE("a lock has one exclusive holder or many shared ones") {
    const TempFolder temp;
    const auto path = temp / "lock";
    {
        const auto one = FileLock::try_lock(path, Mode::shared);
        REQUIRE(*one);
        CHECK(*FileLock::try_lock(path, Mode::shared));
        CHECK_FALSE(is_free(path));
        CHECK(*FileLock::look(path) == Seen::free);
    }
    const auto sole = FileLock::try_lock(path, Mode::exclusive);
    REQUIRE(*sole);
    CHECK_FALSE(*FileLock::try_lock(path, Mode::shared));
    CHECK(*FileLock::look(path) == Seen::held);
}

TEST_CASE("looking at a lock makes no file") {
    const TempFolder temp;
    CHECK(*FileLock::look(temp / "lock") == Seen::absent);
    CHECK((*list_folder(temp.path()))->empty());
}

TEST_CASE("looking at a lock takes nothing: the next one always gets it") {
    const TempFolder temp;
    const auto path = temp / "lock";
    REQUIRE(is_free(path));
    Child looker{[&] {
        while (FileLock::look(path)) {
        }
        return 1;
    }};
    int refused = 0;
    for (int round = 0; round < 2000; ++round) refused += !is_free(path);
    CHECK(refused == 0);
}

TEST_CASE("kill -9 frees a lock") {
    const TempFolder temp;
    const auto path = temp / "lock";
    Child holder{[&] {
        const auto lock = FileLock::try_lock(path, Mode::exclusive);
        return stay();
    }};
    REQUIRE(eventually([&] { return *FileLock::look(path) == Seen::held; }));
    holder.kill_hard();
    CHECK(*FileLock::look(path) == Seen::free);
    CHECK(is_free(path));
}

TEST_CASE("a program that the holder starts does not inherit the lock") {
    const TempFolder temp;
    const auto path = temp / "lock";
    int ready[2];
    REQUIRE(::pipe2(ready, O_CLOEXEC) == 0);  // closed by exec: then the child is another program
    auto lock = FileLock::try_lock(path, Mode::exclusive);
    REQUIRE(*lock);
    Child child{[] { return ::execl("/bin/sleep", "sleep", "60", nullptr); }};
    ::close(ready[1]);
    char byte;
    REQUIRE(::read(ready[0], &byte, 1) == 0);
    ::close(ready[0]);
    lock = std::optional<FileLock>{};
    CHECK(is_free(path));
    CHECK(::kill(child.pid(), 0) == 0);
}

TEST_CASE("who waits gets the lock when its holder goes, or is told that it did not") {
    const TempFolder temp;
    const auto path = temp / "lock", waits = temp / "waits";
    Child waiter{[&] {
        if (!eventually([&] { return *FileLock::look(path) == Seen::held; })) return 1;
        if (!replace_file(waits, "", Durable::process_crash)) return 3;
        return FileLock::lock(path, Mode::exclusive, 10s) ? 0 : 2;
    }};
    auto held = FileLock::lock(path, Mode::exclusive, 10s);
    REQUIRE(held);
    const auto refused = FileLock::lock(path, Mode::exclusive, 5ms);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "WC-CLUB-LOCKED");
    REQUIRE(eventually([&] { return read_file(waits, 0)->has_value(); }));
    held = tl::unexpected{Error{}};
    CHECK(waiter.wait() == 0);
}

TEST_CASE("a lock in a folder that is gone is an error that says so") {
    const TempFolder temp;
    const auto lock = FileLock::try_lock(temp / "gone/lock", Mode::exclusive);
    REQUIRE_FALSE(lock);
    CHECK(lock.error().code == "WC-CLUB-GONE");
}

TEST_CASE("a lock's file may go while others wait for it: never two holders of one path") {
    const TempFolder temp;
    const auto path = temp / "lock", proof = temp / "proof";
    const auto work = [&] {
        for (int round = 0; round < 300; ++round) {
            auto lock = FileLock::lock(path, Mode::exclusive, 10s);
            if (!lock) return 1;
            const int fd = ::open(proof.c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (fd < 0) return 2;  // somebody else holds it, too
            ::close(fd);
            ::unlink(proof.c_str());
            if (!lock->unlink()) return 3;
        }
        return 0;
    };
    std::vector<Child> workers;
    for (int i = 0; i < 4; ++i) workers.emplace_back(work);
    for (auto& worker : workers) CHECK(worker.wait() == 0);
}
