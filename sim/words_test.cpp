#include "sim/words.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using namespace watercooler::sim;
using namespace std::chrono_literals;

namespace {
/// What went wrong, as a reader of the story sees it; empty if nothing did.
template <class Do>
std::string error_of(Do act) {
    try {
        act();
    } catch (const StoryError& error) {
        return error.what();
    }
    return {};
}
}  // namespace

TEST_CASE("durations are read with their units") {
    const std::pair<const char*, Duration> table[] = {{"0", 0s},        {"5us", 5us}, {"200ms", 200ms}, {"4s", 4s},
                                                      {"1.5s", 1500ms}, {"5m", 5min}, {"0.5h", 30min},  {"2d", 48h}};
    for (const auto& [text, span] : table) {
        CAPTURE(text);
        CHECK(read_duration(text) == span);
    }
    for (const auto* text : {"", "4", "s", "-1s", "1.s", "1e3s", "four s", "999999999d", "1.1234567s"}) {
        CAPTURE(text);
        CHECK(error_of([&] { (void)read_duration(text); }).starts_with("expected a duration such as 200ms"));
    }
}

TEST_CASE("shares are read as percent, and nothing else is") {
    CHECK(read_chance("10%") == 10'000);
    CHECK(read_chance("0.125%") == 125);
    CHECK(read_chance("100%") == always);
    for (const auto* text : {"10", "101%", "%", "-1%", "ten%"}) {
        CAPTURE(text);
        CHECK_FALSE(error_of([&] { (void)read_chance(text); }).empty());
    }
}

TEST_CASE("settings are set by their names") {
    Settings settings;
    CHECK(set_setting(settings, "gossip_interval", "50ms"));
    CHECK(settings.gossip_interval == 50ms);
    CHECK(set_setting(settings, "fanout", "5"));
    CHECK(settings.fanout == 5);
    CHECK_FALSE(set_setting(settings, "colour", "blue"));
}

TEST_CASE("a command line is words and options, and what nobody asked for is an error") {
    Words words{R"(set ann book "The Great Gatsby" within=3s --hard)"};
    CHECK(words.command() == "set");
    CHECK(words.next("a member") == "ann");
    CHECK(words.next("a key") == "book");
    CHECK(error_of([&] { words.done(); }).starts_with("expected no more words"));
    CHECK(words.rest() == std::vector<std::string>{"The Great Gatsby"});
    CHECK(words.option("within") == "3s");
    CHECK_FALSE(words.option("within").has_value());
    CHECK(error_of([&] { words.done(); }) == "expected no option of that name for 'set', got '--hard'");
    CHECK(words.flag("--hard"));
    CHECK(error_of([&] { words.done(); }).empty());
    CHECK(error_of([&] { (void)words.next("a value"); }) == "expected a value after 'set', got nothing");
    CHECK(error_of([] { Words{R"(set "ann)"}; }) == "a quote is not closed, or an escape is unknown");
}
