#include "cli/complete.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "cli/synopsis.hpp"

using namespace watercooler::cli;

namespace {

const LocalNames names{{"amy", "bob", "carl"}, {"home", "office"}};

/// What a person would be offered at the end of the line, without its descriptions.
std::vector<std::string> offered(std::string_view line) {
    std::vector<std::string> words;
    for (const auto& each : complete(read_typed(split_typed(line)), names).words) words.push_back(each.word);
    return words;
}

bool offers(std::string_view line, std::string_view word) {
    const auto words = offered(line);
    return std::ranges::count(words, word) > 0;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a line is split as a shell does, finished or not") {
    const std::pair<const char*, Words> table[] = {
        {"", {""}},
        {"ls", {"ls"}},
        {"ls ", {"ls", ""}},
        {"pick amy \"The Great", {"pick", "amy", "The Great"}},
        {R"(pick amy The\ Great )", {"pick", "amy", "The Great", ""}},
        {"kill '' b", {"kill", "", "b"}},
        {"x \\", {"x", "\\"}},
    };
    for (const auto& [line, words] : table) {
        CAPTURE(line);
        CHECK(split_typed(line) == words);
    }
}

TEST_CASE("a synopsis says what can stand where") {
    using Places = std::vector<std::string_view>;
    const auto after = [](std::string_view synopsis, const Words& typed) { return places_after(synopsis, typed); };
    CHECK(after("[NAME|GLOB …]", {}) == Places{"NAME|GLOB"});
    CHECK(after("[NAME|GLOB …]", {"amy", "bob"}) == Places{"NAME|GLOB"});
    CHECK(after("[NAME[:[HOST:]PORT] …]", {"amy"}) == Places{"NAME[:[HOST:]PORT]"});
    CHECK(after("[N] [NAME|GLOB …]", {}) == Places{"N", "NAME|GLOB"});
    CHECK(after("[N] [NAME|GLOB …]", {"3"}) == Places{"NAME|GLOB"});
    CHECK(after("NAME [of MEMBER]", {"amy"}) == Places{"of"});
    CHECK(after("NAME [of MEMBER]", {"amy", "of"}) == Places{"MEMBER"});
    CHECK(after("NAME [of MEMBER]", {"amy", "with"}) == Places{});
    CHECK(after("NAME BOOK | NAME --auto", {"amy"}) == Places{"BOOK"});
    CHECK(after("start | stop | backup FILE", {}) == Places{"start", "stop", "backup"});
    CHECK(after("start | stop | backup FILE", {"backup"}) == Places{"FILE"});
    CHECK(after("start | stop | backup FILE", {"start"}) == Places{});
    CHECK(after("add FAULT | ls", {"add", "loss", "5%"}) == Places{"FAULT"});
    CHECK(after("", {}) == Places{});
}

TEST_CASE("verbs come first, by name or alias; what nobody lists is not offered") {
    CHECK(offered("ex") == Words{"export", "explain"});
    CHECK(offered("pau") == Words{"pause"});
    CHECK(offers("", "new"));
    CHECK_FALSE(offers("", "pause"));
    CHECK_FALSE(offers("__", "__complete"));
    CHECK(offers("--json ", "ls"));
    CHECK(offered("nonsense ").empty());
    CHECK(offered("nonsense --").empty());
}

TEST_CASE("names of members stand where the help says NAME, each once") {
    CHECK(offered("show ") == Words{"amy", "bob", "carl"});
    CHECK(offered("stop amy ") == Words{"bob", "carl"});
    CHECK(offered("stop amy b") == Words{"bob"});
    CHECK(offered("why amy of b") == Words{"bob"});
    CHECK(offered("open s") == Words{"sauron"});
    CHECK(offered("step 3 c") == Words{"carl"});
    CHECK(offered("books --from ") == Words{"amy", "bob", "carl"});
    CHECK(offered("chaos add loss 5% --from amy,b") == Words{"bob"});
}

TEST_CASE("flags, their values, codes, clubs and words of faults are offered") {
    CHECK(offered("new --re") == Words{"--replace"});
    CHECK(offered("new --replace --re").empty());
    CHECK(offered("new --join x --joi") == Words{"--join"});  // may be repeated
    CHECK(offers("stop --", "--dry-run"));
    CHECK_FALSE(offers("ls --", "--dry-run"));
    CHECK(offered("--color ") == Words{"auto", "always", "never"});
    CHECK(offered("ls --color=a") == Words{"auto", "always"});
    CHECK(offered("trace --format m") == Words{"mermaid"});
    CHECK(offered("-c ") == Words{"home", "office"});
    CHECK(offered("explain WC-PORT-P") == Words{"WC-PORT-PRIV"});
    CHECK(offered("explain wc-port-p") == Words{"WC-PORT-PRIV"});
    CHECK(offered("explain Wc-PORT-bu") == Words{"WC-PORT-BUSY"});
    CHECK(offered("explain wc-port-privy").empty());
    CHECK(offered("show AM").empty());  // names are written as they are
    CHECK(offered("chaos ") == Words{"add", "ls", "rm", "heal"});
    CHECK(offered("chaos add la") == Words{"latency"});
    CHECK(offered("chaos add partition a") == Words{"amy"});
    CHECK(offered("completion ") == Words{"bash", "zsh", "fish"});
    CHECK(offered("help fre") == Words{"freeze"});
    CHECK(offers("books ", "--diff"));  // nothing else can stand there
    CHECK(offered("stop -- --").empty());
}

TEST_CASE("paths are the shell's own business") {
    CHECK(complete(read_typed(split_typed("record ")), names).paths == Completion::Paths::files);
    CHECK(complete(read_typed(split_typed("sauron backup x")), names).paths == Completion::Paths::files);
    CHECK(complete(read_typed(split_typed("--home ")), names).paths == Completion::Paths::folders);
    CHECK(complete(read_typed(split_typed("show ")), names).paths == Completion::Paths::none);
}

TEST_CASE("the club and its home are those of the line") {
    const auto line = read_typed(split_typed("--home /tmp/x -c book --json show a"));
    CHECK(line.home == "/tmp/x");
    CHECK(line.club == "book");
    CHECK(line.verb->name == "show");
    CHECK(read_typed(split_typed("ls --club=red ")).club == "red");
}

TEST_CASE("each shell gets its own lines") {
    const auto lines = [](std::string_view typed, std::string_view shell) {
        const auto line = read_typed(split_typed(typed));
        return to_lines(complete(line, names), line, shell);
    };
    CHECK(lines("--color=al", "bash") == "always\n");
    CHECK(lines("--color=al", "zsh") == "--color=always\n");
    CHECK(lines("explain WC-PORT-B", "bash") == "WC-PORT-BROWSER\nWC-PORT-BUSY\n");
    CHECK(lines("explain WC-PORT-BU", "zsh") == "WC-PORT-BUSY:The port is taken.\n");
    CHECK(lines("explain WC-PORT-BU", "fish") == "WC-PORT-BUSY\tThe port is taken.\n");
    CHECK(lines("record ", "fish") == ":files\n");
    CHECK(completion_script("bash"));
    CHECK_FALSE(completion_script("tcsh"));
}
