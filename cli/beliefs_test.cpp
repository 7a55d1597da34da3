#include "cli/beliefs.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using namespace watercooler::cli;

namespace {

json::BookRow row(const std::string& name, std::uint64_t version, const std::string& status = "alive") {
    json::BookRow result;
    result.name = name;
    result.version = version;
    result.status = status;
    if (version > 0) result.book = "book " + std::to_string(version);
    return result;
}

}  // namespace

TEST_CASE("a view agrees when it lists everybody as alive and holds each book at least as new") {
    const std::map<std::string, std::uint64_t> wanted{{"amy", 2}, {"bob", 1}};
    CHECK(lacking({"cat", {row("amy", 2), row("bob", 5)}}, wanted).empty());
    CHECK(lacking({"cat", {row("amy", 1), row("bob", 1)}}, wanted) == std::vector<std::string>{"amy"});
    CHECK(lacking({"cat", {row("amy", 2)}}, wanted) == std::vector<std::string>{"bob"});
    CHECK(lacking({"cat", {row("amy", 2, "suspect"), row("bob", 1)}}, wanted) == std::vector<std::string>{"amy"});
    CHECK(lacking({"cat", {row("amy", 2), row("bob", 0)}}, wanted) == std::vector<std::string>{"bob"});
    CHECK(lacking({"cat", {}}, {}).empty());
}

TEST_CASE("who differs about whom is told by origin, the newest first") {
    const std::vector<BooksView> same{{"amy", {row("amy", 1), row("bob", 1)}}, {"bob", {row("amy", 1), row("bob", 1)}}};
    CHECK(differences(same).empty());
    CHECK(differences({}).empty());
    const std::vector<BooksView> views{
        {"amy", {row("amy", 2), row("bob", 1)}}, {"bob", {row("amy", 1), row("bob", 1)}}, {"cat", {row("bob", 1)}}};
    const auto found = differences(views);
    REQUIRE(found.size() == 1);
    CHECK(found[0].origin == "amy");
    CHECK(found[0].groups == std::vector<Difference::Group>{
                                 {2, "book 2", true, {"amy"}}, {1, "book 1", true, {"bob"}}, {0, "", false, {"cat"}}});
}

TEST_CASE("two values of one version are a difference") {
    auto other = row("amy", 1);
    other.book = "another";
    CHECK(differences({{"amy", {row("amy", 1)}}, {"bob", {other}}}).size() == 1);
}
