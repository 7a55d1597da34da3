#include "club/fault_board.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "club/testing.hpp"

namespace watercooler::club {
namespace {

using namespace std::chrono_literals;
using testing::TempFolder;

PostedFault fault(std::uint64_t id, std::optional<std::chrono::milliseconds> length, std::string words) {
    return {id, length, std::move(words)};
}

void post(const FaultBoard& board, const std::string& words) {
    REQUIRE(board.change([&](Posted& posted) { posted.faults.push_back(fault(posted.next_id++, 5s, words)); }));
}

}  // namespace

TEST_CASE("a page of faults comes back as it was posted") {
    const Posted posted{9, {fault(3, 20s, "partition a* | [b-z]*"), fault(8, {}, "loss 5% --from amy")}};
    CHECK(from_page(to_page(posted)) == posted);
    CHECK(from_page(to_page(Posted{})) == Posted{});
}

TEST_CASE("a page that is cut, changed or of another version is damaged, never half read") {
    const auto page = to_page({9, {fault(3, 20s, "loss 5%"), fault(8, {}, "loss 6%")}});
    for (std::size_t size = 0; size < page.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(from_page(std::string_view{page}.substr(0, size)));
    }
    for (std::size_t at = 0; at < page.size(); ++at) {
        CAPTURE(at);
        auto changed = page;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        CHECK_FALSE(from_page(changed));
    }
}

TEST_CASE("faults are posted, read, and taken down; their numbers are given once") {
    const TempFolder temp;
    const FaultBoard board{temp.path()};
    const auto living = board.attend();
    REQUIRE(living);
    CHECK(board.read() == Posted{});
    post(board, "loss 5%");
    post(board, "loss 6%");
    CHECK(board.change([](Posted& posted) { posted.faults.erase(posted.faults.begin()); }));
    post(board, "loss 7%");
    const auto posted = board.read_if_attended();
    REQUIRE(posted);
    REQUIRE(posted->faults.size() == 2);
    CHECK(posted->faults[0] == fault(2, 5s, "loss 6%"));
    CHECK(posted->faults[1].id == 3);
}

TEST_CASE("faults die with the last member, and not before") {
    const TempFolder temp;
    const FaultBoard board{temp.path()};
    {
        const auto amy = board.attend();
        std::optional<Expected<FileLock>> bob = board.attend();
        post(board, "isolate amy");
        bob.reset();
        CHECK(board.read_if_attended()->faults.size() == 1);
        const auto cat = board.attend();  // a newcomer finds it
        CHECK(board.read()->faults.size() == 1);
    }
    CHECK(board.read_if_attended()->faults.empty());
    const TempFolder nobody;
    CHECK(FaultBoard{nobody.path()}.read_if_attended()->faults.empty());
    CHECK(list_folder(nobody.path())->value().empty());  // who only looks makes nothing
    const auto dan = board.attend();
    CHECK(board.read()->faults.empty());
}

TEST_CASE("a board that is damaged says so, and is begun anew by the next change") {
    const TempFolder temp;
    const FaultBoard board{temp.path()};
    const auto living = board.attend();
    std::ofstream{board.page_path()} << "isolate everybody\n";
    CHECK(board.read().error().code == "WC-CLUB-DAMAGED");
    post(board, "loss 5%");
    CHECK(board.read()->faults.size() == 1);
}

TEST_CASE("a board has a bounded number of faults") {
    const TempFolder temp;
    const FaultBoard board{temp.path()};
    const auto living = board.attend();
    for (std::size_t count = 0; count < FaultBoard::faults_max; ++count) post(board, "loss 5%");
    const auto one_more = board.change([](Posted& posted) { posted.faults.push_back(fault(99, {}, "loss 5%")); });
    CHECK(one_more.error().code == "WC-FAULTS-FULL");
    CHECK(board.read()->faults.size() == FaultBoard::faults_max);
}

}  // namespace watercooler::club
