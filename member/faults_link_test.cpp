#include "member/faults_link.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "json/faults.hpp"
#include "json/info.hpp"
#include "member/member_testing.hpp"

namespace watercooler::member {

using testing::RunningMember;

namespace {

using namespace std::chrono_literals;

struct FaultsLinkFixture {
    club::testing::TempFolder home;
    RunningMember jimmy{home.path()};
    club::FaultBoard board{home / "office"};

    static json::FaultsInfo faults(RunningMember& member) {
        return *json::read_faults(member.ask("GET", "/api/v1/faults").body);
    }
    json::FaultsInfo faults() { return faults(jimmy); }
    http::Response change(const std::string& body) { return jimmy.order("POST", "/api/v1/control/faults", body); }
    std::uint64_t post(const std::string& words, std::optional<std::chrono::milliseconds> length) {
        std::uint64_t id = 0;
        REQUIRE(board.change([&](club::Posted& posted) {
            id = posted.next_id++;
            posted.faults.push_back({id, length, words});
        }));
        return id;
    }
    std::uint64_t counted(EventKind kind) {
        return jimmy.member().driver().node().counters()[static_cast<std::size_t>(kind)];
    }
};

}  // namespace

TEST_CASE_FIXTURE(FaultsLinkFixture, "a fault of its own is set, listed and taken away by its id") {
    CHECK(faults().faults.empty());
    CHECK(change(R"({"add": "loss 5% --from amy", "for": "forever"})").status == 200);
    CHECK(change(R"({"add": "isolate jimmy"})").status == 200);
    const auto both = faults();
    REQUIRE(both.faults.size() == 2);
    CHECK(both.faults[0].own);
    CHECK(both.faults[0].fault == "loss 5% --from amy");
    CHECK_FALSE(both.faults[0].left_ms.has_value());
    CHECK(*both.faults[1].left_ms > 290'000);
    CHECK(jimmy.member().driver().faults().size() == 2);
    CHECK(json::read_faults(change(R"({"remove": 1})").body)->changed);
    CHECK_FALSE(json::read_faults(change(R"({"remove": 1})").body)->changed);
    CHECK(json::read_faults(change(R"({"heal": true})").body)->faults.empty());
    CHECK(jimmy.member().driver().faults().empty());
}

TEST_CASE_FIXTURE(FaultsLinkFixture, "what is no fault is refused, with the place, and changes nothing") {
    const std::pair<const char*, const char*> table[] = {
        {R"({"add": "losss 5%"})", "Did you mean \\\"loss\\\"? (at character 1)"},
        {R"({"add": "loss 5"})", "at character 6"},
        {R"({"add": "loss 5%", "for": "soon"})", "200ms"},
        {R"({"add": "loss 5%", "heal": true})", "exactly one"},
        {R"({})", "exactly one"},
        {R"({"remove": "one"})", "remove"},
        {"[]", "object"},
    };
    for (const auto& [body, said] : table) {
        CAPTURE(body);
        const auto answer = change(body);
        CHECK(answer.status == 400);
        CHECK(answer.body.find(said) != std::string::npos);
    }
    CHECK(faults().faults.empty());
}

TEST_CASE_FIXTURE(FaultsLinkFixture, "own faults are bounded") {
    for (std::size_t count = 0; count < FaultsLink::own_max; ++count)
        CHECK(change(R"({"add": "loss 5%"})").status == 200);
    CHECK(change(R"({"add": "loss 5%"})").status == 409);
}

TEST_CASE_FIXTURE(FaultsLinkFixture, "what is posted for the club holds here, until it is taken down") {
    const auto id = post("partition jimmy | amy", std::nullopt);
    REQUIRE(jimmy.until([&] { return faults().faults.size() == 1; }));
    CHECK(faults().faults[0].id == id);
    CHECK_FALSE(faults().faults[0].own);
    CHECK(counted(EventKind::fault_set) == 1);
    post("partition amy | bob", std::nullopt);  // it does not touch jimmy
    REQUIRE(jimmy.until([&] { return faults().faults.size() == 2; }));
    CHECK_FALSE(faults().faults[1].touches);
    CHECK(counted(EventKind::fault_set) == 1);
    REQUIRE(board.change([](club::Posted& posted) { posted.faults.clear(); }));
    CHECK(jimmy.until([&] { return faults().faults.empty(); }));
    CHECK(counted(EventKind::fault_cleared) == 1);
}

TEST_CASE_FIXTURE(FaultsLinkFixture, "a fault whose time has come ends, and is taken down for who comes later") {
    post("isolate amy", 200ms);
    REQUIRE(jimmy.until([&] { return faults().faults.size() == 1; }));
    CHECK(jimmy.until([&] { return faults().faults.empty(); }));
    CHECK(jimmy.until([&] { return board.read()->faults.empty(); }));
    CHECK(jimmy.member().driver().faults().empty());
}

TEST_CASE_FIXTURE(FaultsLinkFixture, "the time of a fault stands still while the member is frozen") {
    CHECK(jimmy.order("POST", "/api/v1/control/freeze").status == 200);
    CHECK(change(R"({"add": "isolate amy", "for": "100ms"})").status == 200);
    const auto begun = std::chrono::steady_clock::now();
    jimmy.until([&] { return std::chrono::steady_clock::now() - begun > 400ms; });
    CHECK(faults().faults.size() == 1);
    CHECK(jimmy.order("POST", "/api/v1/control/thaw").status == 200);
    CHECK(jimmy.until([&] { return faults().faults.empty(); }));
}

TEST_CASE_FIXTURE(FaultsLinkFixture, "who comes later has the club's faults before he says a word") {
    post("isolate tod", std::nullopt);
    RunningMember tod{home.path(), "tod"};
    CHECK(tod.member().driver().faults().size() == 1);
    CHECK(faults(tod).faults.size() == 1);
}

TEST_CASE("the faults of a club whose members are all gone are gone too") {
    const club::testing::TempFolder home;
    {
        RunningMember jimmy{home.path()};
        REQUIRE(club::FaultBoard{home / "office"}.change(
            [](club::Posted& posted) { posted.faults.push_back({1, std::nullopt, "isolate jimmy"}); }));
    }
    RunningMember again{home.path()};
    CHECK(FaultsLinkFixture::faults(again).faults.empty());
}

TEST_CASE_FIXTURE(FaultsLinkFixture, "words that a newer program posted are passed over") {
    post("earthquake 9", std::nullopt);
    post("loss 5%", std::nullopt);
    REQUIRE(jimmy.until([&] { return faults().faults.size() == 1; }));
    CHECK(faults().faults[0].fault == "loss 5%");
}

}  // namespace watercooler::member
