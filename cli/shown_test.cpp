#include "cli/shown.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "cli/failure.hpp"

using namespace watercooler;
using namespace watercooler::cli;

TEST_CASE("text from others can do nothing to a terminal") {
    const std::pair<std::string, std::string> table[] = {
        {"Dune", "Dune"},
        {"\"Emma\" \\ é 日本", "\"Emma\" \\ é 日本"},
        {"\x1b[2J", "\\u{1b}[2J"},
        {"a\nb\tc\r", "a\\nb\\tc\\r"},
        {"\xe2\x80\xaegnp.exe", "\\u{202e}gnp.exe"},
        {"\xff\xfe", "\\xff\\xfe"},
        {"\xc2\x9b"
         "31m",
         "\\u{9b}31m"},
        {"\x7f", "\\u{7f}"},
        {"", ""},
    };
    for (const auto& [text, seen] : table) {
        CAPTURE(seen);
        CHECK(shown(text) == seen);
    }
    CHECK(shown_lines("a\x1b\nb") == "a\\u{1b}\nb");
}

TEST_CASE("width is counted in columns") {
    CHECK(display_width("") == 0);
    CHECK(display_width("abc") == 3);
    CHECK(display_width("né") == 2);
    CHECK(display_width("ne\xcc\x81") == 2);
    CHECK(display_width("日本") == 4);
    CHECK(display_width("●") == 1);
}

TEST_CASE("what is too long is cut with a mark, and never through a character") {
    CHECK(cut("The Great Gatsby", 20) == "The Great Gatsby");
    CHECK(cut("The Great Gatsby", 10) == "The Great…");
    CHECK(cut("The Great Gatsby", 10, false) == "The Grea..");
    CHECK(cut("日本語", 4) == "日…");
    CHECK(cut("abc", 0) == "");
    CHECK(cut("abc", 1) == "…");
    for (std::size_t width = 0; width < 8; ++width) CHECK(display_width(cut("日本語x日", width)) <= width);
}

TEST_CASE("a failure is a fact, a cause, and commands that can be pasted") {
    const Failure failure{Exit::port_busy, "WC-PORT-BUSY", "port 81 is taken", "Held by \"x\x1b\".", {"a b", "c"}};
    CHECK(to_text(failure) ==
          "error: port 81 is taken (WC-PORT-BUSY)\n  Held by \"x\\u{1b}\".\n  try: a b\n  or:  c\n");
    CHECK(to_json(failure) ==
          "{\"schema\":\"watercooler.error/v1\",\"code\":\"WC-PORT-BUSY\",\"message\":\"port 81 is "
          "taken\",\"cause\":\"Held "
          "by \\\"x\\u001b\\\".\",\"hints\":[\"a b\",\"c\"],\"exit\":5}\n");
    CHECK(to_text(usage("no verb \"x\"")) == "error: no verb \"x\"\n");
}

TEST_CASE("in a narrow terminal a failure is broken between words, but what is to be pasted is not") {
    const Failure failure{
        Exit::none, "WC-X", "one two three", "a cause of many words\n  kept", {"paste this long command"}};
    CHECK(to_text(failure, {}, 14) ==
          "error: one two\n  three (WC-X)\n  a cause of\n  many words\n    kept\n  try: paste this long command\n");
    CHECK(to_text(failure, {.depth = Depth::sixteen}).starts_with("\x1b["));
}

TEST_CASE("a club's error has the exit code of its kind") {
    const std::pair<std::string, Exit> table[] = {
        {"WC-CLUB-NONE", Exit::none},          {"WC-NAME-TAKEN", Exit::taken},    {"WC-PORT-BUSY", Exit::port_busy},
        {"WC-CLUB-READONLY", Exit::forbidden}, {"WC-CLUB-DISK", Exit::not_ready}, {"WC-NAME-BAD", Exit::usage},
        {"WC-CLUB-DAMAGED", Exit::bad_file}};
    for (const auto& [code, exit] : table) {
        CAPTURE(code);
        CHECK(failure_of({code, "message", "hint"}).exit == exit);
    }
}

TEST_CASE("a text is cut into its lines, and those that are too wide are broken between words") {
    using Lines = std::vector<std::string>;
    CHECK(text_lines("").empty());
    CHECK(text_lines("one\n\ntwo") == Lines{"one", "", "two"});
    CHECK(text_lines("one\ntwo three four five\n", 10) == Lines{"one", "two three", "  four", "  five"});
    CHECK(text_lines("  deep and long", 10) == Lines{"  deep and", "    long"});
    CHECK(text_lines(std::string(20, 'x'), 10) == Lines{std::string(20, 'x')});
}
