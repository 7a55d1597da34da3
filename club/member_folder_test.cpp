#include "club/member_folder.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "club/members_watch.hpp"
#include "club/testing.hpp"

using namespace std::chrono_literals;
using namespace watercooler::club;
using namespace watercooler::club::testing;

namespace {

const Name jimmy = *Name::parse_member("jimmy");

Record own_record() {
    Record record;
    record.name = "jimmy";
    record.url = "http://127.0.0.1:81";
    record.process = *own_identity();
    return record;
}

/// A member as its process is: claims, writes its record, stays.
int live(const ClubPlace& place) {
    const auto claim = Claim::take(place, jimmy);
    if (!claim) return 1;
    if (!claim->write(own_record())) return 2;
    return stay();
}

MemberStatus status(const ClubPlace& place) { return MemberFolder{Folder::at(place), jimmy}.probe()->status; }

bool becomes(const ClubPlace& place, MemberStatus wanted) {
    return eventually([&] {
        const auto probe = MemberFolder{Folder::at(place), jimmy}.probe();
        return probe && probe->status == wanted;
    });
}

}  // namespace

TEST_CASE("a member runs, is stopped, goes on, and after kill -9 has ended without goodbye") {
    const TempFolder temp;
    const auto place = place_in(temp);
    Child member{[&] { return live(place); }};
    REQUIRE(becomes(place, MemberStatus::running));
    const auto probe = *MemberFolder{Folder::at(place), jimmy}.probe();
    CHECK(probe.record->process.pid == member.pid());
    member.signal(SIGSTOP);
    CHECK(becomes(place, MemberStatus::stopped));
    member.signal(SIGCONT);
    CHECK(becomes(place, MemberStatus::running));
    member.kill_hard();
    const auto after = *MemberFolder{Folder::at(place), jimmy}.probe();
    CHECK(after.status == MemberStatus::ended);
    REQUIRE(after.record);
    CHECK_FALSE(after.record->exit);
}

TEST_CASE("a held name without a record of its holder is starting") {
    const TempFolder temp;
    const auto place = place_in(temp);
    auto claim = Claim::take(place, jimmy);
    REQUIRE(claim);
    CHECK(status(place) == MemberStatus::starting);
    auto record = own_record();
    --record.process.start_ticks;  // as an earlier life with the same pid would have left it
    REQUIRE(claim->write(record));
    CHECK(status(place) == MemberStatus::starting);
    REQUIRE(claim->write(own_record()));
    CHECK(status(place) == MemberStatus::running);
}

TEST_CASE("who comes again is told who bore the name before, and how that ended") {
    const TempFolder temp;
    const auto place = place_in(temp);
    auto record = own_record();
    record.exit = Exit{true, 0, "asked by stop", "2025-03-09T14:03:00.000000000Z"};
    {
        const auto claim = Claim::take(place, jimmy);
        REQUIRE(claim);
        CHECK_FALSE(claim->previous());
        REQUIRE(claim->write(record));
    }
    CHECK(status(place) == MemberStatus::ended);
    const auto again = Claim::take(place, jimmy);
    REQUIRE(again);
    CHECK(again->previous() == record);
    CHECK(again->message().empty());
}

TEST_CASE("a taken name says by whom") {
    const TempFolder temp;
    const auto place = place_in(temp);
    Child member{[&] { return live(place); }};
    REQUIRE(becomes(place, MemberStatus::running));
    const auto second = Claim::take(place, jimmy);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == "WC-NAME-TAKEN");
    CHECK(second.error().message ==
          "the name \"jimmy\" is taken: jimmy is alive at http://127.0.0.1:81, pid " + std::to_string(member.pid()));
}

TEST_CASE("a name whose holder is still starting is taken, too") {
    const TempFolder temp;
    const auto place = place_in(temp);
    const auto holder = Claim::take(place, jimmy);
    REQUIRE(holder);
    const auto second = Claim::take(place, jimmy);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == "WC-NAME-TAKEN");
    CHECK(second.error().message.find("just starting") != std::string::npos);
}

TEST_CASE("two processes race for one name: exactly one wins, in each of many rounds") {
    const TempFolder temp;
    const auto place = place_in(temp);
    for (int round = 0; round < 15; ++round) {
        int go[2], told[2];
        REQUIRE(::pipe2(go, O_CLOEXEC) == 0);
        REQUIRE(::pipe2(told, O_CLOEXEC) == 0);
        const auto racer = [&] {
            char byte;
            ::close(go[1]);
            (void)!::read(go[0], &byte, 1);
            const auto claim = Claim::take(place, jimmy);
            if (claim && !claim->write(own_record())) return 2;
            (void)!::write(told[1], claim ? "w" : claim.error().code == "WC-NAME-TAKEN" ? "l" : "e", 1);
            return claim ? stay() : 0;
        };
        Child one{racer}, two{racer};
        ::close(go[0]);
        ::close(go[1]);
        char first = 0, second = 0;
        REQUIRE(::read(told[0], &first, 1) == 1);
        REQUIRE(::read(told[0], &second, 1) == 1);
        CHECK(((first == 'w' && second == 'l') || (first == 'l' && second == 'w')));
        ::close(told[0]);
        ::close(told[1]);
    }
}

TEST_CASE("those who only look keep nobody from taking a name") {
    const TempFolder temp;
    const auto place = place_in(temp);
    REQUIRE(Claim::take(place, jimmy));
    std::vector<Child> lookers;
    for (int i = 0; i < 3; ++i) {
        lookers.emplace_back([&] {
            const MemberFolder folder{Folder::at(place), jimmy};
            while (folder.probe()) {
            }
            return 1;
        });
    }
    for (int round = 0; round < 50; ++round) {
        const auto claim = Claim::take(place, jimmy);
        CHECK_MESSAGE(claim, claim.error().message);
    }
}

TEST_CASE("a damaged record is told by who looks, and set aside by who takes the name") {
    const TempFolder temp;
    const auto place = place_in(temp);
    REQUIRE(Claim::take(place, jimmy)->write(own_record()));
    const MemberFolder folder{Folder::at(place), jimmy};
    std::ofstream{folder.record_path()} << "{\"name\":";
    const auto probe = folder.probe();
    REQUIRE(probe);
    CHECK(probe->status == MemberStatus::ended);
    CHECK_FALSE(probe->record);
    CHECK(probe->record_damage.find(folder.record_path()) != std::string::npos);
    const auto claim = Claim::take(place, jimmy);
    REQUIRE(claim);
    CHECK_FALSE(claim->previous());
    CHECK(claim->message().find("record.json.damaged-1") != std::string::npos);
    CHECK(**read_file(folder.record_path() + ".damaged-1", 100) == "{\"name\":");
}

TEST_CASE("a member that never was is an error, its bare folder an ended one") {
    const TempFolder temp;
    const auto club = *Folder::open_or_create(place_in(temp));
    const MemberFolder folder{club, jimmy};
    CHECK(folder.probe().error().code == "WC-MEMBER-NONE");
    REQUIRE(make_folders(folder.path()));
    CHECK(folder.probe()->status == MemberStatus::ended);
    CHECK((*list_folder(folder.path()))->empty());
}

TEST_CASE("everybody is probed at once, the living and the ended") {
    const TempFolder temp;
    const auto place = place_in(temp);
    const auto living = Claim::take(place, jimmy);
    REQUIRE(living->write(own_record()));
    REQUIRE(Claim::take(place, *Name::parse_member("amy")));
    const auto members = probe_members(living->club());
    REQUIRE(members);
    REQUIRE(members->size() == 2);
    CHECK((*members)[0].folder.name().text() == "amy");
    CHECK((*members)[0].probe.status == MemberStatus::ended);
    CHECK((*members)[1].folder.name() == jimmy);
    CHECK((*members)[1].probe.status == MemberStatus::running);
    CHECK(probe_members(Folder::at(*club_place(temp / "x", *Name::parse_club("office")))).error().code ==
          "WC-CLUB-NONE");
}

TEST_CASE("a folder is looked at through an account that may only read it") {
    const TempFolder temp;
    const auto place = place_in(temp);
    const auto claim = Claim::take(place, jimmy);
    REQUIRE(claim->write(own_record()));
    ::chmod(temp.path().c_str(), 0755);
    for (const auto& path : {place.path, claim->club().members_path(), claim->folder().path()}) {
        REQUIRE(::chmod(path.c_str(), 0555) == 0);
    }
    for (const auto& path : {claim->folder().lock_path(), claim->folder().record_path()}) {
        REQUIRE(::chmod(path.c_str(), 0444) == 0);
    }
    Child reader{[&] {
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 1;
        return status(place) == MemberStatus::running ? 0 : 2;
    }};
    CHECK(reader.wait() == 0);
    for (const auto& path : {place.path, claim->club().members_path(), claim->folder().path()}) {
        ::chmod(path.c_str(), 0700);
    }
}

TEST_CASE("a new record is seen by who watches the members, and silence costs no reading") {
    const TempFolder temp;
    const auto place = place_in(temp);
    const auto claim = Claim::take(place, jimmy);
    REQUIRE(claim);
    MembersWatch watch{claim->club().members_path()};
    CHECK(watch.changed());
    CHECK(eventually([&] { return !watch.changed(); }));
    REQUIRE(claim->write(own_record()));
    CHECK(watch.changed());
    CHECK(watch.changed());  // just changed: what follows within the same tick must not be missed
    CHECK(eventually([&] { return !watch.changed(); }));
    std::filesystem::remove_all(claim->club().members_path());
    CHECK(watch.changed());  // however old the last change was: nothing else tells a reader that all are gone
}
