#include "filter/pattern.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "filter/filter.hpp"

namespace watercooler::filter {
namespace {

/// The same by the definition, in as many steps as it takes.
bool fits_slowly(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '*') {
        return fits_slowly(pattern.substr(1), text) || (!text.empty() && fits_slowly(pattern, text.substr(1)));
    }
    const bool escaped = pattern[0] == '\\' && pattern.size() > 1;
    const char wanted = pattern[escaped ? 1 : 0];
    if (text.empty() || !((pattern[0] == '?' && !escaped) || wanted == text[0])) return false;
    return fits_slowly(pattern.substr(escaped ? 2 : 1), text.substr(1));
}

std::string some(const char* letters, int most) {
    return *rc::gen::resize(most, rc::gen::container<std::string>(rc::gen::elementOf(std::string{letters})));
}

}  // namespace

TEST_CASE("a pattern fits what its wildcards allow") {
    struct Row {
        const char *pattern, *text;
        bool fits;
    };
    for (const auto& [pattern, text, fine] : std::initializer_list<Row>{{"", "", true},
                                                                        {"", "a", false},
                                                                        {"*", "", true},
                                                                        {"a*c", "abbc", true},
                                                                        {"a*c", "abbcd", false},
                                                                        {"*a*b*", "xxaxxbxx", true},
                                                                        {"?", "", false},
                                                                        {"\\*", "*", true},
                                                                        {"\\*", "x", false},
                                                                        {"a\\", "a\\", true}}) {
        CAPTURE(pattern);
        CAPTURE(text);
        CHECK(fits(pattern, text) == fine);
    }
}

TEST_CASE("a pattern fits exactly what its definition says") {
    CHECK(rc::check([] {
        const auto pattern = some("ab*?\\", 8), text = some("ab*", 8);
        RC_ASSERT(fits(pattern, text) == fits_slowly(pattern, text));
        if (pattern.ends_with('\\')) return;  // it would take the meaning from the *
        RC_ASSERT(fits_somewhere(pattern, text) == fits_slowly("*" + pattern + "*", text));
    }));
}

TEST_CASE("only a text itself fits the pattern that is made of it") {
    CHECK(rc::check([] {
        const auto text = some("ab*?\\\" ,", 8), other = some("ab*?\\\" ,", 8);
        RC_ASSERT(fits(pattern_of(text), text));
        RC_ASSERT(fits(pattern_of(text), other) == (text == other));
        RC_ASSERT(literal(pattern_of(text)) == text);
    }));
}

TEST_CASE("whatever fits a pattern contains its longest run, at the end where it says so") {
    CHECK(rc::check([] {
        const auto pattern = some("ab*?\\", 8), text = some("ab*", 10);
        const auto run = longest_run(pattern);
        if (!fits(pattern, text)) return;
        RC_ASSERT(text.find(run.text) != text.npos);
        if (run.at_begin) RC_ASSERT(text.starts_with(run.text));
        if (run.at_end) RC_ASSERT(text.ends_with(run.text));
    }));
}

TEST_CASE("a hostile pattern takes no more than its length times the text's") {
    std::string pattern, text(100'000, 'a');
    for (int i = 0; i < 1000; ++i) pattern += "*a";
    CHECK(!fits(pattern + "b", text));
}

}  // namespace watercooler::filter
