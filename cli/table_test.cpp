#include "cli/table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "cli/shown.hpp"
#include "cli/watching.hpp"

using namespace watercooler::cli;

namespace {

const std::vector<Column> columns{{.name = "name", .title = "NAME"},
                                  {.name = "port", .title = "PORT", .right = true},
                                  {.name = "book", .title = "BOOK", .drop = 1, .width_max = 10},
                                  {.name = "url", .title = "URL", .drop = 2},
                                  {.name = "pid", .title = "PID", .right = true, .drop = 3, .extra = true}};
const std::vector<Row> rows{{{"amy"}, {"81"}, {"Dune"}, {"http://a"}, {"4"}},
                            {{"bob"}, {"8082"}, {"The Great Gatsby"}, {"http://b"}, {"42"}}};

Chosen usual() {
    std::string unknown;
    return *choose_columns(columns, rows, {}, unknown);
}

std::string table(std::size_t width, bool header = false, Style style = {}) {
    const auto chosen = usual();
    return render_table(chosen.columns, chosen.rows, {width, header, style});
}

std::size_t widest(const std::string& text) {
    std::size_t result = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        result = std::max(result, display_width(std::string_view{text}.substr(begin, end - begin)));
        begin = end + 1;
    }
    return result;
}

}  // namespace

TEST_CASE("a table to a file is as wide as it wants to be, and cuts nothing") {
    CHECK(table(0) ==
          "amy    81  Dune              http://a\n"
          "bob  8082  The Great Gatsby  http://b\n");
}

TEST_CASE("a table on a terminal has a heading, and cuts long cells") {
    CHECK(table(80, true) ==
          "NAME  PORT  BOOK        URL\n"
          "amy     81  Dune        http://a\n"
          "bob   8082  The Great…  http://b\n");
}

TEST_CASE("a narrow terminal loses columns, the least needed first") {
    CHECK(table(30, true) ==
          "NAME  PORT  BOOK\n"
          "amy     81  Dune\n"
          "bob   8082  The Great…\n");
    CHECK(table(15, true) ==
          "NAME  PORT\n"
          "amy     81\n"
          "bob   8082\n");
}

TEST_CASE("a line never wraps, however narrow it gets") {
    for (std::size_t width = 8; width < 60; ++width) {
        CAPTURE(width);
        CHECK(widest(table(width, true)) <= width);
    }
}

TEST_CASE("columns can be chosen by name, and then stay") {
    std::string unknown;
    const auto chosen = choose_columns(columns, rows, {"pid", "name"}, unknown);
    REQUIRE(chosen);
    CHECK(render_table(chosen->columns, chosen->rows, {}) == " 4  amy\n42  bob\n");
    CHECK_FALSE(choose_columns(columns, rows, {"name", "nmae"}, unknown));
    CHECK(unknown == "nmae");
}

TEST_CASE("a cell's mark and colour do not count as width") {
    const std::vector<Column> two{{.name = "a", .title = "A"}, {.name = "b", .title = "B"}};
    const std::vector<Row> colored{{{"x", Mark::alive, Paint::bold}, {"1"}}, {{"long", {}, {}}, {"2"}}};
    CHECK(render_table(two, colored, {}) == "● x   1\nlong  2\n");
    const auto painted = render_table(two, colored, {0, false, {Depth::full, false, true}});
    CHECK(painted == "\x1b[38;2;132;238;233m●\x1b[0m \x1b[1mx\x1b[0m   1\nlong  2\n");
    CHECK(render_table(two, colored, {0, false, {Depth::none, false, false}}) == "* x   1\nlong  2\n");
}

TEST_CASE("a hostile cell stays one line") {
    const std::vector<Column> one{{.name = "a", .title = "A"}};
    CHECK(render_table(one, {{{"a\nb\x1b[2J"}}}, {}) == "a\\nb\\u{1b}[2J\n");
}

TEST_CASE("a table that is watched is written over the one before, and leaves no rest of it") {
    CHECK(over_the_older("a\nb\n") == "\x1b[Ha\x1b[K\nb\x1b[K\n\x1b[J");
}

TEST_CASE("colours follow the terminal, the wish and the environment") {
    StyleFacts facts;
    facts.tty = true;
    facts.term = "xterm-256color";
    facts.locale = "en_US.UTF-8";
    CHECK(choose_style(facts) == Style{Depth::many, false, true});
    facts.colorterm = "truecolor";
    CHECK(choose_style(facts).depth == Depth::full);
    facts.no_color = "1";
    CHECK(choose_style(facts).depth == Depth::none);
    facts.no_color = "";
    CHECK(choose_style(facts).depth == Depth::full);
    facts.tty = false;
    CHECK(choose_style(facts).depth == Depth::none);
    facts.wish = StyleFacts::Wish::always;
    CHECK(choose_style(facts).depth == Depth::full);
    facts.wish = StyleFacts::Wish::never;
    CHECK(choose_style(facts).depth == Depth::none);
    CHECK(choose_style({.wish = StyleFacts::Wish::automatic, .tty = true, .term = "dumb"}).depth == Depth::none);
    CHECK(choose_style({.wish = StyleFacts::Wish::automatic, .tty = true, .term = "linux"}) ==
          Style{Depth::sixteen, false, false});
    CHECK(choose_style({.tty = true, .term = "xterm", .colorfgbg = "0;15"}).light);
    CHECK_FALSE(choose_style({.tty = true, .term = "xterm", .colorfgbg = "15;0"}).light);
}

TEST_CASE("every state has a shape of its own, in every depth of colour") {
    for (const auto depth : {Depth::none, Depth::sixteen, Depth::many, Depth::full}) {
        for (const bool utf8 : {false, true}) {
            std::vector<std::string> shapes;
            for (const auto mark : {Mark::alive, Mark::suspect, Mark::dead, Mark::frozen, Mark::left, Mark::starting})
                shapes.push_back(shape(mark, {depth, false, utf8}));
            std::ranges::sort(shapes);
            CHECK(std::ranges::adjacent_find(shapes) == shapes.end());
        }
    }
    CHECK(paint_name("amy", {Depth::full}) == paint_name("amy", {Depth::full}));
    CHECK(paint_name("amy", {Depth::none}) == "amy");
}
