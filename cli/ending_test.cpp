#include "cli/ending.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>

#include "club/testing.hpp"

using namespace watercooler;
using namespace watercooler::cli;
using namespace std::chrono_literals;
using club::testing::Child;
using club::testing::TempFolder;

namespace {

const auto quiet = [](std::size_t) {};

club::ClubPlace lab_in(const TempFolder& folder) { return {folder / "lab", *club::Name::parse_club("lab")}; }

/// A process that bears a name as a member does, and goes on SIGTERM, or does not.
int bear_name(const club::ClubPlace& place, const std::string& name, bool deaf) {
    if (deaf) ::signal(SIGTERM, SIG_IGN);
    const auto claim = club::Claim::take(place, *club::Name::parse_member(name));
    const auto identity = club::own_identity();
    if (!claim || !identity) return 1;
    club::Record record;
    record.name = name;
    record.address = "127.0.0.1";
    record.process = *identity;
    if (!claim->write(record)) return 1;
    return club::testing::stay();
}

Roster wait_for_members(const club::ClubPlace& place, std::size_t count) {
    Roster roster;
    REQUIRE(club::testing::eventually([&] {
        const auto folder = club::Folder::open_existing(place);
        if (!folder) return false;
        roster = *read_roster(*folder);
        return roster.size() == count && std::ranges::all_of(roster, &Member::known);
    }));
    return roster;
}

}  // namespace

TEST_CASE("members are asked to leave, the stopped are woken for it, and who is deaf is killed") {
    const TempFolder folder;
    const auto place = lab_in(folder);
    Child amy{[&] { return bear_name(place, "amy", false); }};
    Child bob{[&] { return bear_name(place, "bob", true); }};
    Child cat{[&] { return bear_name(place, "cat", false); }};
    wait_for_members(place, 3);
    cat.signal(SIGSTOP);
    Roster roster;
    REQUIRE(club::testing::eventually([&] {
        roster = wait_for_members(place, 3);
        return roster[2].stopped();
    }));
    const auto club = *club::Folder::open_existing(place);
    const Interrupt interrupt;
    const auto outcomes = stop_members(club, roster, 300ms, interrupt, quiet);
    REQUIRE(outcomes.size() == 3);
    CHECK(outcomes[0].what == "stopped");
    CHECK(outcomes[0].detail == "");
    CHECK(outcomes[1].what == "killed");
    CHECK(outcomes[2].what == "stopped");
    CHECK(outcomes[2].detail == "it was frozen hard, and thawed to say goodbye");
    CHECK(amy.wait() == -SIGTERM);
    CHECK(bob.wait() == -SIGKILL);
    CHECK(cat.wait() == -SIGTERM);
    const auto again = stop_members(club, *read_roster(club), 300ms, interrupt, quiet);
    for (const auto& each : again) CHECK(each.what == "already ended");
}

TEST_CASE("who is killed is gone, also when it was stopped") {
    const TempFolder folder;
    const auto place = lab_in(folder);
    Child amy{[&] { return bear_name(place, "amy", true); }};
    wait_for_members(place, 1);
    amy.signal(SIGSTOP);
    const auto club = *club::Folder::open_existing(place);
    CHECK(kill_members(club, *read_roster(club)).front().what == "killed");
    CHECK(amy.wait() == -SIGKILL);
    const auto roster = *read_roster(club);
    CHECK(ending(roster.front()) == "ended without goodbye");
    CHECK(kill_members(club, roster).front().what == "already ended");
}

TEST_CASE("an interrupt is there to be looked at, and ends every sleep") {
    const Interrupt interrupt;
    CHECK_FALSE(interrupt.came());
    CHECK_FALSE(interrupt.sleep(1ms));
    ::raise(SIGTERM);
    CHECK(interrupt.sleep(60s));
    CHECK(interrupt.came());
    CHECK(interrupt.exit_code() == 143);
}

TEST_CASE("names and globs mean members, nobody twice, and a wrong one is told") {
    Roster all;
    for (const auto* name : {"amy", "anna", "bob"}) all.push_back({*club::Name::parse_member(name), {}});
    CHECK(names_of(*select(all, {})) == std::vector<std::string>{"amy", "anna", "bob"});
    CHECK(names_of(*select(all, {"bob", "a*", "AMY"})) == std::vector<std::string>{"amy", "anna", "bob"});
    CHECK(names_of(*select(all, {"?nna"})) == std::vector<std::string>{"anna"});
    CHECK(select(all, {"z*"}).error().exit == Exit::none);
    CHECK(select(all, {"bbo"}).error().message == "there is no member \"bbo\". Did you mean \"bob\"?");
    CHECK(select(all, {"../x"}).error().exit == Exit::none);
    CHECK(find_member(all, "bob")->name.text() == "bob");
    CHECK(find_member(all, "tod").error().exit == Exit::none);
    CHECK(find_member(all, "a*").error().exit == Exit::usage);
}
