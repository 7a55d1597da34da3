#include "faults/fault.hpp"

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <utility>

#include "faults/luck.hpp"

namespace watercooler::faults {
namespace {

using namespace std::chrono_literals;

Fault read(std::string_view text) {
    const auto fault = parse(text);
    CAPTURE(text);
    if (!fault) FAIL(fault.error().message);
    return *fault;
}

}  // namespace

TEST_CASE("words become a fault, and come back in their one form") {
    const std::pair<const char*, const char*> table[] = {
        {"latency 100ms", "latency 100ms"},
        {"latency 100ms+-20ms", "latency 100ms+-20ms"},
        {"latency 100ms +- 20ms", "latency 100ms+-20ms"},
        {"latency 100ms\xc2\xb1"
         "20ms",
         "latency 100ms+-20ms"},
        {"latency 1.5s", "latency 1.5s"},
        {"latency 0.25ms", "latency 250us"},
        {"loss 5%", "loss 5%"},
        {"loss 0.0001%", "loss 0.0001%"},
        {"loss 100%", "loss 100%"},
        {"duplicate 1%", "duplicate 1%"},
        {"reorder 10%", "reorder 10%"},
        {"corrupt 0.10%", "corrupt 0.1%"},
        {"rate 64kbit", "rate 64kbit"},
        {"rate 1500kbit", "rate 1.5mbit"},
        {"rate 8000bit", "rate 8kbit"},
        {"loss 5% --from amy --to b*,cat", "loss 5% --from amy --to b*,cat"},
        {"--to=b* loss 5% --both", "loss 5% --to b* --both"},
        {"partition a* [b-z]*", "partition a* | [b-z]*"},
        {"partition a* | [b-z]*", "partition a* | [b-z]*"},
        {"partition a*|[b-z]*", "partition a* | [b-z]*"},
        {"partition a,b | c,d", "partition a,b | c,d"},
        {"partition a b | c d | e", "partition a,b | c,d | e"},
        {"partition a,b c,d", "partition a,b | c,d"},
        {"isolate amy", "isolate amy"},
        {"isolate amy bob", "isolate amy,bob"},
        {"oneway amy -> bob", "oneway amy -> bob"},
        {"oneway amy bob", "oneway amy -> bob"},
        {"oneway a* b* -> c,d", "oneway a*,b* -> c,d"},
        {"oneway amy->bob", "oneway amy -> bob"},
    };
    for (const auto& [given, form] : table) {
        CAPTURE(given);
        const auto fault = read(given);
        CHECK(to_text(fault) == form);
        CHECK(read(form) == fault);
    }
}

TEST_CASE("wrong words are told with their place, and what was meant") {
    const std::tuple<const char*, std::size_t, const char*> table[] = {
        {"", 0, "no fault is named"},
        {"--both", 0, "no fault is named"},
        {"losss 5%", 0, "\"losss\" is no fault. Did you mean \"loss\"?"},
        {"delay 5ms", 0, "\"delay\" is no fault. Did you mean \"latency\"?"},
        {"latnecy 5ms", 0, "\"latnecy\" is no fault. Did you mean \"latency\"?"},
        {"earthquake", 0, "\"earthquake\" is no fault"},
        {"loss", 4, "expected a share such as 5% or 0.1%, at most 100%, got nothing"},
        {"loss 5", 5, "expected a share such as 5% or 0.1%, at most 100%, got \"5\""},
        {"loss 101%", 5, "expected a share such as 5% or 0.1%, at most 100%, got \"101%\""},
        {"loss -1%", 5, "expected a share such as 5% or 0.1%, at most 100%, got \"-1%\""},
        {"loss 5% 6%", 8, "expected no more words after the loss, got \"6%\""},
        {"loss 5% --form amy", 8, "a fault has no \"--form\""},
        {"loss 5% --from", 14, "expected names after --from, got nothing"},
        {"loss 5% --from a,,b", 17, "expected a name, got nothing (names are parted by one comma, without spaces)"},
        {"latency", 7, "expected a latency such as 100ms or 100ms+-20ms, got nothing"},
        {"latency 100", 8, "expected a latency such as 100ms or 100ms+-20ms, got \"100\""},
        {"latency 10ms+-20ms", 8, "a latency of 10ms+-20ms would be below 0"},
        {"latency 61s", 8, "a latency of 61s is too long"},
        {"rate 64", 5, "expected a rate such as 64kbit or 1.5mbit, from 1kbit to 100gbit, got \"64\""},
        {"rate 1bit", 5, "expected a rate such as 64kbit or 1.5mbit, from 1kbit to 100gbit, got \"1bit\""},
        {"partition a*", 12,
         "expected two sides or more, as in \"partition a* | b*\" or \"partition amy,bob cat,dan\""},
        {"partition | a", 10, "expected names before a bar, got \"|\""},
        {"partition a | [b", 14, "\"[b\" has a [ without its ]"},
        {"partition a b --from c", 14, "a partition says itself whom it is about; it takes no --from, --to or --both"},
        {"isolate", 7, "expected whom to isolate, as in \"isolate amy\", got nothing"},
        {"oneway amy", 10, "expected from whom and to whom, as in \"oneway amy -> bob\" or \"oneway amy bob\""},
        {"oneway amy -", 11, "expected a name, got \"-\""},
        {"oneway amy bob cat", 15, "expected no more words after the oneway, got \"cat\""},
    };
    for (const auto& [text, at, message] : table) {
        CAPTURE(text);
        const auto fault = parse(text);
        REQUIRE_FALSE(fault);
        CHECK(fault.error().message == message);
        CHECK(fault.error().at == at);
    }
    CHECK(parse("oneway amy -").error().hint == "In a shell the arrow wants quotes: 'amy -> bob'.");
    CHECK_FALSE(parse("isolate " + std::string(2000, 'a')));
}

TEST_CASE("whatever is typed has an answer, and what is taken reads back") {
    Luck luck{1};
    const std::string_view parts[] = {"loss",      "latency",
                                      "partition", "oneway",
                                      "isolate",   "rate",
                                      "5%",        "100ms",
                                      "+-",        "|",
                                      "->",        "--from",
                                      "--to",      "--both",
                                      "a*",        "b,c",
                                      "[",         "64kbit",
                                      "corrupt",   " ",
                                      ",",         "=",
                                      "\xff",      "-",
                                      "0",         "9999999999999999999999"};
    int taken = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto count = luck.below(7); count-- > 0;)
            text += std::string{parts[luck.below(std::size(parts))]} + (luck.below(4) ? " " : "");
        const auto fault = parse(text);
        if (!fault) {
            CHECK(fault.error().at <= text.size());
            continue;
        }
        ++taken;
        CAPTURE(text);
        CHECK(parse(to_text(*fault)) == fault);
    }
    CHECK(taken > 100);
}

TEST_CASE("a fault applies to those whom it names") {
    const std::tuple<const char*, const char*, const char*, bool> table[] = {
        {"partition a* | [b-z]*", "amy", "bob", true},
        {"partition a* | [b-z]*", "bob", "amy", true},
        {"partition a* | [b-z]*", "amy", "ann", false},
        {"partition a* | b*", "amy", "cat", false},  // who is on no side reaches all
        {"partition a* | *", "amy", "cat", true},
        {"partition a* | *", "amy", "", true},  // an unknown one is on the side of all
        {"partition a* | [b-z]*", "amy", "", false},
        {"isolate amy", "amy", "bob", true},
        {"isolate amy", "bob", "amy", true},
        {"isolate amy", "bob", "cat", false},
        {"isolate a*", "amy", "ann", true},
        {"oneway amy -> bob", "amy", "bob", true},
        {"oneway amy -> bob", "bob", "amy", false},
        {"loss 5%", "amy", "", true},
        {"loss 5% --from amy", "amy", "bob", true},
        {"loss 5% --from amy", "bob", "amy", false},
        {"loss 5% --from amy --both", "bob", "amy", true},
        {"loss 5% --from amy --to bob", "amy", "cat", false},
        {"loss 5% --from amy --to bob --both", "bob", "amy", true},
    };
    for (const auto& [words, from, to, does] : table) {
        CAPTURE(words);
        CAPTURE(from);
        CAPTURE(to);
        CHECK(applies(read(words), from, to) == does);
    }
}

TEST_CASE("a fault touches those who may feel it") {
    CHECK(touches(read("partition a* | b*"), "amy"));
    CHECK_FALSE(touches(read("partition a* | b*"), "cat"));
    CHECK(touches(read("isolate amy"), "bob"));
    CHECK(touches(read("loss 5%"), "bob"));
    CHECK(touches(read("loss 5% --from amy --to bob"), "bob"));
    CHECK_FALSE(touches(read("loss 5% --from amy --to bob"), "cat"));
}

TEST_CASE("what does nothing and what cuts is known") {
    CHECK(is_nothing(read("loss 0%")));
    CHECK(is_nothing(read("latency 0")));
    CHECK_FALSE(is_nothing(read("loss 0.0001%")));
    CHECK(cuts(read("loss 100%")));
    CHECK_FALSE(cuts(read("loss 99.9999%")));
    CHECK_FALSE(cuts(read("corrupt 100%")));
    for (const auto* words : {"partition a | b", "isolate a", "oneway a b"}) CHECK(cuts(read(words)));
}

}  // namespace watercooler::faults
