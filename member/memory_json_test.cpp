#include "member/memory_json.hpp"

#include <doctest/doctest.h>

#include <watercooler/uuid.hpp>

using namespace watercooler;
using namespace watercooler::member;

namespace {
Memory sample() {
    Memory memory;
    memory.incarnation = Incarnation{7};
    memory.member_clock = 3;
    memory.event_clock = 1;
    memory.query_clock = ~std::uint64_t{0};
    memory.entries.push_back({"book", "Dune \"quoted\" – ü", Version{41}, make_uuid_v5("one")});
    memory.peers.push_back({"amy", *parse_address("127.0.0.1:8081")});
    memory.peers.push_back({"tod", *parse_address("[::1]:82")});
    return memory;
}
}  // namespace

TEST_CASE("what a member remembers comes back as it was") {
    CHECK(read_memory(write_memory(sample())) == sample());
    CHECK(read_memory(write_memory(Memory{})) == Memory{});
}

TEST_CASE("half a memory is none") {
    const auto whole = write_memory(sample());
    for (std::size_t size = 0; size < whole.size(); ++size) REQUIRE_FALSE(read_memory(whole.substr(0, size)));
    for (const auto* text : {"", "null", "[]", "{}", R"({"schema":"watercooler.state/v2"})",
                             R"({"schema":"watercooler.state/v1","incarnation":-1})"}) {
        CAPTURE(text);
        CHECK_FALSE(read_memory(text));
    }
    auto larger = whole;
    larger.replace(larger.find("\"incarnation\":7"), 15, "\"incarnation\":4294967296");
    CHECK_FALSE(read_memory(larger));
}
