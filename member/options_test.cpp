#include "member/options.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace watercooler;
using namespace watercooler::member;
using namespace std::chrono_literals;

namespace {
std::variant<Options, PrintAndExit> parse(std::vector<std::string> words) {
    words.insert(words.begin(), "watercooler-member");
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    return parse_options(static_cast<int>(argv.size()), argv.data());
}
}  // namespace

TEST_CASE("durations take units") {
    const std::pair<const char*, std::optional<std::chrono::milliseconds>> table[] = {
        {"200ms", 200ms},
        {"10s", 10s},
        {"5m", 5min},
        {"1h", 1h},
        {"0", 0ms},
        {"0s", 0ms},
        {"24h", 24h},
        {"25h", std::nullopt},
        {"10", std::nullopt},
        {"-1s", std::nullopt},
        {"", std::nullopt},
        {"s", std::nullopt},
        {"1 s", std::nullopt},
        {"1.5s", std::nullopt},
        {"99999999999999999999s", std::nullopt},
        {"9223372036854775807h", std::nullopt},
    };
    for (const auto& [text, expected] : table) {
        CAPTURE(text);
        CHECK(parse_duration(text) == expected);
    }
}

TEST_CASE("a name is all that a member needs") {
    const auto parsed = parse({"--name", "Jimmy"});
    const auto* options = std::get_if<Options>(&parsed);
    REQUIRE(options);
    CHECK(options->name == "jimmy");
    CHECK(options->club == "office");
    CHECK(to_text(options->bind) == "127.0.0.1:0");
    CHECK(options->interval == 10s);
}

TEST_CASE("what cannot be taken is refused with 64, the flag and what to do") {
    const std::pair<std::vector<std::string>, const char*> table[] = {
        {{}, "--name"},
        {{"--name", "a b"}, "name"},
        {{"--name", "all"}, "all"},
        {{"--name", "amy", "--port", "65536"}, "--port"},
        {{"--name", "amy", "--port", "x"}, "port"},
        {{"--name", "amy", "--host", "nowhere"}, "--host"},
        {{"--name", "amy", "--interval", "10"}, "--interval"},
        {{"--name", "amy", "--book", std::string(5000, 'x')}, "--book"},
        {{"--name", "amy", "--label", std::string(256, 'x')}, "--label"},
        {{"--name", "amy", "--nonsense"}, "nonsense"},
    };
    for (const auto& [words, named] : table) {
        CAPTURE(named);
        const auto parsed = parse(words);
        const auto* refusal = std::get_if<PrintAndExit>(&parsed);
        REQUIRE(refusal);
        CHECK(refusal->code == 64);
        CHECK(refusal->text.find(named) != std::string::npos);
    }
}

TEST_CASE("a member reports to the club's Sauron, to those that are given, or to none") {
    const auto of = [](std::vector<std::string> more) {
        more.insert(more.begin(), {"--name", "jimmy"});
        return std::get<Options>(parse(more));
    };
    CHECK(of({}).eye);
    CHECK(of({}).sauron.empty());
    CHECK(of({"--sauron", "127.0.0.1:9090", "--sauron", "sauron.example:9091"}).sauron.size() == 2);
    CHECK_FALSE(of({"--no-eye"}).eye);
    const auto wrong = parse({"--name", "jimmy", "--sauron", "nowhere"});
    CHECK(std::get<PrintAndExit>(wrong).code == 64);
    CHECK(std::get<PrintAndExit>(wrong).text.find("--sauron") != std::string::npos);
}

TEST_CASE("the label is the club's own unless told, and none is the empty one") {
    CHECK_FALSE(std::get<Options>(parse({"--name", "amy"})).label);
    CHECK(std::get<Options>(parse({"--name", "amy", "--label", "none"})).label == "");
    CHECK(std::get<Options>(parse({"--name", "amy", "--label", "blue"})).label == "blue");
}
