#include "club/freeze_word.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>
#include <vector>

#include "club/testing.hpp"

using namespace std::chrono_literals;
using namespace watercooler::club;
using namespace watercooler::club::testing;

namespace {

FreezePage page_at(const std::string& path) {
    auto page = FreezePage::map(path);
    if (!page) MESSAGE(page.error().message);
    REQUIRE(page);
    return std::move(*page);
}

}  // namespace

TEST_CASE("a word is packed and unpacked without loss") {
    for (const bool frozen : {false, true}) {
        for (const std::uint32_t steps : {0u, 1u, steps_max}) {
            for (const std::uint32_t epoch : {0u, 1u, 0xffffffu}) {
                const FreezeWord word{frozen, steps, static_cast<std::uint8_t>(steps), epoch};
                CHECK(unpack(pack(word)) == word);
            }
        }
    }
    CHECK(pack({}) == 0);
    CHECK(unpack(~std::uint64_t{0}) == FreezeWord{true, steps_max, 255, 0xffffff});
}

TEST_CASE("each act makes the next word") {
    const FreezeWord running{false, 9, 3, 5};
    const FreezeWord frozen = frozen_again(running);
    CHECK(frozen == FreezeWord{true, 0, 0, 6});
    CHECK(frozen_again(frozen) == FreezeWord{true, 0, 1, 6});
    CHECK(*stepped(frozen, 3) == FreezeWord{true, 3, 0, 6});
    CHECK(thawed(*stepped(frozen, 3)) == FreezeWord{false, 3, 0, 6});
    CHECK(thawed(running) == running);
    CHECK_FALSE(stepped(running, 1));
    CHECK(stepped(frozen, steps_max));
    CHECK_FALSE(stepped(*stepped(frozen, steps_max), 1));
    CHECK(frozen_again({false, 0, 0, 0xffffff}).epoch == 0);
}

TEST_CASE("a new page is thawed, private, and 4096 bytes on the disk") {
    const TempFolder temp;
    const auto page = page_at(temp / "freeze");
    CHECK(page.load() == FreezeWord{});
    struct stat status{};
    REQUIRE(::stat((temp / "freeze").c_str(), &status) == 0);
    CHECK(status.st_size == 4096);
    CHECK(status.st_blocks * 512 >= 4096);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a freeze, its steps and its thaw are seen by another process") {
    const TempFolder temp;
    auto page = page_at(temp / "freeze");
    Child other{[&] {
        auto mine = FreezePage::map(temp / "freeze");
        if (!mine) return 1;
        if (!eventually([&] { return mine->load().frozen; })) return 2;
        if (mine->frozen_at() != 17ns || mine->thaw_at()) return 3;
        mine->step(2);
        return eventually([&] { return !mine->load().frozen; }) ? 0 : 4;
    }};
    page.freeze(17ns, {});
    CHECK(eventually([&] { return page.load().steps == 2; }));
    page.thaw();
    CHECK(other.wait() == 0);
}

TEST_CASE("to freeze what is frozen changes only when it ends") {
    const TempFolder temp;
    auto page = page_at(temp / "freeze");
    const auto first = page.freeze(100ns, 500ns);
    page.step(2);
    const auto again = page.freeze(200ns, {});
    CHECK(again.epoch == first.epoch);
    CHECK(again.steps == 2);
    CHECK(page.frozen_at() == 100ns);
    CHECK_FALSE(page.thaw_at());
    CHECK(page.look(1h).frozen);
    page.freeze(300ns, 700ns);
    CHECK(page.thaw_at() == 700ns);
}

TEST_CASE("a freeze with an end is over for everybody once one looks after it") {
    const TempFolder temp;
    auto page = page_at(temp / "freeze");
    auto other = page_at(temp / "freeze");
    page.freeze(100ns, 500ns);
    CHECK(page.look(499ns).frozen);
    CHECK(other.load().frozen);
    CHECK_FALSE(page.look(500ns).frozen);
    CHECK_FALSE(other.load().frozen);
    CHECK(page.freeze(600ns, {}).epoch == 2);
    CHECK(page.look(1h).frozen);  // the old end is not the new one's
}

TEST_CASE("thaw and step without a freeze change nothing") {
    const TempFolder temp;
    auto page = page_at(temp / "freeze");
    const auto before = page.load();
    CHECK(page.thaw() == before);
    CHECK_FALSE(page.step(1));
    CHECK(page.load() == before);
}

TEST_CASE("a page of another boot is thawed, once, and begins no old epoch again") {
    const TempFolder temp;
    {
        auto page = FreezePage::map(temp / "freeze", "boot one");
        page->freeze(100ns, {});
    }
    CHECK(FreezePage::map(temp / "freeze", "boot one")->load().frozen);
    auto page = FreezePage::map(temp / "freeze", "boot two");
    CHECK_FALSE(page->load().frozen);
    CHECK(page->freeze(5ns, {}).epoch == 2);
    CHECK(FreezePage::map(temp / "freeze", "boot two")->load().frozen);
}

TEST_CASE("a short page is filled up, something else is refused and left as it is") {
    const TempFolder temp;
    std::ofstream{temp / "short"} << std::string(100, '\0');
    CHECK_FALSE(page_at(temp / "short").load().frozen);
    const std::string other(5000, 'x');
    std::ofstream{temp / "other"} << other;
    const auto page = FreezePage::map(temp / "other");
    REQUIRE_FALSE(page);
    CHECK(page.error().code == "WC-CLUB-DAMAGED");
    CHECK(*read_file(temp / "other", 10'000).value() == other);
}

TEST_CASE("without room for the page there is an error, not a later SIGBUS") {
    const TempFolder temp;
    Child child{[&] {
        survive_file_size_limit();
        const rlimit limit{100, 100};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto page = FreezePage::map(temp / "freeze");
        return !page && page.error().code == "WC-CLUB-DISK" ? 0 : 1;
    }};
    CHECK(child.wait() == 0);
    CHECK_FALSE(page_at(temp / "freeze").load().frozen);
}

TEST_CASE("no step is lost when many processes step, freeze and look at once") {
    const TempFolder temp;
    auto page = page_at(temp / "freeze");
    page.freeze(1ns, {});
    std::vector<Child> workers;
    for (int i = 0; i < 4; ++i) {
        workers.emplace_back([&] {
            auto mine = FreezePage::map(temp / "freeze");
            for (int round = 0; mine && round < 5000; ++round) {
                if (!mine->step(1)) return 1;
                mine->freeze(1ns, {});
                if (!mine->look(1h).frozen) return 2;
            }
            return mine ? 0 : 3;
        });
    }
    for (auto& worker : workers) CHECK(worker.wait() == 0);
    CHECK(page.load().steps == 20'000);
    CHECK(page.load().epoch == 1);
}

TEST_CASE("an end that comes late never undoes a freeze that was made longer meanwhile") {
    const TempFolder temp;
    auto page = page_at(temp / "freeze");
    Child looker{[&] {
        auto mine = FreezePage::map(temp / "freeze");
        while (mine) (void)mine->look(1h);  // every end is long past for it
        return 1;
    }};
    int lost = 0;
    for (int round = 0; round < 20'000; ++round) {
        page.freeze(1ns, 2ns);
        const auto held = page.freeze(1ns, {});
        for (int look = 0; look < 5; ++look) lost += !page.load().frozen;
        if (round % 2) page.thaw();
        CHECK(held.frozen);
    }
    CHECK(lost == 0);
}
