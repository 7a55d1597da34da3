#include "cli/top_keys.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace watercooler::cli;

namespace {

using Keys = std::vector<Key>;

Key letter(std::string text) { return {KeyKind::text, std::move(text)}; }

/// The same bytes one by one.
Keys in_pieces(std::string_view bytes) {
    KeyReader reader;
    Keys keys;
    for (const char byte : bytes)
        for (auto& key : reader.add({&byte, 1})) keys.push_back(std::move(key));
    return keys;
}

}  // namespace

TEST_CASE("bytes become keys, whether they come at once or one by one") {
    const std::pair<std::string, Keys> table[] = {
        {"q", {letter("q")}},
        {"ab", {letter("a"), letter("b")}},
        {"\u00e9\u4e2d", {letter("\u00e9"), letter("\u4e2d")}},
        {"\r", {{KeyKind::enter}}},
        {"\x7f\b", {{KeyKind::backspace}, {KeyKind::backspace}}},
        {"\t", {{KeyKind::tab}}},
        {"\x1b[A\x1b[B", {{KeyKind::up}, {KeyKind::down}}},
        {"\x1bOA\x1bOH", {{KeyKind::up}, {KeyKind::home}}},  // a terminal in application mode
        {"\x1b[5~\x1b[6~", {{KeyKind::page_up}, {KeyKind::page_down}}},
        {"\x1b[1~\x1b[4~\x1b[H\x1b[F", {{KeyKind::home}, {KeyKind::end}, {KeyKind::home}, {KeyKind::end}}},
        {"\x1b[1;5Ax", {{KeyKind::up}, letter("x")}},  // with Ctrl
        {"\x1b[15~j", {letter("j")}},                  // F5
        {"\x1b[<0;1;1Mj", {letter("j")}},              // a mouse
        {"\x1bxq", {letter("q")}},                     // Alt and x
        {"\x1b\x1b[A", {{KeyKind::escape}, {KeyKind::up}}},
        {"\x01\x02q", {letter("q")}},  // other controls
        {"\xe4\xb8q", {letter("q")}},
        {"\xff\xc3q", {letter("q")}},                    // no UTF-8
        {"\u202eq", {letter("q")}},                      // what a terminal would not show as it is
        {"\x1b[\x1b[Aq", {{KeyKind::up}, letter("q")}},  // one that was cut off
    };
    for (const auto& [bytes, keys] : table) {
        CAPTURE(bytes);
        KeyReader reader;
        CHECK(reader.add(bytes) == keys);
        CHECK_FALSE(reader.waits());
        CHECK(in_pieces(bytes) == keys);
    }
}

TEST_CASE("an escape alone is a key once nothing comes after it") {
    KeyReader reader;
    CHECK(reader.add("\x1b").empty());
    CHECK(reader.waits());
    CHECK(reader.settle() == Keys{{KeyKind::escape}});
    CHECK_FALSE(reader.waits());
    CHECK(reader.settle().empty());
}

TEST_CASE("what was begun and never ended is forgotten, and bounded") {
    KeyReader reader;
    CHECK(reader.add("\x1b[12").empty());
    CHECK(reader.settle().empty());
    CHECK(reader.add("q") == Keys{letter("q")});
    reader.add("\x1b[" + std::string(30, '1'));  // no sequence is so long: it is given up
    CHECK(reader.add("q") == Keys{letter("q")});
}
