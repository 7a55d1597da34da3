#include "core/versions.hpp"

#include <doctest/doctest.h>

namespace watercooler::core {

TEST_CASE("only six bytes are a version vector") {
    CHECK(versions_of(Buffer{1, 5, 2, 2, 5, 5}) == own_versions);
    CHECK_FALSE(versions_of(std::nullopt));
    CHECK_FALSE(versions_of(Buffer{}));
    CHECK_FALSE(versions_of(Buffer{1, 5, 2}));
    CHECK_FALSE(versions_of(Buffer{1, 5, 2, 2, 5, 5, 0}));
}

TEST_CASE("a vector that contradicts itself is not sane") {
    CHECK(sane(own_versions));
    CHECK_FALSE(sane({0, 5, 2, 0, 0, 0}));
    CHECK_FALSE(sane({1, 0, 2, 0, 0, 0}));
    CHECK_FALSE(sane({3, 2, 2, 0, 0, 0}));
}

TEST_CASE("a member may speak only what all the living understand") {
    VersionRange range;
    range.narrow(own_versions);
    CHECK(range.allows(own_versions));
    CHECK(range.allows(Versions{1, 5, 5, 2, 5, 2}));
    CHECK_FALSE(range.allows(Versions{1, 5, 6, 2, 5, 5}));  // a membership protocol that we do not know
    CHECK_FALSE(range.allows(Versions{1, 5, 2, 0, 0, 0}));  // memberlist without Serf
    CHECK_FALSE(range.allows(std::nullopt));                // unknown speaks 0
    range.narrow({2, 3, 2, 2, 4, 4});
    CHECK_FALSE(range.allows(own_versions));  // speaks delegate 5, which the newcomer does not know
    CHECK(range.allows(Versions{1, 5, 2, 2, 5, 4}));
}

TEST_CASE("without any known vector everything is allowed") {
    CHECK(VersionRange{}.allows(std::nullopt));
    CHECK(VersionRange{}.allows(own_versions));
}

}  // namespace watercooler::core
