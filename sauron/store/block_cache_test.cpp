#include "store/block_cache.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using store::BlockCache;

namespace {

Buffer filled(std::size_t bytes, std::uint8_t with) { return Buffer(bytes, with); }

}  // namespace

TEST_CASE("a block is kept until it has grown") {
    BlockCache cache{100};
    cache.put(7, filled(40, 1));
    REQUIRE(cache.find(7, 40) != nullptr);
    CHECK(*cache.find(7, 40) == filled(40, 1));
    CHECK(cache.find(7, 41) == nullptr);
    CHECK(cache.find(8, 40) == nullptr);

    cache.put(7, filled(60, 2));
    CHECK(cache.find(7, 40) == nullptr);
    REQUIRE(cache.find(7, 60) != nullptr);
    CHECK(*cache.find(7, 60) == filled(60, 2));
    CHECK(cache.bytes() == 60);
}

TEST_CASE("what was not asked for longest makes room") {
    BlockCache cache{100};
    for (const int block : {1, 2, 3, 4}) cache.put(block, filled(25, 0));
    CHECK(cache.bytes() == 100);
    CHECK(cache.find(1, 25) != nullptr);

    cache.put(5, filled(26, 0));
    CHECK(cache.bytes() == 76);
    CHECK(cache.find(1, 25) != nullptr);
    CHECK(cache.find(2, 25) == nullptr);
    CHECK(cache.find(3, 25) == nullptr);
    CHECK(cache.find(4, 25) != nullptr);
    CHECK(cache.find(5, 26) != nullptr);
}

TEST_CASE("what is larger than all that may be kept drives nothing out") {
    BlockCache cache{100};
    cache.put(1, filled(60, 0));
    cache.put(2, filled(101, 0));
    CHECK(cache.find(2, 101) == nullptr);
    CHECK(cache.find(1, 60) != nullptr);

    cache.put(1, filled(101, 0));  // it has grown: the old data is no use
    CHECK(cache.bytes() == 0);
    CHECK(cache.find(1, 60) == nullptr);
}

TEST_CASE("nothing is left when it is cleared") {
    BlockCache cache{100};
    cache.put(1, filled(60, 0));
    cache.clear();
    CHECK(cache.bytes() == 0);
    CHECK(cache.find(1, 60) == nullptr);
}
