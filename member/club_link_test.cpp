#include "member/club_link.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "member/member_testing.hpp"

namespace watercooler::member {

using testing::options_of;

namespace {

struct ClubLinkFixture {
    club::testing::TempFolder home;
    ClubLink link(const std::string& name) {
        auto taken = ClubLink::take(options_of(home.path(), name));
        REQUIRE(taken);
        return std::move(*taken);
    }
};

const auto nobody = [](const std::string&, const Address&) { return false; };
const auto everybody = [](const std::string&, const Address&) { return true; };

}  // namespace

TEST_CASE_FIXTURE(ClubLinkFixture, "a name is held by one, and free again when he is gone") {
    {
        const auto jimmy = link("jimmy");
        const auto second = ClubLink::take(options_of(home.path(), "jimmy"));
        REQUIRE_FALSE(second);
        CHECK(second.error().code == "WC-NAME-TAKEN");
    }
    link("jimmy");
}

TEST_CASE_FIXTURE(ClubLinkFixture, "members of one club share token and label; another label may be given") {
    const auto jimmy = link("jimmy");
    const auto amy = link("amy");
    CHECK(jimmy.token() == amy.token());
    CHECK(jimmy.label() == amy.label());
    auto options = options_of(home.path(), "tod");
    options.label = "";
    CHECK(ClubLink::take(options)->label() == "");
}

TEST_CASE_FIXTURE(ClubLinkFixture, "only those who are ready are joined, once they are listed no more") {
    auto jimmy = link("jimmy");
    auto amy = link("amy");
    CHECK(jimmy.unlisted(nobody).empty());  // she has a lock and no record yet
    REQUIRE(amy.write_record(8081, true, std::nullopt));
    const auto found = jimmy.unlisted(nobody);
    REQUIRE(found.size() == 1);
    CHECK(found[0] == *parse_ip("127.0.0.1", 8081));
    CHECK(jimmy.unlisted(everybody).empty());
}

TEST_CASE_FIXTURE(ClubLinkFixture, "the state of the life before comes back; a damaged one is kept aside and said") {
    Memory memory;
    memory.entries.push_back({.key = "book", .value = "Dune", .version = Version{7}});
    std::string state;
    {
        auto jimmy = link("jimmy");
        CHECK(jimmy.memory().entries.empty());
        REQUIRE(jimmy.save(memory, club::Durable::process_crash));
        REQUIRE(jimmy.save(memory, club::Durable::power_cut));
        state = home / "office/members/jimmy/state";
    }
    {
        const auto again = link("jimmy");
        CHECK(again.messages().empty());
        REQUIRE(again.memory().entries.size() == 1);
        CHECK(again.memory().entries[0].version == Version{7});
    }
    std::ofstream{state, std::ios::app} << "torn";
    const auto fresh = link("jimmy");
    CHECK(fresh.memory().entries.empty());
    REQUIRE(fresh.messages().size() == 1);
    CHECK(fresh.messages()[0].find("damaged-1") != std::string::npos);
}

}  // namespace watercooler::member
