#include "core/suspicion.hpp"

#include <doctest/doctest.h>

#include <utility>

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

Suspicion suspicion(std::uint32_t enough) {
    return {{.min = 4s, .max = 24s, .enough = enough}, Instant{}, Incarnation{1}, "ann", Sequence{7}};
}

}  // namespace

TEST_CASE("patience follows the settings and the number of members") {
    Settings settings;
    const auto alone = patience_for(settings, 2);
    CHECK(alone.min == 4s);
    CHECK(alone.enough == 0);  // two members: nobody could confirm
    CHECK(alone.after(0) == 4s);
    const auto ten = patience_for(settings, 10);
    CHECK(ten.enough == 2);
    CHECK(ten.max == 24s);
    CHECK(patience_for(settings, 4).enough == 2);
    CHECK(patience_for(settings, 3).enough == 0);
    settings.suspicion_multiplier = 1;
    CHECK(patience_for(settings, 100).enough == 0);
}

TEST_CASE("each new accuser shortens a suspicion, down to its floor") {
    auto suspect = suspicion(3);
    const std::pair<const char*, Duration> table[] = {
        {"bob", 14s},      // two accusers
        {"cat", 8'150ms},  // three
        {"dan", 4'000ms},  // enough: the floor
    };
    CHECK(suspect.ends() == Instant{24s});
    for (const auto& [accuser, ends] : table) {
        CAPTURE(accuser);
        CHECK(suspect.confirm(accuser));
        CHECK(suspect.ends() == Instant{ends});
    }
    CHECK_FALSE(suspect.confirm("eve"));  // no more are counted, nor told on
    CHECK(suspect.ends() == Instant{4s});
}

TEST_CASE("an accuser counts once, and the first never again") {
    auto suspect = suspicion(3);
    CHECK_FALSE(suspect.confirm("ann"));
    CHECK(suspect.confirm("bob"));
    CHECK_FALSE(suspect.confirm("bob"));
    CHECK(suspect.ends() == Instant{14s});
}

TEST_CASE("a refusal leaves half of the shortest patience, never none") {
    auto suspect = suspicion(3);
    suspect.refused();
    CHECK(suspect.ends() == Instant{2s});
    auto hurried = suspicion(0);
    CHECK(hurried.ends() == Instant{4s});
    hurried.refused();
    CHECK(hurried.ends() == Instant{2s});
}

}  // namespace watercooler::core
