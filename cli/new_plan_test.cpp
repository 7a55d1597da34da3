#include "cli/new_plan.hpp"

#include <doctest/doctest.h>

#include "club/testing.hpp"

using namespace watercooler;
using namespace watercooler::cli;
using club::testing::TempFolder;

namespace {

/// `new` with these words, in a world that is made up.
struct Fixture {
    explicit Fixture(std::vector<std::string> words) {
        std::vector<std::string> typed{"new", "--home", folder.path()};
        typed.insert(typed.end(), words.begin(), words.end());
        arguments = *read_arguments(typed);
        context = std::make_unique<Context>(*Context::make("watercooler", arguments));
        world.rules = {1024, 32768, 60999};
        world.probe = [this](const std::string& host, std::uint16_t port) {
            if (host != "127.0.0.1" && host != "::1") return PortState::no_such_address;
            if (port != 0 && port < 1024) return PortState::privileged;
            return busy.count(port) > 0 ? PortState::busy : PortState::free;
        };
    }

    void add(const std::string& name, club::MemberStatus status, std::uint16_t port) {
        club::Record record;
        record.name = name;
        record.address = "127.0.0.1";
        record.port = port;
        record.url = "http://127.0.0.1:" + std::to_string(port);
        world.roster.push_back({*club::Name::parse_member(name), {status, record, ""}});
        if (status != club::MemberStatus::ended) busy.insert(port);
    }

    std::vector<Result<Planned>> plan() {
        request = *read_new_request(arguments);
        planner = std::make_unique<NewPlanner>(*context, request, world);
        return planner->plan();
    }
    Planned only() { return *plan().front(); }
    Failure failure() {
        const auto plans = plan();
        for (const auto& each : plans)
            if (!each) return each.error();
        return {};
    }

    TempFolder folder;
    Arguments arguments;
    std::unique_ptr<Context> context;
    NewRequest request;
    NewWorld world;
    std::set<std::uint16_t> busy;
    std::unique_ptr<NewPlanner> planner;
};

}  // namespace

TEST_CASE("names and ports that were not given are chosen, none twice") {
    Fixture fixture{{"bob", ":8082", "zoe:9000"}};
    fixture.busy = {8083};
    const auto plans = fixture.plan();
    REQUIRE(plans.size() == 3);
    CHECK(plans[0]->name == "bob");
    CHECK(plans[0]->port == 8081);
    CHECK(plans[1]->name == "amy");
    CHECK(plans[1]->port == 8082);
    CHECK(plans[2]->port == 9000);
    Fixture many{{"--count", "30"}};
    many.busy = {8085};
    std::set<std::string> names;
    std::set<std::uint16_t> ports;
    for (const auto& each : many.plan()) {
        CHECK(names.insert(each->name).second);
        CHECK(ports.insert(each->port).second);
        CHECK(each->port != 8085);
    }
}

TEST_CASE("the host may be given to one or to all that are chosen") {
    CHECK(Fixture{{"tod:[::1]:8081"}}.only().host == "::1");
    CHECK(Fixture{{"tod", "--from", "[::1]:9000"}}.only().port == 9000);
    CHECK(Fixture{{"tod:10.1.1.1:8081"}}.failure().code == "WC-PORT-HOST");
    CHECK(Fixture{{"tod", "--from", "10.1.1.1:9000"}}.failure().code == "WC-PORT-HOST");
}

TEST_CASE("a name that lives is taken, with suggestions that work") {
    Fixture fixture{{"jimmy"}};
    fixture.add("jimmy", club::MemberStatus::running, 8081);
    const auto failure = fixture.failure();
    CHECK(failure.code == "WC-NAME-TAKEN");
    CHECK(failure.exit == Exit::taken);
    const auto prefix = "watercooler --home " + fixture.folder.path();
    CHECK(failure.tries == std::vector<std::string>{prefix + " show jimmy", prefix + " new jimmy-2:8082",
                                                    prefix + " new jimmy:8082 --replace"});
}

TEST_CASE("a name that lives can be replaced, at its own port or another") {
    Fixture same{{"jimmy", "--replace"}};
    same.add("jimmy", club::MemberStatus::running, 8085);
    const auto planned = same.only();
    CHECK(planned.replaces);
    CHECK(planned.port == 8085);
    Fixture own{{"jimmy:8085", "--replace"}};
    own.add("jimmy", club::MemberStatus::running, 8085);
    CHECK(own.only().port == 8085);
    Fixture other{{"jimmy:9000", "--replace"}};
    other.add("jimmy", club::MemberStatus::running, 8085);
    CHECK(other.only().port == 9000);
}

TEST_CASE("a name that has ended is used again, and keeps what it knew") {
    Fixture fixture{{"jimmy"}};
    fixture.add("jimmy", club::MemberStatus::ended, 8081);
    const auto planned = fixture.only();
    CHECK(planned.again);
    CHECK_FALSE(planned.replaces);
}

TEST_CASE("chosen names leave those of the gone alone while others live") {
    Fixture mourned{{"--count", "2"}};
    mourned.add("amy", club::MemberStatus::ended, 8081);
    mourned.add("bob", club::MemberStatus::running, 8082);
    CHECK(mourned.only().name == "cat");
    Fixture fresh{{"--count", "2"}};
    fresh.add("amy", club::MemberStatus::ended, 8081);
    CHECK(fresh.only().name == "amy");
}

TEST_CASE("a port that cannot be had says why, and what can") {
    Fixture privileged{{"jimmy:81"}};
    const auto failure = privileged.failure();
    CHECK(failure.code == "WC-PORT-PRIV");
    CHECK(failure.exit == Exit::forbidden);
    REQUIRE_FALSE(failure.tries.empty());
    CHECK(failure.tries.front() == "watercooler --home " + privileged.folder.path() + " new jimmy:8081");
    privileged.world.member_has_capability = true;
    CHECK(privileged.only().port == 81);
    Fixture busy{{"jimmy:9000"}};
    busy.busy = {9000};
    CHECK(busy.failure().code == "WC-PORT-BUSY");
    CHECK(busy.failure().tries.front() == "watercooler --home " + busy.folder.path() + " new jimmy:9001");
    CHECK(Fixture{{"jimmy:0"}}.only().port == 0);
}

TEST_CASE("when somebody else was quicker, the next name and port are taken") {
    Fixture fixture{{"--count", "2"}};
    auto plans = fixture.plan();
    auto first = *plans[0];
    CHECK(first.port == 8081);
    fixture.busy = {8083};
    CHECK(fixture.planner->choose_other_port(first));
    CHECK(first.port == 8084);
    CHECK(fixture.planner->choose_other_name(first, {}));
    CHECK(first.name == "cat");
}

TEST_CASE("what `new` is asked for is checked before the world is looked at") {
    const std::pair<std::vector<std::string>, std::string> table[] = {
        {{"amy", "--count", "3"}, "--count"},
        {{"--count", "0"}, "--count 0"},
        {{"--count", "9999"}, "out of range"},
        {{"amy", "AMY"}, "twice"},
        {{"amy:81", "bob:81"}, "twice"},
        {{"--join", "nowhere"}, "--join"},
        {{"--join", "a:0"}, "--join"},
        {{"--join", ":99"}, "--join"},
        {{"--book", ""}, "--book"},
        {{"--book", "a\nb"}, "book"},
        {{"--interval", "2d"}, "--interval"},
        {{"--label", ""}, "--label"},
        {{"--from", "0"}, "0 upwards"},
        {{"am y"}, "name"},
    };
    for (const auto& [words, says] : table) {
        CAPTURE(says);
        std::vector<std::string> typed{"new"};
        typed.insert(typed.end(), words.begin(), words.end());
        const auto arguments = read_arguments(typed);
        REQUIRE(arguments);
        const auto request = read_new_request(*arguments);
        REQUIRE_FALSE(request);
        CHECK(request.error().exit == Exit::usage);
        CHECK((request.error().message + request.error().cause).find(says) != std::string::npos);
    }
}

TEST_CASE("a member program is told all that was asked for, and no secret") {
    Fixture fixture{
        {"jimmy:9000", "--book", "-x", "--interval", "1m", "--join", "a:1", "--label", "none", "--open-gossip"}};
    const auto planned = fixture.only();
    CHECK(member_command(*fixture.context, fixture.request, planned) ==
          std::vector<std::string>{"--name", "jimmy", "--host", "127.0.0.1", "--port", "9000", "--club", "office",
                                   "--home", fixture.folder.path(), "--log-to-folder", "--ready-fd", "3", "--join=a:1",
                                   "--book=-x", "--interval=60000ms", "--label=none", "--open-gossip"});
}
