// A member and Sauron: it finds the club's own by its record, whichever of them comes first.
#include "member/eye_link.hpp"

#include <doctest/doctest.h>

#include "club/member_folder.hpp"
#include "club/testing.hpp"
#include "eye/eye_testing.hpp"
#include "member/member_testing.hpp"

using namespace watercooler;
using namespace watercooler::member;
using club::testing::TempFolder;
using member::testing::RunningMember;

namespace {

/// Sauron's record in the club's folder, as Sauron writes it.
class SauronsSeat {
public:
    explicit SauronsSeat(const std::string& home) {
        const auto place = club::club_place(home, *club::Name::parse_club("office"));
        auto claim = club::Claim::take(*place, club::Name::sauron());
        REQUIRE(claim);
        claim_.emplace(std::move(*claim));
    }
    void write(const Address& address, bool ended = false) {
        club::Record record;
        record.name = "sauron";
        record.address = ip_text(address);
        record.port = address.port;
        record.process = *club::own_identity();
        if (ended) record.exit = club::Exit{true, 0, "asked to stop", "2026-03-01T00:00:00Z"};
        REQUIRE(claim_->write(record));
    }

private:
    std::optional<club::Claim> claim_;
};

/// Both have their turn until the condition holds.
bool until(RunningMember& member, boost::asio::io_context& io, const std::function<bool()>& condition) {
    return member.until([&] {
        io.restart();
        io.poll();
        return condition();
    });
}

}  // namespace

TEST_CASE("a member reports all it ever did to a Sauron that comes after it, without being told of it") {
    const TempFolder home;
    RunningMember jimmy{home.path()};
    CHECK(jimmy.until([&] { return jimmy.member().activity().newest().value > 0; }));
    CHECK(jimmy.member().eye_counts()->connected == false);
    boost::asio::io_context io;
    eye::testing::Collector collector{io};
    SauronsSeat seat{home.path()};
    seat.write(collector.address());
    const auto boot = jimmy.member().driver().node().boot().id;
    REQUIRE(until(jimmy, io, [&] { return collector.have(boot.value) > 0; }));
    CHECK(collector.events[boot].front().event.kind == EventKind::started);
    CHECK(collector.gaps == 0);
    CHECK(collector.hellos[0].stream.member == "jimmy");
    CHECK(collector.hellos[0].port == jimmy.port());
    CHECK(collector.hellos[0].about.find("probe_interval_ms") != std::string::npos);
    CHECK(until(jimmy, io, [&] { return jimmy.member().eye_counts()->acked > 0; }));
    CHECK(jimmy.ask("GET", "/metrics").body.find("watercooler_eye_connected 1") != std::string::npos);
    CHECK(jimmy.ask("GET", "/api/v1/state").body.find("\"eye_acked\":") != std::string::npos);
}

TEST_CASE("a Sauron that ended is left, and one at another address is found") {
    const TempFolder home;
    boost::asio::io_context io;
    eye::testing::Collector first{io}, second{io};
    SauronsSeat seat{home.path()};
    seat.write(first.address());
    RunningMember jimmy{home.path()};
    REQUIRE(until(jimmy, io, [&] { return jimmy.member().eye_counts()->acked > 0; }));
    seat.write(first.address(), true);
    REQUIRE(until(jimmy, io, [&] { return !jimmy.member().eye_counts()->connected; }));
    seat.write(second.address());
    second.events = first.events;
    REQUIRE(until(jimmy, io, [&] { return jimmy.member().eye_counts()->connected; }));
    CHECK(second.hellos.size() == 1);
}
