#include "cli/top_look.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace watercooler::cli;

TEST_CASE("of a process its state, its time and its memory are read, whatever its name is") {
    const std::string rest =
        " S 1 2 3 0 -1 4194560 10 0 0 0 250 50 0 0 20 0 1 0 4711 9999999 2304 18446744073709551615 1";
    const ProcessUse expected{'S', 300, 4711, 2304 * 4096};
    CHECK(parse_process_use("42 (watercooler-mem)" + rest, 4096) == expected);
    CHECK(parse_process_use("42 (a) R 1 (b)" + rest, 4096) == expected);
    CHECK_FALSE(parse_process_use("", 4096));
    CHECK_FALSE(parse_process_use("42 (x) S 1 2", 4096));
    CHECK_FALSE(parse_process_use("42 (x)", 4096));
}

TEST_CASE("the share of a core is of the time between two looks") {
    ProcessUse before, after;
    before.cpu_ticks = 100;
    after.cpu_ticks = 150;  // half a second where a second has a hundred ticks
    CHECK(cpu_percent(before, after, 2) == doctest::Approx(25));
    CHECK(cpu_percent(before, after, 0) == 0);
    CHECK(cpu_percent(after, before, 1) == 0);
}

TEST_CASE("turns reach everybody equally often, however many there are") {
    Turns turns;
    CHECK(turns.next(0, 3).empty());
    CHECK(turns.next(5, 3) == std::vector<std::size_t>{0, 1, 2});
    CHECK(turns.next(5, 3) == std::vector<std::size_t>{3, 4, 0});
    CHECK(turns.next(2, 3) == std::vector<std::size_t>{1, 0});
    CHECK(turns.next(2, 3).size() == 2);
}

TEST_CASE("what members were compared by now is told with how many of them that are") {
    const std::pair<TopLacks, TopAgreement> table[] = {
        {{}, {std::nullopt, "0 of 3 were asked so far, and hold the same."}},
        {{{"amy", {}}, {"bob", {}}}, {std::nullopt, "2 of 3 were asked so far, and hold the same."}},
        {{{"amy", {}}, {"bob", {}}, {"cat", {}}}, {true, "CONVERGED. 3 of 3 hold the same."}},
        {{{"amy", {}}, {"bob", {"amy"}}, {"cat", {}}},
         {false, "NOT CONVERGED. 2 of 3 hold all; bob lacks the newest of amy."}},
        {{{"amy", {"bob", "cat", "dan"}}},
         {false, "NOT CONVERGED. 0 of 3 hold all; amy lacks the newest of bob and 2 more."}},
    };
    for (const auto& [lacks, expected] : table) CHECK(agreement_of(lacks, 3) == expected);
    CHECK(agreement_of({}, 0).verdict == "UNKNOWN. Nobody runs.");
}
