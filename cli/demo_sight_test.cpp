#include "cli/demo_sight.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using namespace watercooler::cli;

namespace {

/// A member that believes this of others: name, status, version of their book.
struct Belief {
    std::string name, status;
    std::uint64_t version;
};
json::StateInfo state_of(const std::string& name, const std::vector<Belief>& beliefs, std::uint64_t sum = 7) {
    json::StateInfo state;
    state.self.name = name;
    state.members_sum = state.entries_sum = sum;
    for (const auto& each : beliefs) {
        json::MemberInfo row;
        row.name = each.name;
        row.status = each.status;
        json::EntryInfo book;
        book.origin = each.name;
        book.key = "book";
        book.version = each.version;
        row.entries = {book};
        state.members.push_back(row);
    }
    return state;
}

const std::vector<Belief> well{{"amy", "alive", 2}, {"bob", "alive", 1}};

}  // namespace

TEST_CASE("members agree when their tables are the same and each knows all to be alive") {
    const Sight sight{{state_of("amy", well), state_of("bob", well)}, 2};
    CHECK(all_agree(sight, 2));
    CHECK_FALSE(all_agree(sight, 3));                                             // somebody is not there yet
    CHECK_FALSE(all_agree({sight.states, 3}, 2));                                 // somebody did not answer
    CHECK_FALSE(all_agree({{sight.states[0], state_of("bob", well, 8)}, 2}, 2));  // another table
    const std::vector<Belief> ill{{"amy", "suspect", 2}, {"bob", "alive", 1}};
    CHECK_FALSE(all_agree({{state_of("amy", ill), state_of("bob", ill)}, 2}, 2));
    CHECK_FALSE(all_agree({}, 0));
}

TEST_CASE("who holds a version is told from who does not") {
    const Sight sight{{state_of("amy", well), state_of("bob", {{"amy", "alive", 1}}), state_of("cat", {})}, 3};
    CHECK(holders_of(sight, "amy", 2) == Holders{{"amy"}, {"bob", "cat"}});
    CHECK(holders_of(sight, "amy", 1) == Holders{{"amy", "bob"}, {"cat"}});
}

TEST_CASE("what the others believe of a member is counted without its own word") {
    const Sight sight{{state_of("amy", well), state_of("bob", {{"amy", "dead", 2}}),
                       state_of("cat", {{"amy", "suspect", 2}}), state_of("dan", {})},
                      4};
    CHECK(opinions_of(sight, "amy") == Opinions{.asked = 3, .alive = 0, .suspect = 1, .dead = 1});
}

TEST_CASE("two sides are about the same size, and their globs mean them and nobody else") {
    const auto sides = sides_of({"gus", "amy", "bob", "cat", "hal", "ivy"});
    REQUIRE(sides);
    CHECK(sides->first_glob == "[a-c]*");
    CHECK(sides->second_glob == "[d-z]*");
    CHECK(sides->first == std::vector<std::string>{"amy", "bob", "cat"});
    CHECK(sides->second == std::vector<std::string>{"gus", "hal", "ivy"});
    // Those that begin alike stay together.
    CHECK(sides_of({"sam", "sue", "sid", "tom"})->second == std::vector<std::string>{"tom"});
    CHECK_FALSE(sides_of({"sam", "sue"}));
    CHECK_FALSE(sides_of({}));
}

TEST_CASE("a journey is done when the version is with all that live") {
    const auto journey = read_journey(
        R"({"schema":"watercooler.rumor_tree/v1","version":2,"summary":"Reached 5 of 5.","living":5,"reached":6,"reached_living":5,"hops":2})");
    REQUIRE(journey);
    CHECK(*journey == Journey{"Reached 5 of 5.", 2, 5, 5, 2});
    CHECK(journey->done(2));
    CHECK_FALSE(journey->done(3));
    CHECK_FALSE(Journey{"Reached 4 of 5.", 2, 5, 4, 2}.done(2));
    CHECK_FALSE(Journey{"Reached 0 of 0.", 2, 0, 0, 0}.done(2));
    for (const auto* text : {"", "[]", "{}", "{\"summary\":3}"}) CHECK_FALSE(read_journey(text));
}
