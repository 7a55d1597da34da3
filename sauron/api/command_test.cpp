#include "api/command.hpp"

#include "api/api_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

/// The refusal's code; empty: it is taken.
std::string code(const CommandWords& words) {
    const auto refusal = check_command(words);
    return refusal ? at(body(*refusal), "error.code") : "";
}
std::string code_of_body(const std::string& text) {
    const auto words = read_command(text);
    return words ? "" : at(body(words.error()), "error.code");
}

}  // namespace

TEST_CASE("what a page may have done is taken") {
    const CommandWords table[] = {
        {"freeze"},
        {"freeze", "amy", "b*", "--for", "5s"},
        {"freeze", "--hard", "--for=5s"},
        {"thaw"},
        {"step", "25"},
        {"step", "--event", "amy"},
        {"stop", "amy"},
        {"kill", "--random", "3", "--seed", "7"},
        {"kill", "--all", "--dry-run"},
        {"pick", "amy", "it's a \"book\"; rm -rf ~", "-w"},
        {"pick", "amy", "--", "--home"},
        {"new", "-n", "5", "--interval", "0"},
        {"chaos", "add", "oneway", "amy", "->", "bob", "--for", "5m"},
        {"chaos", "heal"},
        {"chaos", "rm", "3"},
    };
    for (const auto& words : table) {
        CAPTURE(command_text("watercooler", words));
        CHECK(code(words) == "");
    }
}

TEST_CASE("nothing else is, whatever it looks like") {
    const std::pair<CommandWords, std::string> table[] = {
        {{}, "bad-command"},
        {{""}, "verb-not-allowed"},
        {{"clean"}, "verb-not-allowed"},
        {{"rm", "amy"}, "verb-not-allowed"},
        {{"open", "amy"}, "verb-not-allowed"},  // it would print the token
        {{"sauron", "stop"}, "verb-not-allowed"},
        {{"Freeze"}, "verb-not-allowed"},
        {{"pause"}, "verb-not-allowed"},
        {{"--home", "/tmp", "freeze"}, "verb-not-allowed"},
        {{"-c", "other", "freeze"}, "verb-not-allowed"},
        {{"--", "freeze"}, "verb-not-allowed"},
        {{"chaos"}, "verb-not-allowed"},
        {{"chaos", "run", "file"}, "verb-not-allowed"},
        {{"chaos", "--for", "5s", "add", "loss", "5%"}, "verb-not-allowed"},
        {{"freeze", "--home", "/tmp"}, "flag-not-allowed"},
        {{"freeze", "--home=/tmp"}, "flag-not-allowed"},
        {{"freeze", "-c", "other"}, "flag-not-allowed"},
        {{"freeze", "-cother"}, "flag-not-allowed"},
        {{"freeze", "--club=other"}, "flag-not-allowed"},
        {{"freeze", "--for", "--club=other"}, "flag-not-allowed"},  // behind a flag that wants a value, too
        {{"freeze", "--quiet"}, "flag-not-allowed"},
        {{"freeze", "-h"}, "flag-not-allowed"},
        {{"freeze", "--timeout", "1h"}, "flag-not-allowed"},
        {{"thaw", "--json=false"}, "flag-not-allowed"},
        {{"thaw", "--no-input"}, "flag-not-allowed"},
        {{"kill", "--yes"}, "flag-not-allowed"},
        {{"kill", "--club"}, "flag-not-allowed"},
        {{"new", "-nc", "other"}, "flag-not-allowed"},  // short ones that are one word
        {{"new", "amy", "--join", "10.0.0.1:81"}, "flag-not-allowed"},
        {{"new", "amy", "--sauron=10.0.0.1:9090"}, "flag-not-allowed"},
        {{"new", "amy", "--open-gossip"}, "flag-not-allowed"},
        {{"pick", "amy", "a\nb"}, "bad-command"},
        {{"pick", "amy", std::string("a\0b", 3)}, "bad-command"},
        {{"pick", "amy", "\x7f"}, "bad-command"},
        {{"pick", "amy", "\xff"}, "bad-command"},
        {{"pick", "amy", std::string(1025, 'x')}, "bad-command"},
        {CommandWords(33, "freeze"), "bad-command"},
    };
    for (const auto& [words, expected] : table) {
        CAPTURE(command_text("watercooler", words));
        CHECK(code(words) == expected);
    }
    CHECK(code({"pick", "amy", std::string(1024, 'x')}) == "");
    CHECK(code(CommandWords(32, "freeze")) == "");
}

TEST_CASE("a command comes as a list of words, and as nothing else") {
    const auto words = read_command(R"({"command":["freeze","amy","--for","5s"]})");
    REQUIRE(words);
    CHECK(*words == CommandWords{"freeze", "amy", "--for", "5s"});
    for (const auto* text :
         {"", "freeze", "[]", R"({"command":"freeze amy"})", R"({"command":["freeze",3]})",
          R"({"command":[["freeze"]]})", R"({"command":{"freeze":1}})", R"({"command":["freeze"]} x)"})
        CHECK_MESSAGE(code_of_body(text) == "bad-command", text);
}

TEST_CASE("a refusal is 400, says what can be done, and shows a strange word harmlessly") {
    const auto refusal = check_command({"no\u202esuch"});
    REQUIRE(refusal);
    CHECK(refusal->status == 400);
    CHECK(at(body(*refusal), "error.message").find("\\u{202e}") != std::string::npos);
    CHECK(at(body(*refusal), "error.hint").find("freeze, thaw, step, stop, kill, pick, new, chaos") !=
          std::string::npos);
}

TEST_CASE("the command is shown as a person would type it") {
    CHECK(command_text("watercooler -c office", {"freeze", "amy", "--for", "5s"}) ==
          "watercooler -c office freeze amy --for 5s");
    CHECK(command_text("watercooler", {"pick", "amy", "it's; rm -rf ~"}) ==
          "watercooler pick amy 'it'\\''s; rm -rf ~'");
    CHECK(command_text("watercooler", {"chaos", "add", "partition", "a*", "|", "b*"}) ==
          "watercooler chaos add partition 'a*' '|' 'b*'");
}

}  // namespace watercooler::api
