#include "club/clean.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>

#include "club/member_folder.hpp"
#include "club/testing.hpp"

using namespace std::chrono_literals;
using namespace watercooler::club;
using namespace watercooler::club::testing;

namespace {

Name name(const std::string& text) { return *Name::parse_member(text); }

/// Leaves an ended member with all that a life leaves.
void lived(const ClubPlace& place, const std::string& who) {
    const auto claim = Claim::take(place, name(who));
    REQUIRE(claim);
    Record record;
    record.name = who;
    record.process = *own_identity();
    REQUIRE(claim->write(record));
    for (const char* file : {"/log", "/state", "/state.damaged-1", "/record.json.damaged-1"}) {
        std::ofstream{claim->folder().path() + file} << "x";
    }
    REQUIRE(make_folders(claim->folder().path() + "/spool/1"));
    std::ofstream{claim->folder().path() + "/spool/1/events"} << "x";
}

CleanReport cleaned(const ClubPlace& place) {
    const auto plan = plan_clean(place);
    REQUIRE(plan);
    const auto report = clean(*plan);
    REQUIRE(report);
    return *report;
}

bool is_empty(const std::string& folder) { return (*list_folder(folder))->empty(); }

}  // namespace

TEST_CASE("when nobody lives, nothing is left") {
    const TempFolder temp;
    const auto place = place_in(temp);
    lived(place, "amy");
    lived(place, "bob");
    REQUIRE(make_folders(place.path + "/sauron"));
    const auto plan = *plan_clean(place);
    CHECK(plan.ended == std::vector{name("amy"), name("bob")});
    CHECK(plan.kept.empty());
    CHECK(plan.removes_club);
    CHECK((*list_folder(place.path + "/members"))->size() == 2);  // a plan does nothing
    const auto report = *clean(plan);
    CHECK(report.removed == plan.ended);
    CHECK(report.removed_club);
    CHECK(is_empty(temp.path()));
}

TEST_CASE("to clean what is clean, or was never there, is fine") {
    const TempFolder temp;
    const auto place = place_in(temp);
    const auto report = cleaned(place);
    CHECK(report.removed.empty());
    CHECK_FALSE(report.removed_club);
    lived(place, "amy");
    const auto plan = *plan_clean(place);
    CHECK(clean(plan)->removed_club);
    CHECK(clean(plan)->removed.empty());
}

TEST_CASE("the living are never touched, and keep the club") {
    const TempFolder temp;
    const auto place = place_in(temp);
    lived(place, "amy");
    auto living = std::optional{*Claim::take(place, name("bob"))};
    const auto label = *living->club().label();
    std::ofstream{living->folder().log_path()} << "alive";
    const auto report = cleaned(place);
    CHECK(report.removed == std::vector{name("amy")});
    CHECK(report.kept == std::vector{Kept{"bob", "starting"}});
    CHECK_FALSE(report.removed_club);
    CHECK(*living->club().label() == label);
    CHECK(**read_file(living->folder().log_path(), 100) == "alive");
    living.reset();
    CHECK(cleaned(place).removed_club);
    CHECK(is_empty(temp.path()));
}

TEST_CASE("who came to life after the plan was made is left alone") {
    const TempFolder temp;
    const auto place = place_in(temp);
    lived(place, "amy");
    const auto plan = *plan_clean(place);
    const auto amy = Claim::take(place, name("amy"));
    const auto bob = Claim::take(place, name("bob"));
    REQUIRE(amy);
    REQUIRE(bob);
    const auto report = *clean(plan);
    CHECK(report.removed.empty());
    CHECK_FALSE(report.removed_club);
    CHECK(amy->club().token());
    CHECK(*FileLock::look(amy->folder().lock_path()) == FileLock::Seen::held);
}

TEST_CASE("somebody new after the plan keeps the club") {
    const TempFolder temp;
    const auto place = place_in(temp);
    lived(place, "amy");
    const auto plan = *plan_clean(place);
    const auto bob = Claim::take(place, name("bob"));
    const auto report = *clean(plan);
    CHECK(report.removed == std::vector{name("amy")});
    CHECK_FALSE(report.removed_club);
    CHECK(report.kept == std::vector{Kept{place.path + "/members", "it is not empty"}});
    CHECK(bob->club().complete());
}

TEST_CASE("after kill -9 of everybody, clean leaves nothing") {
    const TempFolder temp;
    const auto place = place_in(temp);
    std::vector<Child> members;
    for (int i = 0; i < 8; ++i) {
        members.emplace_back([&, i] {
            const auto claim = Claim::take(place, name("m" + std::to_string(i)));
            return claim ? stay() : 1;
        });
    }
    REQUIRE(eventually([&] {
        const auto plan = plan_clean(place);
        return plan && plan->kept.size() == 8;
    }));
    for (auto& member : members) member.kill_hard();
    CHECK(cleaned(place).removed.size() == 8);
    CHECK(is_empty(temp.path()));
}

TEST_CASE("only the named are removed if names are given") {
    const TempFolder temp;
    const auto place = place_in(temp);
    lived(place, "amy");
    lived(place, "bob");
    const auto plan = *plan_clean(place, {name("amy"), name("carl")});
    CHECK(plan.ended == std::vector{name("amy")});
    const auto report = *clean(plan);
    CHECK(report.removed == std::vector{name("amy")});
    CHECK_FALSE(report.removed_club);
    CHECK(Folder::open_existing(place)->member_names() == std::vector{name("bob")});
}

TEST_CASE("what is not ours stays, and is named") {
    const TempFolder temp;
    const auto place = place_in(temp);
    lived(place, "amy");
    REQUIRE(make_folders(place.path + "/sauron"));
    for (const char* file : {"/notes.txt", "/members/README", "/sauron/store.db"})
        std::ofstream{place.path + file} << "x";
    const auto report = cleaned(place);
    CHECK(report.removed == std::vector{name("amy")});
    CHECK_FALSE(report.removed_club);
    CHECK(report.kept ==
          std::vector{Kept{place.path + "/notes.txt", "it is not Watercooler's"},
                      Kept{place.path + "/members/README", "it is not Watercooler's"},
                      Kept{place.path + "/sauron", "it holds what Sauron stored; --all removes that, too"}});
    CHECK(Folder::open_existing(place));
}

TEST_CASE("a clean or creation that was interrupted anywhere is finished by the next") {
    const TempFolder temp;
    const auto place = place_in(temp);
    for (const std::string missing :
         {"/token", "/label", "/freeze", "/lock", "/members/amy/lock", "/members/amy/record.json"}) {
        CAPTURE(missing);
        lived(place, "amy");
        ::unlink((place.path + missing).c_str());
        std::ofstream{place.path + "/token.tmp"} << "x";
        CHECK(cleaned(place).removed_club);
        CHECK(is_empty(temp.path()));
    }
}

TEST_CASE("a folder that others may write to is not cleaned") {
    const TempFolder temp;
    const auto place = place_in(temp);
    lived(place, "amy");
    REQUIRE(::chmod(place.path.c_str(), 0770) == 0);
    CHECK(plan_clean(place).error().code == "WC-CLUB-OWNER");
}

TEST_CASE("members that come and go race with clean: no name has two holders, no holder loses its club") {
    const TempFolder temp;
    const auto place = place_in(temp);
    const auto live = [&](int seed) {
        for (int round = 0; round < 60; ++round) {
            const auto who = name("m" + std::to_string((seed + round) % 3));
            const auto claim = Claim::take(place, who);
            if (!claim && claim.error().code == "WC-NAME-TAKEN") continue;
            if (!claim) return 1;
            const auto proof = temp / ("holds-" + who.text());
            const int fd = ::open(proof.c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (fd < 0) return 2;  // two holders
            ::close(fd);
            const auto label = claim->club().label();
            if (!label || !claim->club().token() || !claim->write(Record{})) return 3;
            if (*label != claim->club().label().value_or("")) return 4;
            if (!claim->club().complete()) return 5;
            ::unlink(proof.c_str());
        }
        return 0;
    };
    std::vector<Child> members;
    for (int i = 0; i < 3; ++i) members.emplace_back([&, i] { return live(i); });
    Child cleaner{[&] {
        for (;;) {
            const auto plan = plan_clean(place);
            if (plan) (void)clean(*plan);
        }
        return 0;
    }};
    for (auto& member : members) CHECK(member.wait() == 0);
    cleaner.kill_hard();
    cleaned(place);
    CHECK(is_empty(temp.path()));
}

TEST_CASE("an ended Sauron's lock, record and log go; what it stored goes only when that is asked for") {
    const TempFolder temp;
    const auto place = place_in(temp);
    Child sauron{[&] {
        const auto claim = Claim::take(place, Name::sauron());
        Record record;
        record.name = "sauron";
        record.process = *own_identity();
        return claim && claim->write(record) ? stay() : 1;
    }};
    const MemberFolder seat{Folder::at(place), Name::sauron()};
    REQUIRE(eventually([&] { return seat.probe() && seat.probe()->status == MemberStatus::running; }));
    CHECK(seat.path() == place.path + "/sauron");
    std::ofstream{place.path + "/sauron/store.db"} << "history";

    CHECK(plan_clean(place)->kept.front().what == "sauron");  // it lives
    CHECK(clean(*plan_clean(place, {}, true))->removed.empty());
    sauron.kill_hard();

    const auto some = *clean(*plan_clean(place));
    CHECK(some.removed == std::vector{Name::sauron()});
    CHECK(*list_folder(place.path + "/sauron") == std::vector<std::string>{"store.db"});
    CHECK(clean(*plan_clean(place, {}, true))->removed_club);
    CHECK_FALSE(*list_folder(place.path));
}
