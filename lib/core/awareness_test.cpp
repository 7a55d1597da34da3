#include "core/awareness.hpp"

#include <doctest/doctest.h>

namespace watercooler::core {

TEST_CASE("the health score stays between 0 and its ceiling and stretches time by one more than itself") {
    Awareness awareness{8};
    CHECK(awareness.stretch(std::chrono::seconds{1}) == std::chrono::seconds{1});
    awareness.change(-1);
    CHECK(awareness.score() == 0);
    awareness.change(3);
    CHECK(awareness.score() == 3);
    CHECK(awareness.stretch(std::chrono::seconds{1}) == std::chrono::seconds{4});
    awareness.change(100);
    CHECK(awareness.score() == 7);
    awareness.change(-1);
    CHECK(awareness.score() == 6);
}

TEST_CASE("a ceiling of one switches the stretching off") {
    Awareness awareness{1};
    awareness.change(5);
    CHECK(awareness.score() == 0);
}

}  // namespace watercooler::core
