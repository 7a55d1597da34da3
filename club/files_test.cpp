#include "club/files.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>

#include "club/testing.hpp"

using namespace watercooler::club;
using namespace watercooler::club::testing;

namespace {

void put(const std::string& path, const std::string& text) { std::ofstream{path} << text; }

std::string get(const std::string& path) { return read_file(path, 1 << 20).value_or(std::nullopt).value_or("(none)"); }

}  // namespace

TEST_CASE("an errno becomes a code, a sentence and an advice") {
    const std::pair<int, std::string> table[] = {
        {ENOSPC, "WC-CLUB-DISK"},    {EDQUOT, "WC-CLUB-DISK"},  {EFBIG, "WC-CLUB-DISK"},
        {EROFS, "WC-CLUB-READONLY"}, {EACCES, "WC-CLUB-PERM"},  {EPERM, "WC-CLUB-PERM"},
        {EMFILE, "WC-CLUB-FILES"},   {ENOTDIR, "WC-CLUB-PATH"}, {EIO, "WC-CLUB-IO"},
    };
    for (const auto& [number, code] : table) {
        const auto error = system_error("write", "/x/state", number);
        CAPTURE(number);
        CHECK(error.code == code);
        CHECK(error.message.rfind("cannot write /x/state: ", 0) == 0);
        CHECK(error.message.size() > std::string{"cannot write /x/state: "}.size());
        CHECK_FALSE(error.hint.empty());
    }
}

TEST_CASE("a file is replaced whole, private, and leaves no temporary one") {
    const TempFolder temp;
    REQUIRE(replace_file(temp / "f", "one", Durable::power_cut));
    REQUIRE(replace_file(temp / "f", "two", Durable::process_crash));
    CHECK(get(temp / "f") == "two");
    struct stat status{};
    REQUIRE(::stat((temp / "f").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(**list_folder(temp.path()) == std::vector<std::string>{"f"});
}

TEST_CASE("room is looked for in each folder, and nothing of that stays") {
    const TempFolder temp;
    const std::vector<std::string> folders{temp / "a", temp / "b"};
    REQUIRE(make_folders(folders[0]));
    CHECK(check_room(folders, 5000).error().code == "WC-CLUB-PATH");
    REQUIRE(make_folders(folders[1]));
    CHECK(check_room(folders, 5000));
    Child child{[&] {
        survive_file_size_limit();
        const rlimit limit{4000, 4000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto found = check_room(folders, 5000);
        return !found && found.error().code == "WC-CLUB-DISK" && check_room(folders, 4000) ? 0 : 1;
    }};
    CHECK(child.wait() == 0);
    for (const auto& folder : folders) CHECK(list_folder(folder)->value().empty());
}

TEST_CASE("beyond the limit on file sizes the old file stays, and nothing else") {
    const TempFolder temp;
    REQUIRE(replace_file(temp / "f", "old", Durable::power_cut));
    Child child{[&] {
        survive_file_size_limit();
        const rlimit limit{1000, 1000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto replaced = replace_file(temp / "f", std::string(5000, 'x'), Durable::power_cut);
        return !replaced && replaced.error().code == "WC-CLUB-DISK" ? 0 : 1;
    }};
    CHECK(child.wait() == 0);
    CHECK(get(temp / "f") == "old");
    CHECK(**list_folder(temp.path()) == std::vector<std::string>{"f"});
}

TEST_CASE("a missing file is nothing, a too large one an error") {
    const TempFolder temp;
    CHECK(*read_file(temp / "f", 10) == std::nullopt);
    put(temp / "f", "0123456789");
    CHECK(**read_file(temp / "f", 10) == "0123456789");
    CHECK(read_file(temp / "f", 9).error().code == "WC-CLUB-DAMAGED");
}

TEST_CASE("pipes, folders and links are no files") {
    const TempFolder temp;
    REQUIRE(::mkfifo((temp / "pipe").c_str(), 0600) == 0);
    REQUIRE(::symlink("/etc/hostname", (temp / "link").c_str()) == 0);
    CHECK(read_file(temp / "pipe", 10).error().code == "WC-CLUB-PATH");
    CHECK(read_file(temp.path(), 10).error().code == "WC-CLUB-PATH");
    CHECK(read_file(temp / "link", 10).error().code == "WC-CLUB-PATH");
}

TEST_CASE("folders are made with those above them, and are private") {
    const TempFolder temp;
    REQUIRE(make_folders(temp / "a/b/c"));
    REQUIRE(make_folders(temp / "a/b/c"));
    struct stat status{};
    REQUIRE(::stat((temp / "a/b").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    put(temp / "file", "");
    CHECK(make_folders(temp / "file").error().code == "WC-CLUB-PATH");
    CHECK(make_folders(temp / "file/below").error().code == "WC-CLUB-PATH");
}

TEST_CASE("a tree is removed, what its links point to is not") {
    const TempFolder temp;
    put(temp / "precious", "p");
    REQUIRE(make_folders(temp / "tree/a/b"));
    put(temp / "tree/a/b/f", "x");
    REQUIRE(::symlink((temp / "precious").c_str(), (temp / "tree/link").c_str()) == 0);
    REQUIRE(::symlink(temp.path().c_str(), (temp / "tree/a/up").c_str()) == 0);
    REQUIRE(remove_tree(temp / "tree"));
    REQUIRE(remove_tree(temp / "tree"));
    CHECK(**list_folder(temp.path()) == std::vector<std::string>{"precious"});
    CHECK(get(temp / "precious") == "p");
}

TEST_CASE("random text differs each time and has its length") {
    const auto one = *random_hex(32), two = *random_hex(32);
    CHECK(one.size() == 64);
    CHECK(one != two);
    CHECK(one.find_first_not_of("0123456789abcdef") == std::string::npos);
}
