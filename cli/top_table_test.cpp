#include "cli/top_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace watercooler::cli;

namespace {

std::vector<TopMember> some_members() {
    TopMember amy{.name = "amy", .state = "alive", .port = 8081, .book = "Emma", .version = 7};
    amy.cpu = 0.7;
    amy.sent = 24;
    TopMember bob{.name = "bob", .mark = Mark::suspect, .state = "suspect", .port = 8082, .book = "Dune", .version = 6};
    bob.cpu = 12.5;
    bob.note = "suspected by 3";
    TopMember carl{.name = "carl", .mark = Mark::dead, .state = "dead", .port = 8083};
    carl.note = "ended without goodbye";
    return {amy, bob, carl};
}

std::string names_of_all(const std::vector<TopMember>& members) {
    std::string text;
    for (const auto& member : members) text += (text.empty() ? "" : " ") + member.name;
    return text;
}

std::string columns_at(std::size_t width) {
    std::string text;
    for (const auto& place : place_columns(some_members(), width))
        text += std::string{look_of(place.column).name} + " ";
    return text;
}

}  // namespace

TEST_CASE("members are sorted by any column, both ways; who has no value is last either way") {
    const auto all = some_members();
    const std::pair<TopOrder, std::string_view> table[] = {
        {{TopColumn::name, false}, "amy bob carl"},  {{TopColumn::name, true}, "carl bob amy"},
        {{TopColumn::cpu, false}, "bob amy carl"},   {{TopColumn::cpu, true}, "amy bob carl"},
        {{TopColumn::state, false}, "carl bob amy"},  // the worst first
        {{TopColumn::book, false}, "bob amy carl"},  {{TopColumn::book, true}, "amy bob carl"},
        {{TopColumn::port, true}, "amy bob carl"},   {{TopColumn::version, false}, "amy bob carl"},
        {{TopColumn::sent, false}, "amy bob carl"},  {{TopColumn::rtt, false}, "amy bob carl"},
        {{TopColumn::note, false}, "carl bob amy"},
    };
    for (const auto& [order, expected] : table) {
        CAPTURE(look_of(order.column).name);
        CAPTURE(order.reversed);
        CHECK(names_of_all(arranged(all, "", order)) == expected);
    }
}

TEST_CASE("a filter keeps those in whom each of its words stands, in any case") {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"", "amy bob carl"}, {"BO", "bob"},        {"emma", "amy"},  {"808", "amy bob carl"},
        {"dead", "carl"},     {"suspect 3", "bob"}, {"amy dead", ""}, {"  bob  ", "bob"},
    };
    for (const auto& [filter, expected] : table) {
        CAPTURE(filter);
        CHECK(names_of_all(arranged(some_members(), filter, {})) == expected);
    }
}

TEST_CASE("columns go in an order, and what stays fits") {
    CHECK(columns_at(200) == "name state port book version sent received peers rtt heard cpu rss note ");
    CHECK(columns_at(79) == "name state port book version sent received peers note ");
    CHECK(columns_at(60) == "name state port book sent note ");
    CHECK(columns_at(40) == "name state book ");
    CHECK(columns_at(10) == "name state ");
    for (std::size_t width = 20; width < 220; ++width) {
        std::size_t total = 0;
        for (const auto& place : place_columns(some_members(), width)) total += place.width + 1;
        CHECK(total <= width + 1);
    }
}

TEST_CASE("without notes there is no column for them, and the others have its place") {
    auto members = some_members();
    for (auto& member : members) member.note.clear();
    const auto places = place_columns(members, 79);
    CHECK(std::ranges::count(places, TopColumn::note, &TopColumnPlace::column) == 0);
    CHECK(std::ranges::count(places, TopColumn::heard, &TopColumnPlace::column) == 1);
}

TEST_CASE("numbers are short, whatever they are") {
    const std::pair<double, std::string_view> table[] = {
        {0, "0"},        {0.4, "0.4"},    {7, "7"},        {24.4, "24"},  {999, "999"},
        {999.9, "1.0k"}, {4'812, "4.8k"}, {48'120, "48k"}, {9e6, "9.0M"}, {2.5e9, "2.5G"}};
    for (const auto& [number, text] : table) CHECK(short_number(number) == text);
    TopMember member{.name = "amy"};
    member.silence_ms = 100;
    CHECK(value_of(member, TopColumn::heard).text == "0.1s");
    member.silence_ms = 180'000;
    CHECK(value_of(member, TopColumn::heard).text == "3m");
    member.silence_ms = UINT64_MAX;
    CHECK(value_of(member, TopColumn::heard).text.size() <= 5);
}

TEST_CASE("every column has a name of its own that is read back") {
    for (const auto& look : top_columns()) {
        CHECK(parse_top_column(look.name) == look.column);
        CHECK(&look_of(look.column) == &look);
        CHECK(look.narrow <= look.wide);
    }
    CHECK_FALSE(parse_top_column("zebra"));
}
