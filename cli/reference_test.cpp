#include "cli/reference.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "cli/codes.hpp"
#include "cli/verbs.hpp"

using namespace watercooler::cli;

namespace {

/// Words that roff would not show: what begins a line with a dot must be a macro that is known.
bool is_known_line(const std::string& line) {
    if (!line.starts_with('.')) return !line.starts_with('\'');
    for (const auto* macro : {".TH ", ".SH ", ".SS ", ".TP", ".PP", ".B ", ".BR ", ".I ", ".br", ".so "})
        if (line.starts_with(macro)) return true;
    return false;
}

}  // namespace

TEST_CASE("docs/reference.md is what the tables make") {
    std::ifstream file{WATERCOOLER_SOURCE_DIR "/docs/reference.md"};
    const std::string committed{std::istreambuf_iterator<char>{file}, {}};
    const bool same = committed == reference_markdown();
    INFO("make it again: build/release/bin/watercooler __reference markdown > docs/reference.md");
    CHECK(same);
}

TEST_CASE("the reference holds every verb, example, flag and code") {
    const auto text = reference_markdown();
    for (const auto& verb : verbs()) {
        CAPTURE(verb.name);
        const auto heading = "\n### " + std::string{verb.name} + "\n";
        CHECK((text.find(heading) != std::string::npos) == !verb.hidden);
    }
    for (const auto& code : codes()) CHECK(text.find(code.code) != std::string::npos);
    CHECK(text.find("`--color auto\\|always\\|never`") != std::string::npos);
}

TEST_CASE("every verb has a page of the manual, plain enough for any roff") {
    const auto pages = man_pages("1.2.3");
    const auto listed = std::ranges::count_if(verbs(), [](const Verb& verb) { return !verb.hidden; });
    CHECK(static_cast<std::ptrdiff_t>(pages.size()) == listed + 2);
    for (const auto& page : pages) {
        CAPTURE(page.file);
        CHECK(std::ranges::all_of(page.roff, [](unsigned char c) { return c < 0x7f; }));
        CHECK(page.roff.ends_with('\n'));
        std::string rest = page.roff;
        while (!rest.empty()) {
            const auto line = rest.substr(0, rest.find('\n'));
            CAPTURE(line);
            CHECK(is_known_line(line));
            rest.erase(0, line.size() + 1);
        }
    }
}
