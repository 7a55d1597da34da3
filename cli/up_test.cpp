#include "cli/up.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using namespace watercooler::cli;

namespace {

Roster alive(const std::vector<std::string>& names) {
    Roster roster;
    for (const auto& name : names)
        roster.push_back({*club::Name::parse_member(name), {club::MemberStatus::running, {}, {}}});
    return roster;
}

ClubFile office() {
    ClubFile file;
    file.club = "office";
    file.members = 2;
    file.interval = std::chrono::seconds{5};
    file.named = {{.name = "jimmy", .host = {}, .book = "Dune", .port = 8090, .interval = {}, .hold = true},
                  {.name = "tod", .host = {}, .book = {}, .port = {}, .interval = std::chrono::seconds{1}}};
    return file;
}

}  // namespace

TEST_CASE("in an empty club all of the file is started, the named first") {
    const auto plan = plan_up(office(), {});
    REQUIRE(plan.start.size() == 4);
    CHECK(plan.start[0] == MemberSpec{"jimmy", std::nullopt, 8090});
    CHECK(plan.start[1] == MemberSpec{"tod", std::nullopt, std::nullopt});
    CHECK(plan.start[2] == MemberSpec{});
    CHECK(plan.extra[0] == std::vector<std::string>{"--interval=5000ms", "--book=Dune", "--hold"});
    CHECK(plan.extra[1] == std::vector<std::string>{"--interval=1000ms"});
    CHECK(plan.extra[3] == std::vector<std::string>{"--interval=5000ms"});
    CHECK(plan.keep.empty());
    CHECK(plan.others.empty());
}

TEST_CASE("only who is missing is started; who is not in the file is told apart") {
    const auto plan = plan_up(office(), alive({"amy", "bob", "cat", "eva-jones", "jimmy"}));
    REQUIRE(plan.start.size() == 1);
    CHECK(plan.start[0].name == "tod");
    CHECK(names_of(plan.keep) == std::vector<std::string>{"amy", "bob", "jimmy"});
    CHECK(names_of(plan.others) == std::vector<std::string>{"cat", "eva-jones"});
}

TEST_CASE("a club that is as its file says needs nothing") {
    const auto plan = plan_up(office(), alive({"amy", "bob", "jimmy", "tod"}));
    CHECK(plan.start.empty());
    CHECK(plan.others.empty());
    CHECK(plan.keep.size() == 4);
}
