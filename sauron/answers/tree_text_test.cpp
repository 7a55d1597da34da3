#include <doctest/doctest.h>

#include <set>

#include "answers/otlp.hpp"
#include "answers/small_club.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;

TEST_CASE("a tree in the terminal") {
    auto events = small_club();
    const auto tree = *rumor_tree(dune(), events);
    CHECK(to_tree_text(tree, {.utf8 = false, .width = 110}) ==
          R"(0192f3c1-7a0e-7c55-9b1e-5d0c2a7be001   "Emma" v7 by amy   started 00:00:01.000
Reached 4 of 5 in 310 ms, 3 hops, 4 deliveries (1 redundant). Slowest: jim, because what amy sent to jim at
  00:00:01.000 never came; a pull repaired it.
50 % 22 ms   90 % not yet   99 % not yet   100 % not yet   announcements 1, pulls 1

member           time  hop  how   copies
amy             +0 ms    0  born       0  <- critical
`- bob         +10 ms    1  push       2  <- critical
   `- dee      +22 ms    2  push       1  <- critical
      `- jim  +310 ms    3  pull       1  <- critical (waited 288 ms)

not reached: kim: stopped at 00:00:01.002, before it came
not reached: lou: is frozen since 00:00:00.500 or before
)");
    const auto utf8 = to_tree_text(tree, {.utf8 = true, .width = 110});
    CHECK(utf8.find("└─ bob") != std::string::npos);
    CHECK(utf8.find("← critical") != std::string::npos);
}

TEST_CASE("a tree as a table") {
    auto events = small_club();
    const auto tree = *rumor_tree(dune(), events);
    const auto text = to_table_text(tree, {.utf8 = false, .width = 110});
    CHECK(text.find(R"(member     time  hop  how   told by  copies  duplicates  announced  pulled  event
amy       +0 ms    0  born  -             0           0          0       0  amy#2
bob      +10 ms    1  push  amy           2           1          0       0  bob#3
dee      +22 ms    2  push  bob           1           0          1       0  dee#3
jim     +310 ms    3  pull  dee           1           0          0       1  jim#6
)") != std::string::npos);
}

TEST_CASE("a tree as a flowchart") {
    auto events = small_club();
    CHECK(to_mermaid(*rumor_tree(dune(), events)) == R"(flowchart LR
    n0["amy"]
    n1["bob"]
    n2["dee"]
    n3["jim"]
    n0 -->|"push 10 ms"| n1
    n1 -->|"push 12 ms"| n2
    n2 -->|"pull 288 ms"| n3
    classDef critical stroke-width:3px
    class n0 critical
    class n1 critical
    class n2 critical
    class n3 critical
)");
}

TEST_CASE("a tree as JSON has its schema, every node and every number") {
    auto events = small_club();
    const auto read = json::parse(to_json(*rumor_tree(dune(), events)), json::answer_bounds);
    REQUIRE(read.has_value());
    CHECK(*read->find("schema")->text() == "watercooler.rumor_tree/v1");
    CHECK(read->find("nodes")->array()->size() == 4);
    CHECK(*read->find("nodes")->array()->at(1).find("told_by")->text() == "amy");
    CHECK(std::get<std::int64_t>(read->find("copies")->is) == 4);
    CHECK(read->find("t100_ns")->null());
    CHECK(*read->find("slowest")->find("reason")->text() == "lost");
}

TEST_CASE("a tree as a trace obeys OTLP's JSON encoding") {
    auto events = small_club();
    const auto tree = *rumor_tree(dune(), events);
    const auto read = json::parse(to_otlp(tree), json::answer_bounds);
    REQUIRE(read.has_value());
    const auto& resources = *read->find("resourceSpans")->array();
    REQUIRE(resources.size() == 4);
    std::set<std::string> ids;
    const auto hex = [](const std::string& id, std::size_t size) {
        return id.size() == size && id.find_first_not_of("0123456789abcdef") == std::string::npos &&
               id.find_first_not_of('0') != std::string::npos;
    };
    for (const auto& resource : resources) {
        const auto& span = resource.find("scopeSpans")->array()->at(0).find("spans")->array()->at(0);
        CHECK(*span.find("traceId")->text() == "0192f3c17a0e7c559b1e5d0c2a7be001");
        CHECK(hex(*span.find("spanId")->text(), 16));
        const auto* parent = span.find("parentSpanId");
        if (parent != nullptr) CHECK(ids.contains(*parent->text()));
        CHECK((parent == nullptr) == ids.empty());
        CHECK(ids.insert(*span.find("spanId")->text()).second);
        const auto begin = std::stoull(*span.find("startTimeUnixNano")->text());
        CHECK(begin <= std::stoull(*span.find("endTimeUnixNano")->text()));
        CHECK(begin >= static_cast<std::uint64_t>(morning_ns));
        for (const auto& attribute : *span.find("attributes")->array()) {
            CHECK(attribute.find("key")->text() != nullptr);
            const auto& value = *attribute.find("value");
            CHECK((value.find("stringValue") != nullptr) != (value.find("intValue") != nullptr));
        }
    }
}
