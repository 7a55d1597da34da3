#include "cli/first_names.hpp"

#include <doctest/doctest.h>

#include <set>

#include "club/name.hpp"

using namespace watercooler;
using namespace watercooler::cli;

namespace {
const auto nobody = [](const std::string&) { return false; };
}  // namespace

TEST_CASE("there are at least 120 first names, all good as a member's, none twice") {
    std::set<std::string_view> seen;
    for (const auto& name : first_names()) {
        CAPTURE(name);
        CHECK(club::Name::parse_member(name));
        CHECK(seen.insert(name).second);
    }
    CHECK(seen.size() >= 120);
}

TEST_CASE("names come in their order, past those that are taken, and then with a number") {
    NameChooser chooser{std::nullopt};
    CHECK(chooser.next(nobody) == "amy");
    CHECK(chooser.next([](const std::string& name) { return name == "bob"; }) == "cat");
    std::set<std::string> seen{"amy", "bob", "cat"};
    for (std::size_t at = 3; at < first_names().size(); ++at) CHECK(seen.insert(chooser.next(nobody)).second);
    CHECK(chooser.next(nobody) == "amy-2");
    for (std::size_t at = 1; at < first_names().size(); ++at) chooser.next(nobody);
    CHECK(chooser.next(nobody) == "amy-3");
}

TEST_CASE("a seed gives another order, and the same again") {
    NameChooser one{7}, again{7}, other{8};
    std::string a, b, c;
    for (int at = 0; at < 10; ++at) {
        a += one.next(nobody);
        b += again.next(nobody);
        c += other.next(nobody);
    }
    CHECK(a == b);
    CHECK(a != c);
}
