#include "cli/top_draw.hpp"

#include <doctest/doctest.h>

#include <string>

#include "cli/shown.hpp"

using namespace watercooler::cli;

namespace {

using Lines = std::vector<std::string>;

TopMember a_member(std::string name, Mark mark, std::string state, std::uint16_t port, std::optional<std::string> book,
                   std::uint64_t version) {
    return {.name = std::move(name),
            .mark = mark,
            .state = std::move(state),
            .port = port,
            .book = std::move(book),
            .version = version};
}

/// Four members, each in another state.
TopSight office() {
    TopSight sight;
    sight.club = "office";
    sight.clock = "14:02:12";
    sight.viewer = "amy";
    sight.sauron = true;
    sight.agreed = false;
    sight.verdict = "NOT CONVERGED. amy's \"Emma\" (v7) reached 2 of 3 in 310 ms. bob waits.";
    sight.rate = 4812;
    sight.lost = 3;
    sight.rates = {0, 1000, 2500, 4812};
    auto amy = a_member("amy", Mark::alive, "alive", 8082, "Emma", 7);
    amy.sent = 24;
    amy.received = 31;
    amy.peers = 2;
    amy.cpu = 0.7;
    amy.rss_bytes = 9'000'000;
    auto bob = a_member("bob", Mark::suspect, "suspect", 8083, "Dune", 6);
    bob.sent = 0;
    bob.received = 4;
    bob.peers = 2;
    bob.rtt = std::chrono::microseconds{412};
    bob.silence_ms = 2'400;
    bob.cpu = 0.1;
    bob.rss_bytes = 9'000'000;
    bob.note = "suspected by 2";
    auto carl = a_member("carl", Mark::dead, "dead", 8084, "Dune", 6);
    carl.note = "ended without goodbye";
    const auto dora = a_member("dora", Mark::frozen, "frozen", 8085, "One Hundred Years of Solitude", 12);
    sight.members = {amy, bob, carl, dora};
    sight.recent = {{"14:02:11.310", "amy", "born book \"Emma\""}, {"14:02:12.001", "amy", "suspected bob"}};
    sight.recent_of = "what changed";
    return sight;
}

TopView usual_view() {
    TopView view;
    settle(view, office(), 10);
    return view;
}

Lines drawn(ScreenSize size, const TopView& view = usual_view(), const TopSight& sight = office(),
            const Style& style = {}) {
    return draw_top(sight, view, size, style).lines();
}

std::string joined(const Lines& lines) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    return text;
}

}  // namespace

TEST_CASE("80x24: the whole picture") {
    CHECK(joined(drawn({80, 24})) == R"( office  4 members  ●1 ▲1 ☒1 ‖1                                  14:02:12  LIVE
 NOT CONVERGED. amy's "Emma" (v7) reached 2 of 3 in 310 ms…  4.8k msg/s  lost 3
 NAME v STATE       PORT BOOK            VER SEND/s RECV/s PEERS
 amy    ● alive     8082 Emma              7     24     31     2
 bob    ▲ suspect   8083 Dune              6      0      4     2 suspected by 2
 carl   ☒ dead      8084 Dune              6      -      -     - ended without …
 dora   ‖ frozen    8085 One Hundred Y…   12      -      -     -














 rate                                            ▂▅█ most 4.8k/s Sauron watches
 as amy sees it
 ? help  q quit  F freeze club  U thaw  . step  / filter  s sort  space choose
)");
}

TEST_CASE("120x40: every column, and what happened of late") {
    CHECK(
        joined(drawn({120, 40})) ==
        R"( office  4 members  ●1 ▲1 ☒1 ‖1                                                                          14:02:12  LIVE
 NOT CONVERGED. amy's "Emma" (v7) reached 2 of 3 in 310 ms. bob waits.                               4.8k msg/s  lost 3
 NAME v STATE       PORT BOOK                      VER SEND/s RECV/s PEERS RTTms HEARD  CPU%   RSS
 amy    ● alive     8082 Emma                        7     24     31     2     -     -   0.7  9.0M
 bob    ▲ suspect   8083 Dune                        6      0      4     2   0.4  2.4s   0.1  9.0M suspected by 2
 carl   ☒ dead      8084 Dune                        6      -      -     -     -     -     -     - ended without goodbye
 dora   ‖ frozen    8085 One Hundred Years of So…   12      -      -     -     -     -     -     -




















 activity: what changed
 14:02:11.310 amy      born book "Emma"
 14:02:12.001 amy      suspected bob







 rate                                                          ▂▅█ most 4.8k/s                           Sauron watches
 as amy sees it
 ? help  q quit  F freeze club  U thaw  . step  / filter  s sort  space choose  a actions  enter details  1-5 panes
)");
}

TEST_CASE("40x10 and 20x5: a line about the club, and members") {
    CHECK(joined(drawn({40, 10})) == R"(office ●1 ▲1 ☒1 ‖1 NOT CONVERGED. amy's…
 ● amy  Emma
 ▲ bob  Dune  suspected by 2
 ☒ carl Dune  ended without goodbye
 ‖ dora One Hundred Years of Solitude





)");
    CHECK(joined(drawn({20, 5})) == R"(office ●1 ▲1 ☒1 ‖1 …
 ● amy  Emma
 ▲ bob  Dune  suspe…
 ☒ carl Dune  ended…
 ‖ dora One Hundred…
)");
}

TEST_CASE("no size is refused, and no line is too long") {
    auto view = usual_view();
    for (const bool sheet : {false, true}) {
        if (sheet) view.sheet = TopSheet{"title", top_help(), 0};
        for (std::size_t width = 0; width < 130; width += width < 12 ? 1 : 7) {
            for (std::size_t height = 0; height < 45; ++height) {
                const auto lines = drawn({width, height}, view);
                CHECK(lines.size() == height);
                for (const auto& line : lines) CHECK(display_width(line) <= width);
            }
        }
    }
}

TEST_CASE("where UTF-8 is not understood all of it is ASCII") {
    auto view = usual_view();
    for (const auto size : {ScreenSize{80, 24}, ScreenSize{120, 40}, ScreenSize{30, 5}})
        for (const char c : joined(drawn(size, view, office(), {Depth::none, false, false})))
            CHECK(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("without colours none is sent; the cursor is reverse and names are bold all the same") {
    const ScreenSize size{80, 24};
    const auto plain = difference(Screen{size}, draw_top(office(), usual_view(), size, {Depth::none, false, true}));
    for (const auto* color : {"\x1b[38", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[90m"})
        CHECK(plain.find(color) == std::string::npos);
    CHECK(plain.find("\x1b[7m") != std::string::npos);
    CHECK(plain.find("\x1b[1m") != std::string::npos);
    const auto full = difference(Screen{size}, draw_top(office(), usual_view(), size, {Depth::full, false, true}));
    CHECK(full.find("\x1b[38;2;221;78;56m\u2612") != std::string::npos);  // who is dead, by the palette
}

TEST_CASE("the club's stand is told in its title") {
    auto sight = office();
    CHECK(drawn({80, 24}, usual_view(), sight).front().ends_with("14:02:12  LIVE"));
    sight.frozen = true;
    sight.steps = 3;
    CHECK(drawn({80, 24}, usual_view(), sight).front().ends_with("14:02:12  FROZEN +3"));
    CHECK(drawn({40, 10}, usual_view(), sight).front().find("FROZEN") != std::string::npos);
}

TEST_CASE("a name and a book that are hostile are shown escaped, and move nothing") {
    auto sight = office();
    sight.members[1].name = "\x1b[2Jbob";
    sight.members[1].book = "a\nb\u202ec";
    sight.members[2].book = "\u4e2d\u6587\u4e2d\u6587\u4e2d\u6587\u4e2d\u6587\u4e2d\u6587";
    const auto lines = drawn({80, 24}, usual_view(), sight);
    const auto text = joined(lines);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("a\\nb\\u{202e}c") != std::string::npos);
    for (const auto& line : lines) CHECK(display_width(line) <= 80);
}

TEST_CASE("the line above the keys tells what is typed, asked, or came of a command") {
    auto view = usual_view();
    const auto message = [&] { return drawn({80, 24}, view)[22]; };
    CHECK(message() == " as amy sees it");
    view.filter = "bo";
    CHECK(message() == " only those with \"bo\"; esc shows all");
    view.said = "watercooler freeze: frozen 3";
    CHECK(message() == " watercooler freeze: frozen 3");
    view.typing = true;
    CHECK(message() == " /bo");
    view.asked = {"kill", "bob"};
    CHECK(message() == " kill bob?  y does it, any other key leaves it");
}

TEST_CASE("keys tell whom they are about") {
    auto view = usual_view();
    CHECK(drawn({80, 24}, view).back().find("F freeze club") != std::string::npos);
    view.chosen = {"amy", "bob"};
    CHECK(drawn({80, 24}, view).back().find("F freeze 2") != std::string::npos);
    CHECK(drawn({80, 24}, view)[3].starts_with("+amy"));
}

TEST_CASE("panes and sheets show what they are about") {
    auto view = usual_view();
    auto sight = office();
    view.pane = TopPane::activity;
    auto text = joined(drawn({80, 24}, view, sight));
    CHECK(text.find("2 activity: what changed") != std::string::npos);
    CHECK(text.find("14:02:12.001 amy      suspected bob") != std::string::npos);
    view.pane = TopPane::logs;
    for (int line = 1; line <= 50; ++line) sight.pane.push_back("line " + std::to_string(line));
    text = joined(drawn({80, 24}, view, sight));
    CHECK(text.find("5 log of amy") != std::string::npos);
    CHECK(text.find("line 50") != std::string::npos);  // a log is seen from its end
    CHECK(text.find("line 1\n") == std::string::npos);
    view.scroll = 1000;
    CHECK(joined(drawn({80, 24}, view, sight)).find(" line 1\n") != std::string::npos);
    view.sheet = TopSheet{"watercooler show amy", sight.pane, 10};
    const auto lines = drawn({80, 24}, view, sight);
    CHECK(lines[0] == " watercooler show amy");
    CHECK(lines[2] == " line 11");
    CHECK(lines[23] == " lines 11 to 30 of 50; up and down scroll; esc closes");
}

TEST_CASE("the menu stands over the picture with its keys") {
    auto view = usual_view();
    view.menu = 1;
    const auto text = joined(drawn({80, 24}, view));
    CHECK(text.find("f  freeze") != std::string::npos);
    CHECK(text.find("k  kill (asks first)") != std::string::npos);
}

TEST_CASE("nobody is told as such, with what to do") {
    TopSight empty;
    empty.club = "office";
    CHECK(joined(drawn({80, 24}, {}, empty)).find("no members yet; start some: watercooler new --count 5") !=
          std::string::npos);
    auto view = usual_view();
    view.filter = "zebra";
    CHECK(joined(drawn({80, 24}, view)).find("nobody fits the filter; esc clears it") != std::string::npos);
}
