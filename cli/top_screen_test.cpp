#include "cli/top_screen.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace watercooler::cli;

namespace {

using Lines = std::vector<std::string>;

/// What a terminal would show, for the little that is written here.
class TestTerminal {
public:
    explicit TestTerminal(ScreenSize size) : size_(size), rows_(size.rows, std::string(size.columns, ' ')) {}

    void take(std::string_view bytes) {
        while (!bytes.empty()) {
            if (bytes.front() != '\x1b') {
                if (row_ < size_.rows && column_ < size_.columns) rows_[row_][column_] = bytes.front();
                ++column_;
                bytes.remove_prefix(1);
                continue;
            }
            const auto end = bytes.find_first_of("HmJ");
            REQUIRE(end != std::string_view::npos);
            if (bytes[end] == 'J') rows_.assign(size_.rows, std::string(size_.columns, ' '));
            if (bytes[end] == 'H') {
                const std::string numbers{bytes.substr(2, end - 2)};
                row_ = std::stoul(numbers) - 1;
                column_ = std::stoul(numbers.substr(numbers.find(';') + 1)) - 1;
            }
            bytes.remove_prefix(end + 1);
        }
    }

    Lines lines() const {
        Lines lines;
        for (auto row : rows_) lines.push_back(row.erase(row.find_last_not_of(' ') + 1));
        return lines;
    }

private:
    ScreenSize size_;
    std::vector<std::string> rows_;
    std::size_t column_ = 0, row_ = 0;
};

}  // namespace

TEST_CASE("what goes over an edge of the screen is left out, and hostile text is shown escaped") {
    Screen screen{{12, 3}};
    CHECK(screen.put(0, 0, "amy") == 3);
    CHECK(screen.put(8, 0, "long text") == 12);
    CHECK(screen.put(0, 1, "\x1b[2J\n") == 11);
    CHECK(screen.put(2, 2, "wide", {}, 3) == 5);
    CHECK(screen.put(0, 9, "nowhere") == 0);
    CHECK(screen.put(99, 0, "nowhere") == 99);
    CHECK(screen.lines() == Lines{"amy     long", "\\u{1b}[2J\\n", "  wid"});
}

TEST_CASE("wide characters take two cells, combining ones none, and neither is cut in half") {
    Screen screen{{5, 1}};
    CHECK(screen.put(0, 0, "a\u0301\u4e2db") == 4);
    CHECK(screen.lines() == Lines{"a\u0301\u4e2db"});
    CHECK(screen.at(1, 0).glyph == "\u4e2d");
    CHECK(screen.at(2, 0).glyph.empty());
    CHECK(screen.put(4, 0, "\u4e2d") == 4);  // there is one cell left
}

TEST_CASE("only what differs is written") {
    Screen before{{40, 3}}, after{{40, 3}};
    for (auto* screen : {&before, &after}) {
        screen->put(0, 0, "the same title, as before");
        screen->put(0, 1, "amy   Dune                          12");
    }
    CHECK(difference(before, after).empty());
    after.put(36, 1, "13");
    CHECK(difference(before, after) == "\x1b[2;38H\x1b[0m3\x1b[0m");
    after.put(0, 1, "bob");
    const auto bytes = difference(before, after);
    CHECK(bytes == "\x1b[2;1H\x1b[0mbob\x1b[2;38H3\x1b[0m");
}

TEST_CASE("a terminal that is sent the differences shows the screen") {
    const ScreenSize size{30, 4};
    TestTerminal terminal{size};
    Screen shown;
    for (const auto* text : {"one", "another one", "", "one x two x three x", "one y two y three"}) {
        Screen next{size};
        next.put(3, 1, text, {"", text[0] == 'a', false});
        next.put(0, 3, std::string(text).size() % 2 ? "odd" : "even");
        terminal.take(difference(shown, next));
        shown = next;
        CHECK(terminal.lines() == next.lines());
    }
}

TEST_CASE("another size draws all of it on a cleared terminal") {
    Screen small{{10, 1}}, large{{20, 2}};
    large.put(0, 1, "amy");
    CHECK(difference(small, large) == "\x1b[0m\x1b[2J\x1b[2;1H\x1b[0mamy\x1b[0m");
}

TEST_CASE("the cursor is placed anew behind a character about whose width terminals disagree") {
    Screen before{{10, 1}}, after{{10, 1}};
    after.put(0, 0, "\u25cf1");
    CHECK(difference(before, after) == "\x1b[1;1H\x1b[0m\u25cf\x1b[1;2H1\x1b[0m");
}

TEST_CASE("colours begin anew for each text, and bold and reverse need no colour") {
    Screen before{{10, 1}}, after{{10, 1}};
    after.put(0, 0, "a", {"\x1b[31m", true, false});
    after.put(1, 0, "b");
    after.put(2, 0, "c", {"", false, true});
    CHECK(difference(before, after) == "\x1b[1;1H\x1b[0m\x1b[1m\x1b[31ma\x1b[0mb\x1b[0m\x1b[7mc\x1b[0m");
}
