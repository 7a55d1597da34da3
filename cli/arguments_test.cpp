#include "cli/arguments.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace watercooler;
using namespace watercooler::cli;
using namespace std::chrono_literals;

namespace {

Result<Arguments> read(std::vector<std::string> typed) { return read_arguments(typed); }

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("flags may stand before and behind the verb") {
    for (const auto& typed : {Words{"-c", "lab", "ls", "amy", "--json"}, Words{"ls", "--json", "amy", "--club=lab"},
                              Words{"--json", "--club", "lab", "ls", "--", "amy"}}) {
        const auto arguments = read(typed);
        REQUIRE(arguments);
        CHECK(arguments->verb->name == "ls");
        CHECK(arguments->words == Words{"amy"});
        CHECK(arguments->text("--club") == "lab");
        CHECK(arguments->has("--json"));
    }
}

TEST_CASE("a member or a book may be called like a verb") {
    const auto arguments = read({"pick", "stop", "new"});
    REQUIRE(arguments);
    CHECK(arguments->verb->name == "pick");
    CHECK(arguments->words == Words{"stop", "new"});
}

TEST_CASE("a book in brackets, an empty word and a word with a dash stay as they are") {
    const auto bracketed = read({"pick", "amy", "[a,b]"});
    REQUIRE(bracketed);
    CHECK(bracketed->words == Words{"amy", "[a,b]"});
    const auto dashed = read({"pick", "--", "amy", "--wait"});
    REQUIRE(dashed);
    CHECK(dashed->words == Words{"amy", "--wait"});
    CHECK_FALSE(dashed->has("--wait"));
    const auto flag_value = read({"new", "amy", "--book", "[x]"});
    REQUIRE(flag_value);
    CHECK(flag_value->text("--book") == "[x]");
    const auto empty = read({"stop", ""});
    REQUIRE(empty);
    CHECK(empty->words == Words{""});
}

TEST_CASE("values are read as what they are") {
    const auto arguments = read({"logs", "-n", "7", "--since=5m", "-f"});
    REQUIRE(arguments);
    CHECK(arguments->number("--tail") == 7);
    CHECK(arguments->duration("--since") == 300s);
    CHECK(arguments->has("--follow"));
    const auto joins = read({"new", "-j", "a:1", "-j", "b:2"});
    REQUIRE(joins);
    CHECK(joins->texts("--join") == Words{"a:1", "b:2"});
}

TEST_CASE("what is wrong on a command line is told with exit code 64 and what comes near") {
    struct {
        Words typed;
        std::string says;
    } const table[] = {
        {{"frezze"}, "no verb \"frezze\". Did you mean \"freeze\"?"},
        {{"xyzzyx"}, "no verb \"xyzzyx\""},
        {{"gandalf"}, "no verb \"gandalf\""},
        {{"ls", "--jsn"}, "\"ls\" has no flag \"--jsn\". Did you mean \"--json\"?"},
        {{"ls", "--dry-run"}, "\"ls\" has no flag \"--dry-run\""},
        {{"new", "--count", "five"}, "--count \"five\" is no whole number"},
        {{"new", "--count", "-3"}, "--count \"-3\" is no whole number"},
        {{"freeze", "--for", "5x"}, "--for \"5x\" is no duration"},
        {{"show"}, "\"show\" wants NAME"},
        {{"show", "a", "b"}, "\"show\" does not know what to do with \"b\""},
        {{"books", "tod"}, "\"books\" does not know what to do with \"tod\""},
        {{"pick", "a", "The", "Gatsby"}, "\"pick\" does not know what to do with \"Gatsby\""},
    };
    for (const auto& [typed, says] : table) {
        CAPTURE(says);
        const auto arguments = read(typed);
        REQUIRE_FALSE(arguments);
        CHECK(arguments.error().exit == Exit::usage);
        CHECK(arguments.error().message == says);
    }
}

TEST_CASE("a flag without its value is wrong usage, whatever the parser calls it") {
    const auto arguments = read({"logs", "--tail"});
    REQUIRE_FALSE(arguments);
    CHECK(arguments.error().exit == Exit::usage);
    CHECK(arguments.error().message == "--tail wants a value");
}

TEST_CASE("help is asked for in every usual way") {
    for (const auto& typed : {Words{}, Words{"-h"}, Words{"--help"}, Words{"help"}}) {
        const auto arguments = read(typed);
        REQUIRE(arguments);
        CHECK(arguments->verb->name == "help");
        CHECK(arguments->words.empty());
    }
    const auto of_new = read({"new", "--help"});
    REQUIRE(of_new);
    CHECK(of_new->verb->name == "help");
    CHECK(of_new->words == Words{"new"});
    CHECK(read({"--version"})->verb->name == "version");
    CHECK(read({"ls", "--version"})->verb->name == "version");
}
