#include "api/control.hpp"

#include "api/api_testing.hpp"
#include "club/fault_board.hpp"
#include "club/member_folder.hpp"
#include "program/child_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using club::testing::TempFolder;

/// A club's folder, and a program in the command line's place.
struct Desk {
    explicit Desk(const std::string& body, program::ChildLimits limits = {}, bool home_told = true)
        : folder(*club::Folder::open_or_create(club::testing::place_in(temp))),
          control("office",
                  {temp.path(), home_told, program::testing::write_program(temp, "watercooler", body), limits}) {}

    TempFolder temp;
    club::Folder folder;
    Control control;
};

json::Value error_of(const http::Response& response) { return get(body(response), "error"); }

}  // namespace

TEST_CASE("a command runs with our club and folder before it, and its answer comes back") {
    Desk desk{R"(printf '{"words":"%s"}\n' "$*"; exit 8)"};
    const auto answer = desk.control.run({"freeze", "a b"});
    CHECK(answer.status == 200);
    CHECK(at(body(answer), "schema") == "watercooler.control/v1");
    CHECK(at(body(answer), "exit") == "8");
    CHECK(at(body(answer), "output.words") ==
          "--home " + desk.temp.path() + " --club office --json -y --no-input freeze a b");
    CHECK(at(body(answer), "command") == "watercooler --home " + desk.temp.path() + " -c office freeze 'a b'");
    CHECK(get(body(answer), "error").null());
    CHECK(std::holds_alternative<double>(get(body(answer), "ms").is));
}

TEST_CASE("the usual home is not named, since nobody would type it") {
    Desk desk{"echo '[]'", {}, false};
    CHECK(at(body(desk.control.run({"chaos", "ls"})), "command") == "watercooler -c office chaos ls");
    CHECK(at(body(desk.control.state()), "cli") == "watercooler -c office");
}

TEST_CASE("what it says of a failure is its error in JSON, or else its own words") {
    Desk desk{R"(echo 'a note' >&2
        echo '{"schema":"watercooler.error/v1","code":"WC-CLUB-NOT-FROZEN","message":"only a frozen club","hints":["watercooler freeze"]}' >&2
        exit 1)"};
    const auto answer = desk.control.run({"step"});
    CHECK(get(body(answer), "output").null());
    CHECK(at(error_of(answer), "code") == "WC-CLUB-NOT-FROZEN");
    CHECK(at(error_of(answer), "hints") == R"(["watercooler freeze"])");
    Desk plain{"echo half done; echo 'bob: not yet' >&2; exit 8"};
    const auto told = plain.control.run({"chaos", "heal"});
    CHECK(get(body(told), "output").null());  // no JSON
    CHECK(at(error_of(told), "code") == "WC-COMMAND-SAID");
    CHECK(at(error_of(told), "message") == "bob: not yet");
    Desk fine{"echo '{}'; echo 'only a note' >&2"};
    CHECK(error_of(fine.control.run({"thaw"})).null());
}

TEST_CASE("one that hangs is ended and told, and so is one that writes too much") {
    Desk hanging{"exec sleep 60", {.time = 200ms, .grace = 200ms}};
    auto answer = hanging.control.run({"freeze", "--hard", "--for", "1h"});
    CHECK(answer.status == 200);
    CHECK(at(error_of(answer), "code") == "WC-CONTROL-TIME");
    CHECK(at(body(answer), "exit") == "143");
    Desk talking{"exec yes"};
    answer = talking.control.run({"chaos", "ls"});
    CHECK(at(error_of(answer), "code") == "WC-CONTROL-OUTPUT");
    CHECK(get(body(answer), "output").null());
}

TEST_CASE("without the command line's program, and where it cannot be started, that is said") {
    const TempFolder temp;
    Control nowhere{"office", {temp.path(), true, ""}};
    CHECK(nowhere.run({"freeze"}).status == 501);
    CHECK(at(body(nowhere.run({"freeze"})), "error.code") == "WC-CONTROL-PROGRAM");
    CHECK(nowhere.unable()->status == 501);
    Control gone{"office", {temp.path(), true, "/nowhere/watercooler"}};
    CHECK(gone.run({"freeze"}).status == 503);
    CHECK(at(body(gone.run({"freeze"})), "error.code") == "WC-CONTROL-START");
    Control nothing{"office", {}};
    CHECK(nothing.state().status == 501);
}

TEST_CASE("the state of a club that stands still: since when, until when, how many steps, which faults") {
    Desk desk{"true"};
    auto state = body(desk.control.state());
    CHECK(at(state, "schema") == "watercooler.club_state/v1");
    CHECK(at(state, "frozen") == "no");
    CHECK(get(state, "since").null());
    CHECK(at(state, "able") == "true");
    const auto living = club::FaultBoard{desk.folder}.attend();
    REQUIRE(living);
    REQUIRE(club::FaultBoard{desk.folder}.change([](club::Posted& page) {
        page.faults = {{3, 20s, "loss 5%"}, {4, {}, "isolate amy"}};
        page.next_id = 5;
    }));
    auto page = desk.folder.freeze_page();
    REQUIRE(page);
    page->freeze(club::boot_time(), club::boot_time() + 1h);
    REQUIRE(page->step(25));
    state = body(desk.control.state());
    CHECK(at(state, "frozen") == "soft");
    CHECK(at(state, "steps") == "25");
    CHECK(at(state, "since") < at(state, "thaw_at"));
    CHECK(at(state, "faults") == R"([{"id":3,"fault":"loss 5%","for_ms":20000,"left_ms":null},)"
                                 R"({"id":4,"fault":"isolate amy","for_ms":null,"left_ms":null}])");
    page->freeze(club::boot_time(), club::boot_time() - 1s);
    CHECK(at(body(desk.control.state()), "frozen") == "no");  // its time is up, whether or not anybody has looked
}

TEST_CASE("members that the kernel stopped are told by name") {
    Desk desk{"true"};
    const auto claim_and_wait = [&] {
        const auto claim = club::Claim::take(club::testing::place_in(desk.temp), *club::Name::parse_member("bob"));
        if (!claim) return 1;
        club::Record record;
        record.name = "bob";
        record.process = *club::own_identity();
        if (!claim->write(record)) return 2;
        ::raise(SIGSTOP);
        return 0;
    };
    club::testing::Child bob{claim_and_wait};
    CHECK(club::testing::eventually([&] { return at(body(desk.control.state()), "frozen") == "hard"; }));
    const auto state = body(desk.control.state());
    CHECK(at(state, "stopped") == R"(["bob"])");
    CHECK(at(state, "stopped_count") == "1");
    CHECK(at(state, "living") == "1");
}

}  // namespace watercooler::api
