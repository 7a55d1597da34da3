#include "core/lost.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace watercooler::core {

using namespace std::chrono_literals;

TEST_CASE("the one lost longest makes room") {
    Lost lost;
    for (int i = 0; i <= static_cast<int>(Lost::count_max); ++i) {
        lost.remember("m" + std::to_string(i), {.address = {}, .incarnation = {3}, .since = Instant{} + i * 1s});
    }
    CHECK(lost.all().size() == Lost::count_max);
    CHECK(lost.find("m0") == nullptr);
    REQUIRE(lost.find("m1"));
    CHECK(lost.find("m1")->incarnation == Incarnation{3});
}

TEST_CASE("the lost are forgotten by name and by age") {
    Lost lost;
    lost.remember("ann", {.address = {}, .incarnation = {1}, .since = Instant{1s}});
    lost.remember("bob", {.address = {}, .incarnation = {1}, .since = Instant{5s}});
    lost.expire(Instant{5s});
    CHECK(lost.find("ann") == nullptr);
    CHECK(lost.find("bob") != nullptr);
    lost.forget("bob");
    lost.forget("nobody");
    CHECK(lost.all().empty());
}

}  // namespace watercooler::core
