#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "filter/filter.hpp"
#include "filter/testing.hpp"

namespace watercooler::filter {
namespace {

/// Some text of the language's own words and signs, most of it nonsense.
std::string any_text() {
    const auto piece = rc::gen::element<std::string>(
        "kind:", "applied", "sent", "-", ",", "\"", "\\", " ", "*", "?", "since:", "until:", "-30s", "14:02:11",
        "2026-03-01T12:00:00Z", "bytes", ">", ">=", "<", ":", "=", "12", "uuid:", "0192ab", "text:", "Dune",
        "peer:", "book:", "packet:", "0123456789abcdef", "\xff", "\n", "result:", "new", "kind:applied ", "hop<3 ",
        "\"a b\" ");
    std::string text;
    for (const auto& part : *rc::gen::container<std::vector<std::string>>(piece)) text += part;
    return text;
}

}  // namespace

TEST_CASE("a filter is written back in full") {
    const std::pair<const char*, const char*> table[] = {
        {"", ""},
        {"Dune", "text:dune"},
        {"  kind:applied,sent   -peer:a* ", "kind:applied,sent -peer:a*"},
        {"trace:0192ab", "uuid:0192ab"},
        {"\"Great Gatsby\" key:\"a,b\",c", "text:\"great gatsby\" key:\"a,b\",c"},
        {"bytes>100 bytes=7 hop:1,2", "bytes>100 bytes:7 hop:1,2"},
        {"since:-30s", "since:2026-03-01T11:59:30.000000000Z"},
        {"until:13:00:00", "until:2026-02-28T13:00:00.000000000Z"},
        {"peer:\\*x reason:\"a \\\" b\"", "peer:\\*x reason:\"a \\\" b\""},
        {"12:30", "text:12:30"},
    };
    for (const auto& [text, full] : table) {
        CAPTURE(text);
        const auto filter = parse(text, noon);
        REQUIRE(filter);
        CHECK(to_text(*filter) == full);
    }
}

TEST_CASE("what is wrong is said with its place and a way out") {
    struct Row {
        const char* text;
        std::size_t position;
        const char *message, *hint;
    };
    const Row table[] = {
        {"knid:applied", 0, "there is no key \"knid\"", "did you mean \"kind\"?"},
        {"peer:a kind:aplied", 12, "there is no kind \"aplied\"", "did you mean \"applied\"?"},
        {"result:knew", 7, "there is no result \"knew\"", "did you mean \"new\"?"},
        {"result:bad", 7, "there is no result \"bad\"", "there are new seen stale dropped fault"},
        {"kind:", 5, "a value is missing", "write \"\" for an empty one"},
        {"kind:applied,", 13, "a value is missing", "write \"\" for an empty one"},
        {"a -", 2, "there is nothing behind the -", ""},
        {"peer:\"amy", 5, "this quote is not closed", "write \\\" for a quote itself"},
        {"peer:a\"b", 6, "a quote in the middle", "write \\\" for a quote itself"},
        {"peer:\"a\"b", 8, "a space is missing behind the quote", ""},
        {"peer:a\\", 6, "there is nothing behind the \\", ""},
        {"hop<x", 4, "\"x\" is no whole number from 0 to 2^64-1", "such as hop>3"},
        {"hop:-1", 4, "\"-1\" is no whole number from 0 to 2^64-1", "such as hop>3"},
        {"hop<1,2", 6, "one value only can be compared with", ""},
        {"peer>3", 0, "peer is no number: only peer: can be asked", "write peer:VALUE"},
        {"uuid:xyz", 5, "\"xyz\" is no beginning of a uuid",
         "up to 32 hexadecimal digits, dashes may stand between them"},
        {"packet:12", 7, "\"12\" is no packet's hash: 16 hexadecimal digits", ""},
        {"since:yesterday", 6, "\"yesterday\" is no time",
         "such as -30s (ms s m h d before now), 14:02:11 (UTC) or 2026-03-01T12:00:00Z"},
        {"since:-30", 6, "\"-30\" is no time",
         "such as -30s (ms s m h d before now), 14:02:11 (UTC) or 2026-03-01T12:00:00Z"},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        const auto filter = parse(row.text, noon);
        REQUIRE(!filter);
        CHECK(filter.error() == Error{row.position, row.message, row.hint});
    }
}

TEST_CASE("what is written back is the same filter, whenever it is read") {
    CHECK(rc::check([] {
        const auto filter = parse(any_text(), noon);
        if (!filter || to_text(*filter).size() > text_bytes_max) return;
        const auto again = parse(to_text(*filter), noon + 12'345'678'900'000);
        RC_ASSERT(bool(again));
        RC_ASSERT(*again == *filter);
        RC_ASSERT(to_text(*again) == to_text(*filter));
    }));
}

TEST_CASE("whatever the bytes, there is a filter or an error within them") {
    CHECK(rc::check([](const std::string& noise) {
        for (const auto& text : {noise, any_text() + noise}) {
            const auto filter = parse(text, noon);
            if (!filter) RC_ASSERT(filter.error().position <= text.size());
            if (filter) (void)matches(*filter, Event{}, noise, 0);
        }
    }));
}

TEST_CASE("a filter has its bounds") {
    CHECK(parse(std::string(text_bytes_max, 'a'), noon));
    CHECK(!parse(std::string(text_bytes_max + 1, 'a'), noon));
    std::string terms;
    for (std::size_t i = 0; i < terms_max; ++i) terms += "hop<3 ";
    CHECK(parse(terms, noon));
    const auto more = parse(terms + "hop<3", noon);
    REQUIRE(!more);
    CHECK(more.error().position == terms.size());
    CHECK(!parse("since:-9223372036854775807d", noon));
    CHECK(!parse("since:-200000d", noon));  // before 1678
    CHECK(!parse("bytes>18446744073709551616", noon));
}

}  // namespace watercooler::filter
