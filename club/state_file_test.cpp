#include "club/state_file.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <fstream>

#include "club/testing.hpp"

using namespace watercooler::club;
using namespace watercooler::club::testing;

namespace {

void put(const std::string& path, const std::string& bytes) { std::ofstream{path, std::ios::binary} << bytes; }

std::string raw(const std::string& path) { return *read_file(path, 1 << 20).value(); }

/// Mounts a tmpfs of `size` over the folder, in a mount namespace of this process only.
bool small_disk(const std::string& folder, const char* size) {
    return ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", folder.c_str(), "tmpfs", 0, size) == 0;
}

constexpr int not_possible_here = 77;

}  // namespace

TEST_CASE("state is loaded as it was saved, any bytes of it") {
    const TempFolder temp;
    const auto path = temp / "state";
    for (const std::string& bytes : {std::string{}, std::string{"a\n\0b\xff", 5}, std::string(100'000, 'x')}) {
        REQUIRE(save_state(path, bytes));
        const auto loaded = load_state(path);
        REQUIRE(loaded);
        CHECK(loaded->bytes == bytes);
        CHECK(loaded->message.empty());
        CHECK(has_state(path));
    }
}

TEST_CASE("no state is a fresh start without a word") {
    const TempFolder temp;
    const auto loaded = load_state(temp / "state");
    REQUIRE(loaded);
    CHECK_FALSE(loaded->bytes);
    CHECK(loaded->message.empty());
}

TEST_CASE("a state that was cut anywhere, or has any bit turned, is set aside") {
    const TempFolder temp;
    const auto path = temp / "state";
    REQUIRE(save_state(path, "Dune 7"));
    const auto good = raw(path);
    std::vector<std::string> damaged{good + "x", "watercooler-state 2" + good.substr(19)};
    for (std::size_t length = 0; length < good.size(); ++length) damaged.push_back(good.substr(0, length));
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        damaged.push_back(good);
        damaged.back()[bit / 8] = static_cast<char>(damaged.back()[bit / 8] ^ (1 << bit % 8));
    }
    for (const auto& bytes : damaged) {
        put(path, bytes);
        CAPTURE(bytes);
        REQUIRE_FALSE(has_state(path));
        const auto loaded = load_state(path);
        REQUIRE(loaded);
        REQUIRE_FALSE(loaded->bytes);
        REQUIRE(loaded->message.find(path + ".damaged-1") != std::string::npos);
        REQUIRE(raw(path + ".damaged-1") == bytes);
        REQUIRE_FALSE(*read_file(path, 1000));
        ::unlink((path + ".damaged-1").c_str());
    }
}

TEST_CASE("nine damaged ones are kept, no more") {
    const TempFolder temp;
    for (int i = 1; i <= 12; ++i) {
        put(temp / "state", std::to_string(i));
        REQUIRE(load_state(temp / "state"));
    }
    CHECK((*list_folder(temp.path()))->size() == 9);
    CHECK(raw(temp / "state.damaged-1") == "1");
    CHECK(raw(temp / "state.damaged-9") == "12");
}

TEST_CASE("kill -9 while it saves leaves an old state or a new one, never a mixture") {
    const TempFolder temp;
    const auto path = temp / "state";
    const std::string zeros(50'000, '0'), ones(50'000, '1');
    REQUIRE(save_state(path, zeros));
    for (int round = 0; round < 20; ++round) {
        Child saver{[&] {
            for (;;) {
                (void)save_state(path, ones);
                (void)save_state(path, zeros);
            }
            return 0;
        }};
        std::this_thread::sleep_for(std::chrono::microseconds{500 * round});
        saver.kill_hard();
        const auto loaded = load_state(path);
        REQUIRE(loaded);
        REQUIRE(loaded->message.empty());
        REQUIRE((loaded->bytes == zeros || loaded->bytes == ones));
    }
    CHECK(save_state(path, "after the crash"));
    CHECK(**list_folder(temp.path()) == std::vector<std::string>{"state"});
}

TEST_CASE("on a full disk the old state stays and the error says why") {
    const TempFolder temp;
    Child child{[&] {
        if (!small_disk(temp.path(), "size=64k")) return not_possible_here;
        if (!save_state(temp / "state", "old")) return 1;
        const auto saved = save_state(temp / "state", std::string(200'000, 'x'));
        if (saved || saved.error().code != "WC-CLUB-DISK") return 2;
        const auto loaded = load_state(temp / "state");
        if (!loaded || loaded->bytes != "old") return 3;
        return save_state(temp / "state", "new") ? 0 : 4;
    }};
    const int code = child.wait();
    if (code == not_possible_here)
        MESSAGE("not root: the limit on file sizes is tested instead");
    else
        CHECK(code == 0);
}

TEST_CASE("in a folder that cannot be written the error says so, and reading goes on") {
    const TempFolder temp;
    REQUIRE(save_state(temp / "state", "old"));
    REQUIRE(::chmod((temp / "state").c_str(), 0644) == 0);
    REQUIRE(::chmod(temp.path().c_str(), 0555) == 0);
    Child child{[&] {
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 1;
        const auto saved = save_state(temp / "state", "new");
        if (saved || saved.error().code != "WC-CLUB-PERM") return 2;
        const auto loaded = load_state(temp / "state");
        return loaded && loaded->bytes == "old" ? 0 : 3;
    }};
    CHECK(child.wait() == 0);
    ::chmod(temp.path().c_str(), 0755);
}
