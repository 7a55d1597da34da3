#include "cli/club_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::cli;

namespace {

Result<ClubFile> read(std::string_view text) {
    const auto file = parse_toml("club.toml", text);
    if (!file) return tl::unexpected{file.error()};
    return club_file_of("club.toml", *file);
}

constexpr std::string_view whole = R"([club]
name = "office"
members = 3
base_port = 8200
interval = "0"

[[member]]
name = "Jimmy"
port = 8199
book = "Dune"
hold = true

[[member]]
name = "tod"
host = "::1"
port = 8199
interval = "5s"

[sauron]
port = 9091
retain_age = "7d"

[[chaos]]
do = "partition a* | b*"
for = "10s"

[[chaos]]
do = "loss 5%"
forever = true
)";

}  // namespace

TEST_CASE("a club.toml says who is in the club, and what befalls it") {
    const auto file = read(whole);
    REQUIRE(file);
    CHECK(file->club == "office");
    CHECK(file->members == 3);
    CHECK(file->base_port == 8200);
    CHECK(file->interval == std::chrono::milliseconds{0});
    REQUIRE(file->named.size() == 2);
    CHECK(file->named[0].name == "jimmy");
    CHECK(file->named[0].port == 8199);
    CHECK(file->named[0].book == "Dune");
    CHECK(file->named[0].hold);
    CHECK(file->named[1].host == "::1");
    CHECK(file->named[1].interval == std::chrono::seconds{5});
    REQUIRE(file->sauron);
    CHECK(*file->sauron ==
          std::vector<std::pair<std::string, std::string>>{{"--port", "9091"}, {"--retain-age", "7d"}});
    REQUIRE(file->faults.size() == 2);
    CHECK(file->faults[0].length == "10s");
    CHECK(file->faults[1].words == "loss 5%");
    CHECK(file->faults[1].forever);
}

TEST_CASE("what is wrong is told with its place, its reason, and what was meant") {
    const std::pair<const char*, const char*> table[] = {
        {"", "club.toml:1:1: [club] is missing"},
        {"[club]\nname = ", "club.toml:2:"},
        {"[club]\nmembers = 1\n", "club.toml:1:1: [club] lacks \"name\""},
        {"[club]\nname = \"a\"\nmember = 2\n",
         "club.toml:3:1: there is no \"member\" in [club]. Did you mean \"members\"?"},
        {"[clubb]\nname = \"a\"\n", "there is no \"clubb\" in the file. Did you mean \"club\"?"},
        {"[club]\nname = \"a\"\nmembers = \"two\"\n", "club.toml:3:11: \"members\" wants a whole number, not text"},
        {"[club]\nname = 7\n", "club.toml:2:8: \"name\" wants text in quotes, not a whole number"},
        {"[club]\nname = \"a\"\nmembers = -1\n", "club.toml:3:11: \"members\" is out of range"},
        {"[club]\nname = \"a\"\nmembers = 99999999999\n", "\"members\" is out of range"},
        {"[club]\nname = \"a\"\nbase_port = 65536\n", "\"base_port\" is out of range"},
        {"[club]\nname = \"a\"\nbase_port = 0\n", "ports cannot be chosen from 0"},
        {"[club]\nname = \"a\"\ninterval = \"soon\"\n", "club.toml:3:12: \"soon\" is no duration"},
        {"[club]\nname = \"../a\"\n", "club.toml:2:8: "},
        {"club = 3\n", "\"club\" is written as [club]"},
        {"[[club]]\nname = \"a\"\n", "\"club\" is written as [club]"},
        {"[club]\nname = \"a\"\n[member]\nname = \"b\"\n", "\"member\" is written as [[member]]"},
        {"[club]\nname = \"a\"\n[[member]]\nport = 1\n", "club.toml:3:1: [[member]] lacks \"name\""},
        {"[club]\nname = \"a\"\n[[member]]\nname = \"all\"\n", "club.toml:4:8: the name \"all\" has a meaning"},
        {"[club]\nname = \"a\"\n[[member]]\nname = \"$(x)\"\n", "club.toml:4:8: "},
        {"[club]\nname = \"a\"\n[[member]]\nname = \"b\"\nhost = \"b.example\"\n", "is no numeric address"},
        {"[club]\nname = \"a\"\n[[member]]\nname = \"b\"\nbook = \"\"\n", "\"book\" is empty"},
        {"[club]\nname = \"a\"\n[[member]]\nname = \"b\"\n[[member]]\nname = \"B\"\n",
         "club.toml:6:8: \"b\" is named twice"},
        {"[club]\nname = \"a\"\n[[member]]\nname = \"b\"\nport = 81\n[[member]]\nname = \"c\"\nport = 81\n",
         "club.toml:8:8: 127.0.0.1:81 is given twice"},
        {"[club]\nname = \"a\"\n[[chaos]]\ndo = \"los 5%\"\n", "club.toml:4:6: "},
        {"[club]\nname = \"a\"\n[[chaos]]\ndo = \"loss 5%\"\nfor = \"5s\"\nforever = true\n", "contradict each other"},
        {"[club]\nname = \"a\"\n[gossip]\nmode = \"push\"\n", "there is no \"gossip\" in the file"},
    };
    for (const auto& [text, message] : table) {
        CAPTURE(text);
        const auto file = read(text);
        REQUIRE_FALSE(file);
        CAPTURE(file.error().message);
        CHECK(file.error().message.find(message) != std::string::npos);
        CHECK(file.error().exit == Exit::bad_file);
        REQUIRE(file.error().position);
        CHECK(file.error().position->line > 0);
    }
}

TEST_CASE("two members may have one port on different addresses, and any number port 0") {
    CHECK(read("[club]\nname = \"a\"\n[[member]]\nname = \"b\"\nport = 0\n[[member]]\nname = \"c\"\nport = 0\n"));
    CHECK(read(whole));
}

TEST_CASE("odd bytes and deep nesting are errors, not accidents") {
    CHECK_FALSE(read(std::string_view{"\0\xff", 2}));
    CHECK_FALSE(read("x = " + std::string(5'000, '[')));
    CHECK_FALSE(read_toml("/nowhere/club.toml"));
    CHECK_FALSE(read_toml("/"));
}

TEST_CASE("the schema knows every key that the reader knows") {
    const auto schema = json_schema("club.toml", club_file_sections());
    REQUIRE(json::parse(schema, json::answer_bounds));
    for (const auto& section : club_file_sections())
        for (const auto& key : section.keys)
            CHECK(schema.find("\"" + std::string{key.name} + "\":{") != std::string::npos);
}
