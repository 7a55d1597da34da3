#include "cli/top_view.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace watercooler::cli;

namespace {

using Words = std::vector<std::string>;
using Kind = TopWish::Kind;

constexpr std::size_t rows_seen = 3;

struct TopStory {
    TopSight sight;
    TopView view;

    TopStory() {
        for (const auto* name : {"amy", "bob", "cat", "dan", "eve"})
            sight.members.push_back(
                {.name = name, .state = "alive", .book = std::string{"Book of "} + name, .version = 1});
        settle(view, sight, rows_seen);
    }

    TopWish press(const Key& key) {
        const auto wish = react(view, sight, key, rows_seen);
        settle(view, sight, rows_seen);
        return wish;
    }
    TopWish press(KeyKind kind) { return press(Key{kind}); }
    /// One letter after the other; the last one's wish.
    TopWish type(std::string_view text) {
        TopWish wish;
        for (const char c : text) wish = press({KeyKind::text, std::string(1, c)});
        return wish;
    }
};

}  // namespace

TEST_CASE("the cursor moves over the members, and what it is on is seen") {
    TopStory story;
    CHECK(story.view.under == "amy");
    story.press(KeyKind::up);
    CHECK(story.view.under == "amy");
    story.type("jj");
    CHECK(story.view.under == "cat");
    CHECK(story.view.first == 0);
    story.press(KeyKind::down);
    CHECK(story.view.under == "dan");
    CHECK(story.view.first == 1);
    story.press(KeyKind::end);
    CHECK(story.view.under == "eve");
    CHECK(story.view.first == 2);
    story.press(KeyKind::page_up);
    CHECK(story.view.under == "bob");
    story.type("g");
    CHECK(story.view.under == "amy");
    CHECK(story.view.first == 0);
}

TEST_CASE("the cursor stays with its member when others come, and goes on when it is gone") {
    TopStory story;
    story.type("jj");
    story.sight.members.insert(story.sight.members.begin(), {.name = "abe", .state = "alive"});
    settle(story.view, story.sight, rows_seen);
    CHECK(story.view.under == "cat");
    std::erase_if(story.sight.members, [](const TopMember& member) { return member.name == "cat"; });
    settle(story.view, story.sight, rows_seen);
    CHECK_FALSE(story.view.under.empty());
    CHECK(story.view.under != "cat");
    story.sight.members.clear();
    settle(story.view, story.sight, rows_seen);
    CHECK(story.press(KeyKind::down) == TopWish{});
}

TEST_CASE("with nobody chosen the club is frozen, thawed and stepped, else those who are") {
    TopStory story;
    CHECK(story.type("F") == TopWish{Kind::order, Words{"freeze"}});
    CHECK(story.type("U") == TopWish{Kind::order, Words{"thaw"}});
    CHECK(story.type(".") == TopWish{Kind::order, Words{"step"}});
    story.type(" ");  // amy, and on to bob
    CHECK(story.view.under == "bob");
    story.press(KeyKind::down);
    story.type(" ");
    CHECK(story.type("F") == TopWish{Kind::order, Words{"freeze", "amy", "cat"}});
    story.type("g ");
    CHECK(story.type(".") == TopWish{Kind::order, Words{"step", "cat"}});
    std::erase_if(story.sight.members, [](const TopMember& member) { return member.name == "cat"; });
    settle(story.view, story.sight, rows_seen);
    CHECK(story.view.chosen.empty());
}

TEST_CASE("no small letter changes the club by itself") {
    TopStory story;
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        const auto wish = story.type(std::string(1, letter));
        CAPTURE(letter);
        CHECK(wish.kind != Kind::order);
        story.view.menu.reset();
        story.view.sheet.reset();
    }
}

TEST_CASE("a filter is typed, corrected, kept and cleared") {
    TopStory story;
    story.type("/bobb");
    CHECK(story.view.typing);
    story.press(KeyKind::backspace);
    CHECK(story.view.filter == "bob");
    CHECK(story.view.under == "bob");
    story.type("q");  // a letter like any other
    CHECK(story.view.filter == "bobq");
    story.press(KeyKind::backspace);
    story.press(KeyKind::enter);
    CHECK_FALSE(story.view.typing);
    CHECK(story.view.filter == "bob");
    story.press(KeyKind::escape);
    CHECK(story.view.filter.empty());
    story.type("/");
    story.press({KeyKind::text, "\u00e9"});
    story.press(KeyKind::backspace);
    CHECK(story.view.filter.empty());
    story.type("/" + std::string(500, 'x'));
    CHECK(story.view.filter.size() <= 200);
}

TEST_CASE("in the activity the filter is Sauron's, which is asked for it once it is finished") {
    TopStory story;
    CHECK(story.type("2") == TopWish{Kind::look, {}});
    CHECK(story.type("/kind:died") == TopWish{});
    CHECK(story.press(KeyKind::enter) == TopWish{Kind::look, {}});
    CHECK(story.view.events_filter == "kind:died");
    CHECK(story.view.filter.empty());
}

TEST_CASE("sorting goes from column to column and turns round") {
    TopStory story;
    story.type("s");
    CHECK(story.view.order == TopOrder{TopColumn::state, false});
    story.type("S");
    CHECK(story.view.order == TopOrder{TopColumn::state, true});
    for (std::size_t at = 2; at < top_columns().size(); ++at) story.type("s");
    CHECK(story.view.order == TopOrder{TopColumn::name, false});
}

TEST_CASE("the menu offers what can be done with those chosen, or with the one under the cursor") {
    TopStory story;
    story.type("a");
    REQUIRE(story.view.menu);
    CHECK(story.type("f") == TopWish{Kind::order, Words{"freeze", "amy"}});
    CHECK_FALSE(story.view.menu);
    story.type("a");
    story.press(KeyKind::down);
    CHECK(story.press(KeyKind::enter) == TopWish{Kind::order, Words{"thaw", "amy"}});
    story.type("a");
    CHECK(story.type("d") == TopWish{Kind::sheet, Words{"show", "amy"}});
    story.type("  a");
    CHECK(actions_for(story.view, story.sight).size() == 5);  // details are of one
    story.press(KeyKind::escape);
    CHECK_FALSE(story.view.menu);
}

TEST_CASE("stop and kill are done after a yes only") {
    TopStory story;
    CHECK(story.type("ak") == TopWish{});
    CHECK(story.view.asked == Words{"kill", "amy"});
    CHECK(story.type("n") == TopWish{});
    CHECK(story.view.asked.empty());
    CHECK(story.view.said == "left alone");
    story.type("ax");
    CHECK(story.press(KeyKind::enter) == TopWish{});  // no yes either
    story.type("ax");
    CHECK(story.type("y") == TopWish{Kind::order, Words{"stop", "amy"}});
}

TEST_CASE("who is not of this folder is shown, and cannot be ordered about") {
    TopStory story;
    story.sight.members.insert(story.sight.members.begin(), {.name = "--home", .here = false, .state = "alive"});
    story.type("g ");
    CHECK(story.view.under == "--home");
    CHECK(story.view.chosen.empty());
    CHECK(story.press(KeyKind::enter) == TopWish{});
    CHECK(story.type("t") == TopWish{});
    CHECK(story.view.said_badly);
    story.type("a");
    CHECK_FALSE(story.view.menu);
}

TEST_CASE("sheets scroll to their end and close") {
    TopStory story;
    CHECK(story.press(KeyKind::enter) == TopWish{Kind::sheet, Words{"show", "amy"}});
    CHECK(story.type("t") == TopWish{Kind::sheet, Words{"trace", "--of", "amy"}});
    CHECK(story.type("w") == TopWish{Kind::sheet, Words{"why", "amy"}});
    story.view.sheet = TopSheet{"title", Words{"1", "2", "3", "4", "5"}, 0};
    story.press(KeyKind::end);
    CHECK(story.view.sheet->first == 2);
    story.type("k");
    CHECK(story.view.sheet->first == 1);
    CHECK(story.type("q") == TopWish{});  // closes the sheet only
    CHECK_FALSE(story.view.sheet);
    CHECK(story.type("q") == TopWish{Kind::quit, {}});
    story.type("?");
    REQUIRE(story.view.sheet);
    CHECK(story.view.sheet->lines == top_help());
    CHECK(top_help().size() <= 20);  // all of it is seen in 80x24
    for (const auto& line : top_help()) CHECK(line.size() <= 79);
}

TEST_CASE("escape lets go of one thing after the other, and comes back to the members") {
    TopStory story;
    story.type(" 4");
    story.view.said = "frozen 5";
    story.press(KeyKind::escape);
    CHECK(story.view.said.empty());
    CHECK_FALSE(story.view.chosen.empty());
    story.press(KeyKind::escape);
    CHECK(story.view.chosen.empty());
    story.press(KeyKind::escape);
    CHECK(story.view.pane == TopPane::members);
}
