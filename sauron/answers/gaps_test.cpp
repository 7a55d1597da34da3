#include "answers/gaps.hpp"

#include <doctest/doctest.h>

#include "answers/hand_events.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;

TEST_CASE("what is missing is counted per life: inside, before, and dropped by the eye") {
    EventList events{{
        happened("ann", 1, 0, {.kind = EventKind::started}),
        happened("ann", 2, 5, {.kind = EventKind::probed}),
        happened("bob", 3, 0, {.kind = EventKind::probed}),
        happened("bob", 5, 1, {.kind = EventKind::probed}),
        happened("bob", 9, 2, {.kind = EventKind::eye_lost, .count = 7}),
    }};
    const auto found = gaps(events.streams());
    CHECK(found.events == 5);
    CHECK(found.missing == 4);
    CHECK(found.before == 2);
    CHECK(found.lost == 7);
    CHECK(to_text(found, {.utf8 = false}) == R"(5 events of 2 lives, 4 missing, 7 dropped by their eyes.
member  boot              events  missing  before  lost  gaps
ann     0000000000000061       2        0       0     0  -
bob     0000000000000062       3        4       2     7  4, 6-8
)");
    const auto read = json::parse(to_json(found), json::answer_bounds);
    REQUIRE(read.has_value());
    CHECK(*read->find("schema")->text() == "watercooler.gaps/v1");
    CHECK(read->find("streams")->array()->at(1).find("gaps")->array()->size() == 2);
}

TEST_CASE("nothing missing is said in so many words") {
    EventList events{{happened("ann", 1, 0, {.kind = EventKind::started})}};
    CHECK(to_text(gaps(events.streams()), {}).starts_with("1 event of 1 life, none missing.\n"));
}
