#include "club/folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "club/testing.hpp"

using namespace watercooler::club;
using namespace watercooler::club::testing;

namespace {

unsigned mode(const std::string& path) {
    struct stat status{};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("--home wins over XDG_STATE_HOME, which wins over HOME") {
    const auto office = *Name::parse_club("office");
    CHECK(club_place("/h", office, {"/x", "/u"})->path == "/h/office");
    CHECK(club_place("/h/../i/", office, {"/x", "/u"})->path == "/i/office");
    CHECK(club_place({}, office, {"/x", "/u"})->path == "/x/watercooler/office");
    CHECK(club_place({}, office, {nullptr, "/u"})->path == "/u/.local/state/watercooler/office");
    CHECK(club_place({}, office, {"", "/u"})->path == "/u/.local/state/watercooler/office");
    CHECK(club_place({}, office, {"relative", "/u"})->path == "/u/.local/state/watercooler/office");
    CHECK(club_place({}, office, {nullptr, nullptr}).error().code == "WC-CLUB-HOME");
    CHECK(club_place("", office, {"/x", "/u"}).error().code == "WC-CLUB-HOME");
    CHECK(club_place("here", office, {})->path.front() == '/');
}

TEST_CASE("a club's folder is private and complete") {
    const TempFolder temp;
    const auto folder = Folder::open_or_create(place_in(temp));
    REQUIRE(folder);
    CHECK(folder->path() == temp / "office");
    CHECK(mode(folder->path()) == 0700);
    CHECK(mode(folder->members_path()) == 0700);
    for (const auto& file : {folder->token_path(), folder->label_path(), folder->freeze_path(), folder->lock_path()}) {
        CAPTURE(file);
        CHECK(mode(file) == 0600);
    }
    CHECK(folder->token()->size() == 64);
    CHECK(folder->label()->size() == 16);
    CHECK(folder->member_names()->empty());
    CHECK_FALSE(folder->freeze_page()->load().frozen);
}

TEST_CASE("opened again it is the same club; another one has its own token and label") {
    const TempFolder temp;
    const auto one = *Folder::open_or_create(place_in(temp));
    const auto again = *Folder::open_or_create(place_in(temp));
    const auto existing = *Folder::open_existing(place_in(temp));
    const auto other = *Folder::open_or_create(place_in(temp, "lab"));
    CHECK(*one.token() == *again.token());
    CHECK(*one.label() == *existing.label());
    CHECK(*one.token() != *other.token());
    CHECK(*one.label() != *other.label());
}

TEST_CASE("a club that is not there is not made by looking for it") {
    const TempFolder temp;
    CHECK(Folder::open_existing(place_in(temp)).error().code == "WC-CLUB-NONE");
    CHECK((*list_folder(temp.path()))->empty());
}

TEST_CASE("many creators at once make one club") {
    const TempFolder temp;
    for (int round = 0; round < 5; ++round) {
        const auto place = place_in(temp, "club-" + std::to_string(round));
        std::vector<Child> creators;
        for (int i = 0; i < 6; ++i) {
            creators.emplace_back([&, i] {
                const auto folder = Folder::open_or_create(place);
                if (!folder || !folder->token() || !folder->label()) return 1;
                std::ofstream{temp / (place.club.text() + "." + std::to_string(i))}
                    << *folder->token() + *folder->label();
                return 0;
            });
        }
        std::set<std::string> told;
        for (auto& creator : creators) REQUIRE(creator.wait() == 0);
        for (int i = 0; i < 6; ++i) {
            told.insert(read_file(temp / (place.club.text() + "." + std::to_string(i)), 1000)->value());
        }
        CHECK(told.size() == 1);
    }
}

TEST_CASE("a creator that was killed half way is no hindrance") {
    const TempFolder temp;
    const auto place = place_in(temp);
    REQUIRE(make_folders(place.path + "/members"));
    std::ofstream{place.path + "/token.tmp"} << "ab";
    std::ofstream{place.path + "/lock"};
    CHECK(Folder::open_existing(place).error().code == "WC-CLUB-NONE");
    REQUIRE(Folder::open_or_create(place));
    CHECK(Folder::open_existing(place)->token()->size() == 64);
}

TEST_CASE("a folder that others may read is made private, one that others may write is refused as it is") {
    const TempFolder temp;
    const auto folder = *Folder::open_or_create(place_in(temp));
    REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
    REQUIRE(Folder::open_existing(folder.place()));
    CHECK(mode(folder.path()) == 0700);
    for (const mode_t open : {0720u, 0702u, 0777u}) {
        REQUIRE(::chmod(folder.path().c_str(), open) == 0);
        CHECK(Folder::open_or_create(folder.place()).error().code == "WC-CLUB-OWNER");
        CHECK(Folder::open_existing(folder.place()).error().code == "WC-CLUB-OWNER");
        CHECK(mode(folder.path()) == open);
    }
}

TEST_CASE("somebody else's folder is refused, and a link or file in its place") {
    const TempFolder temp;
    REQUIRE(Folder::open_or_create(place_in(temp, "real")));
    REQUIRE(::symlink((temp / "real").c_str(), (temp / "office").c_str()) == 0);
    CHECK(Folder::open_or_create(place_in(temp)).error().code == "WC-CLUB-OWNER");
    std::ofstream{temp / "file"};
    CHECK(Folder::open_or_create(place_in(temp, "file")).error().code == "WC-CLUB-PATH");
    if (::geteuid() != 0) return;
    REQUIRE(::chown((temp / "real").c_str(), 65534, 65534) == 0);
    const auto refused = Folder::open_or_create(place_in(temp, "real"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "WC-CLUB-OWNER");
    CHECK(refused.error().message.find("belongs to user 65534") != std::string::npos);
}

TEST_CASE("a place that cannot be written is told, with the path and the reason") {
    const TempFolder temp;
    REQUIRE(::chmod(temp.path().c_str(), 0555) == 0);
    Child child{[&] {
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 1;
        const auto folder = Folder::open_or_create(place_in(temp));
        if (folder || folder.error().code != "WC-CLUB-PERM") return 2;
        return folder.error().message.find(temp / "office") != std::string::npos ? 0 : 3;
    }};
    CHECK(child.wait() == 0);
    ::chmod(temp.path().c_str(), 0755);
}

TEST_CASE("a damaged token is told, not replaced behind the backs of the living") {
    const TempFolder temp;
    const auto folder = *Folder::open_or_create(place_in(temp));
    for (const std::string damage : {"", "abc\n", "\n", "zz"}) {
        std::ofstream{folder.token_path()} << damage;
        CHECK(folder.token().error().code == "WC-CLUB-DAMAGED");
    }
    std::ofstream{folder.token_path()} << std::string(64, 'A');
    CHECK(folder.token().error().code == "WC-CLUB-DAMAGED");
}

TEST_CASE("only names are listed as members") {
    const TempFolder temp;
    const auto folder = *Folder::open_or_create(place_in(temp));
    for (const std::string name : {"bob", "amy", "Carl", "all", ".hidden", "x_y"}) {
        REQUIRE(make_folders(folder.members_path() + "/" + name));
    }
    const auto names = folder.member_names();
    REQUIRE(names);
    REQUIRE(names->size() == 2);
    CHECK((*names)[0].text() == "amy");
    CHECK((*names)[1].text() == "bob");
}
