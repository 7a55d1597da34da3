#include "cli/verbs.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/help_text.hpp"

using namespace watercooler;
using namespace watercooler::cli;

namespace {

/// A command of the table as a shell would split it.
std::vector<std::string> shell_words(std::string_view command) {
    std::vector<std::string> words;
    std::string word;
    bool any = false;
    char quote = 0;
    for (const char c : command) {
        if (quote && c == quote) {
            quote = 0;
        } else if (!quote && (c == '"' || c == '\'')) {
            quote = c;
            any = true;
        } else if (!quote && c == ' ') {
            if (any) words.push_back(std::exchange(word, {}));
            any = false;
        } else {
            word += c;
            any = true;
        }
    }
    if (any) words.push_back(word);
    return words;
}

}  // namespace

TEST_CASE("every verb has a summary, a function and examples that the parser takes") {
    for (const auto& verb : verbs()) {
        CAPTURE(verb.name);
        CHECK_FALSE(verb.summary.empty());
        CHECK((verb.run != nullptr));
        CHECK_FALSE(verb.examples.empty());
        for (const auto& example : verb.examples) {
            CAPTURE(example.command);
            CHECK_FALSE(example.says.empty());
            const auto arguments = read_arguments(shell_words(example.command));
            REQUIRE(arguments);
            CHECK(arguments->verb->name == verb.name);
        }
    }
}

TEST_CASE("no name and no flag is used twice") {
    std::set<std::string_view> names;
    for (const auto& verb : verbs()) {
        CHECK(names.insert(verb.name).second);
        for (const auto& alias : verb.aliases) CHECK(names.insert(alias).second);
        std::set<std::string_view> flags;
        const auto add = [&](const Flag& flag) {
            CAPTURE(flag.name);
            CHECK(flags.insert(flag.name).second);
            if (!flag.brief.empty()) CHECK(flags.insert(flag.brief).second);
            CHECK((flag.kind == FlagKind::on) == flag.value.empty());
            CHECK_FALSE(flag.help.empty());
        };
        for (const auto& flag : global_flags()) add(flag);
        if (verb.changes) add(dry_run_flag);
        for (const auto& flag : verb.flags) add(flag);
    }
}

TEST_CASE("the verbs of old habits are known") {
    CHECK(find_verb("ps")->name == "ls");
    CHECK(find_verb("members")->name == "ls");
    CHECK(find_verb("start")->name == "new");
    CHECK(find_verb("pause")->name == "freeze");
    CHECK(find_verb("unpause")->name == "thaw");
    CHECK(find_verb("rm") != nullptr);
    CHECK(find_verb("nothing") == nullptr);
}

TEST_CASE("the nearest word is one or two typing errors away, or begins alike") {
    constexpr std::array<std::string_view, 5> known{"freeze", "thaw", "books", "new", "version"};
    CHECK(nearest("frezze", known) == "freeze");
    CHECK(nearest("thwa", known) == "thaw");
    CHECK(nearest("nwe", known) == "new");
    CHECK(nearest("boks", known) == "books");
    CHECK(nearest("vers", known) == "version");
    CHECK_FALSE(nearest("zebra", known));
    CHECK_FALSE(nearest("", known));
    CHECK_FALSE(nearest(std::string(5000, 'f'), known));
}

TEST_CASE("help shows examples before flags, and every flag and exit code") {
    for (const auto& verb : verbs()) {
        CAPTURE(verb.name);
        const auto text = verb_help(verb, "watercooler", {});
        CHECK(text.find("Examples") < text.find("Usage"));
        for (const auto& flag : verb.flags) CHECK(text.find(flag.name) != std::string::npos);
        for (const int exit : verb.exits) CHECK_FALSE(meaning(exit).empty());
        CHECK(text.find("\x1b") == std::string::npos);
    }
    const auto list = verb_list("bookclub", {});
    for (const auto& verb : verbs())
        CHECK((list.find("\n  " + std::string{verb.name} + " ") == std::string::npos) == verb.hidden);
    CHECK(list.find("bookclub help VERB") != std::string::npos);
}

TEST_CASE("in a narrow terminal help is broken between words, and nothing of it is lost") {
    const auto squeezed = [](std::string text) {
        std::string words;
        for (const char c : text)
            if (c != ' ' && c != '\n') words += c;
        return words;
    };
    for (const auto& verb : verbs()) {
        CAPTURE(verb.name);
        const auto text = verb_help(verb, "watercooler", {}, 60);
        CHECK(squeezed(text) == squeezed(verb_help(verb, "watercooler", {})));
        for (const auto& note : verb.notes) CHECK((note.size() <= 60 || text.find(note) == std::string::npos));
    }
    const auto flags = verb_help(*find_verb("converge"), "watercooler", {}, 60);
    CHECK(flags.find("      --curve        draw how the latest updates went round:\n"
                     "                     members that know it, over time\n") != std::string::npos);
    const auto long_ones = verb_help(*find_verb("sim"), "watercooler", {}, 60);
    CHECK(long_ones.find("  -m, --mode push|pull|push-pull|flood|watercooler\n"
                         "                         how it is told (watercooler)\n") != std::string::npos);
}
