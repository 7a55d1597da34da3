#include "eye/pace.hpp"

#include <doctest/doctest.h>

using namespace watercooler::eye;
using std::chrono::milliseconds;

TEST_CASE("each address is tried once at once, then with patience that doubles up to five seconds") {
    struct Row {
        unsigned failures;
        std::size_t addresses;
        int wait_max;
    };
    const Row table[] = {
        {0, 1, 0},     // the first attempt
        {1, 1, 100},   // the only Sauron failed
        {2, 1, 200},   //
        {6, 1, 3200},  //
        {7, 1, 5000},  // no longer than that
        {4'000'000, 1, 5000},
        {1, 2, 0},    // the other one
        {2, 2, 100},  // both failed
        {3, 2, 100},  //
        {4, 2, 200},  //
    };
    for (const auto& row : table) {
        CAPTURE(row.failures);
        CHECK(retry_wait(row.failures, row.addresses, 0) == milliseconds{row.wait_max});
        for (std::uint32_t random = 1; random < 10'000; random += 37) {
            CHECK(retry_wait(row.failures, row.addresses, random) <= milliseconds{row.wait_max});
            CHECK(retry_wait(row.failures, row.addresses, random) >= milliseconds{row.wait_max / 2});
        }
    }
}
