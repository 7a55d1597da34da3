#include "cli/scale.hpp"

#include <doctest/doctest.h>

#include "cli/first_names.hpp"

using namespace watercooler;
using namespace watercooler::cli;

TEST_CASE("a name is one that is chosen by itself, or one that somebody gave") {
    NameChooser chooser{7};
    for (std::size_t count = 0; count < 2 * first_names().size() + 5; ++count)
        CHECK(is_chosen_name(chooser.next([](const std::string&) { return false; })));
    for (const auto* given : {"jimmy", "amy-1", "amy-0", "amy-02", "amy-x", "amy-", "-2", "jimmy-2", ""}) {
        CAPTURE(given);
        CHECK_FALSE(is_chosen_name(given));
    }
}

TEST_CASE("whoever was chosen last goes first; those that somebody named stay") {
    Roster alive;
    for (const auto* name : {"amy", "amy-2", "bob", "jimmy", "tom"})
        alive.push_back({*club::Name::parse_member(name), {club::MemberStatus::running, {}, {}}});
    CHECK(names_of(who_may_go(alive)) == std::vector<std::string>{"amy-2", "tom", "bob", "amy"});
}
