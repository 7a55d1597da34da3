#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <watercooler/rumor.hpp>

namespace watercooler {
namespace {

Rumor good_rumor() {
    return {.uuid = make_uuid_v5("a"),
            .name = "jimmy",
            .address = "127.0.0.1",
            .port = 81,
            .key = "book",
            .version = {7},
            .ttl = 4,
            .payload = "The Great Gatsby"};
}

}  // namespace

TEST_CASE("a good_rumor rumor passes, and so does each at its limit") {
    const std::function<void(Rumor&)> table[] = {
        [](Rumor&) {},
        [](Rumor& r) { r.name = std::string(128, 'n'); },
        [](Rumor& r) { r.name = "196.18.1.0:80"; },
        [](Rumor& r) { r.address = ""; },
        [](Rumor& r) { r.address = std::string(64, 'a'); },
        [](Rumor& r) { r.port = 0; },
        [](Rumor& r) { r.key = "a-z_0.9"; },
        [](Rumor& r) { r.key = std::string(64, 'k'); },
        [](Rumor& r) { r.version = {0}; },
        [](Rumor& r) { r.version = {limits::version_door_max}; },
        [](Rumor& r) { r.ttl = 0; },
        [](Rumor& r) { r.ttl = 64; },
        [](Rumor& r) { r.payload = ""; },
        [](Rumor& r) { r.payload = std::string(4096, 'p'); },
        [](Rumor& r) { r.payload = "\xc2\xa0\xf4\x8f\xbf\xbf"; },  // just past C1; the last character
    };
    for (std::size_t i = 0; i < std::size(table); ++i) {
        CAPTURE(i);
        auto rumor = good_rumor();
        table[i](rumor);
        CHECK(check(rumor).has_value());
    }
}

TEST_CASE("a broken rule is told with its field, its limit and what to do") {
    struct Row {
        std::function<void(Rumor&)> breaks;
        std::string field, reason, message;
    };
    const Row table[] = {
        {[](Rumor& r) { r.uuid = {}; }, "uuid", "uuid-missing",
         "uuid is missing or all zero. Give every rumor an id of its own."},
        {[](Rumor& r) { r.name = ""; }, "name", "name-missing",
         "name is empty. Name the origin, or leave the field out."},
        {[](Rumor& r) { r.name = std::string(129, 'n'); }, "name", "name-too-large",
         "name is 129 bytes; the limit is 128 bytes. Shorten it."},
        {[](Rumor& r) { r.name = "a\nb"; }, "name", "name-control-character",
         "name has the control character \\n at byte 1; none is allowed, line breaks and tabs included. Remove it."},
        {[](Rumor& r) { r.name = "\xff"; }, "name", "name-bad-utf8",
         "name is not valid UTF-8 at byte 0. Send it as UTF-8."},
        {[](Rumor& r) { r.address = std::string(65, 'a'); }, "address", "address-too-large",
         "address is 65 bytes; the limit is 64 bytes. Shorten it."},
        {[](Rumor& r) { r.key = ""; }, "key", "key-missing",
         "key is empty. Leave it out for `book`, or give 1 to 64 bytes of [a-z0-9_.-]."},
        {[](Rumor& r) { r.key = std::string(65, 'k'); }, "key", "key-too-large",
         "key is 65 bytes; the limit is 64 bytes. Shorten it."},
        {[](Rumor& r) { r.key = "Book"; }, "key", "key-bad-character",
         "key has 'B' at byte 0; only a-z, 0-9, '_', '.' and '-' are allowed. Replace it."},
        {[](Rumor& r) { r.key = std::string("b\0", 2); }, "key", "key-bad-character",
         "key has '\\u{0}' at byte 1; only a-z, 0-9, '_', '.' and '-' are allowed. Replace it."},
        {[](Rumor& r) { r.version = {limits::version_door_max + 1}; }, "version", "version-too-large",
         "version is 9007194959773697; the limit is 9007194959773696 (2^53 - 2^32). Send a lower one."},
        {[](Rumor& r) { r.ttl = 65; }, "ttl", "ttl-too-large", "ttl is 65; the limit is 64. Send a lower one."},
        {[](Rumor& r) { r.payload = std::string(4097, 'p'); }, "payload", "payload-too-large",
         "payload is 4097 bytes; the limit is 4096 bytes. Shorten it."},
        {[](Rumor& r) { r.payload = "a\tb"; }, "payload", "payload-control-character",
         "payload has the control character \\t at byte 1; none is allowed, line breaks and tabs included. Remove it."},
        {[](Rumor& r) { r.payload = "ab\x7f"; }, "payload", "payload-control-character",
         "payload has the control character \\u{7f} at byte 2; none is allowed, line breaks and tabs included. "
         "Remove it."},
        {[](Rumor& r) { r.payload = "\xc2\x85"; }, "payload", "payload-control-character",
         "payload has the control character \\u{85} at byte 0; none is allowed, line breaks and tabs included. "
         "Remove it."},
        {[](Rumor& r) { r.payload = "Dune\xed\xa0\x80"; }, "payload", "payload-bad-utf8",
         "payload is not valid UTF-8 at byte 4. Send it as UTF-8."},
    };
    for (const auto& row : table) {
        CAPTURE(row.reason);
        auto rumor = good_rumor();
        row.breaks(rumor);
        const auto result = check(rumor);
        REQUIRE_FALSE(result);
        CHECK(result.error().field == row.field);
        CHECK(result.error().reason == row.reason);
        CHECK(result.error().message == row.message);
    }
}

TEST_CASE("outcomes are written in the words of the update rules") {
    CHECK(to_text(Outcome::rejected) == "rejected");
    CHECK(to_text(Outcome::duplicate) == "duplicate");
    CHECK(to_text(Outcome::stale) == "stale");
    CHECK(to_text(Outcome::refuted) == "refuted");
    CHECK(to_text(Outcome::applied) == "applied");
}

}  // namespace watercooler
