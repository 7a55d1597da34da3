#include "json/rumor.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "json/write.hpp"

namespace watercooler::json {
namespace {

/// A good body whose one field is spelled as given; nothing in its place if `json` is empty.
std::string with(const std::string& name, const std::string& json) {
    const std::pair<std::string, std::string> fields[] = {
        {"uuid", R"("asdijfaojf3232")"},
        {"name", R"("jimmy")"},
        {"address", R"("127.0.0.1")"},
        {"port", "81"},
        {"key", R"("book")"},
        {"version", "7"},
        {"ttl", "4"},
        {"payload", R"("Dune")"},
    };
    Object object;
    for (const auto& [field, value] : fields) {
        const auto& chosen = field == name ? json : value;
        if (!chosen.empty()) object.raw(field, chosen);
    }
    return object.done();
}

}  // namespace

TEST_CASE("the message of the class exercise is taken as it is") {
    const auto given =
        read_rumor(R"({"uuid":"asdijfaojf3232","address":"196.18.1.0","port":"80","ttl":4,"payload":"bookname"})");
    REQUIRE(given);
    CHECK(given->uuid_text == "asdijfaojf3232");
    CHECK(given->rumor == Rumor{.uuid = make_uuid_v5("asdijfaojf3232"),
                                .name = "196.18.1.0:80",
                                .address = "196.18.1.0",
                                .port = 80,
                                .key = "book",
                                .version = {0},
                                .ttl = 4,
                                .payload = "bookname"});
    const auto versioned = read_rumor(
        R"({"uuid":"asdijfaojf3232","address":"196.18.1.0","port":"80","version":1,"ttl":4,"payload":"bookname"})");
    CHECK(versioned->rumor.version == Version{1});
}

TEST_CASE("a whole rumor is taken, and fields that nobody knows are passed over") {
    const auto given = read_rumor(
        R"({"uuid":"01932f5c-8a1e-7c55-9b1e-5d0c2a7be001","name":"jimmy","address":"::1","port":81,"key":"mood",)"
        R"("version":9007194959773696,"ttl":64,"payload":"caf\u00e9","hops":[1,{"x":2}],"Payload":3})");
    REQUIRE(given);
    CHECK(to_text(given->rumor.uuid) == given->uuid_text);
    CHECK(given->rumor.name == "jimmy");
    CHECK(given->rumor.version.value == limits::version_door_max);
    CHECK(given->rumor.payload == "caf\xc3\xa9");
}

TEST_CASE("an origin without a name is called by its place") {
    const auto name_of = [](const char* address) {
        return read_rumor(std::string(R"({"uuid":"x","payload":"","port":80,"address":")") + address + "\"}")
            ->rumor.name;
    };
    CHECK(name_of("127.0.0.1") == "127.0.0.1:80");
    CHECK(name_of("::1") == "[::1]:80");
    CHECK(name_of("[::1]") == "[::1]:80");
    CHECK(name_of("somewhere") == "somewhere:80");
}

TEST_CASE("what may be absent or null may be") {
    for (const char* field : {"name", "key", "version", "ttl"}) {
        for (const char* json : {"", "null"}) {
            CAPTURE(field);
            CHECK(read_rumor(with(field, json)));
        }
    }
    CHECK(read_rumor(with("address", "")));
    CHECK(read_rumor(with("port", "")));
    CHECK(read_rumor(with("payload", R"("")")));
}

TEST_CASE("a bad field is refused by its name, its limit and what to do") {
    struct Row {
        const char* field;
        std::string json;
        const char* reason;
        std::string message;
    };
    const Row table[] = {
        {"uuid", "", "uuid-missing", "uuid is missing. Give every rumor an id of its own: any text of 1 to 64 bytes."},
        {"uuid", "null", "uuid-missing",
         "uuid is missing. Give every rumor an id of its own: any text of 1 to 64 bytes."},
        {"uuid", R"("")", "uuid-missing",
         "uuid is empty. Give every rumor an id of its own: any text of 1 to 64 bytes."},
        {"uuid", "7", "uuid-wrong-type", "uuid is 7; it must be text. Send it so."},
        {"uuid", '"' + std::string(65, 'u') + '"', "uuid-too-large",
         "uuid is 65 bytes; the limit is 64 bytes. Shorten it."},
        {"uuid", R"("ffffffff-ffff-ffff-ffff-ffffffffffff")", "uuid-reserved",
         "uuid is all ones. Give every rumor an id of its own."},
        {"name", R"("")", "name-missing", "name is empty. Name the origin, or leave the field out."},
        {"name", "{}", "name-wrong-type", "name is an object; it must be text. Send it so."},
        {"name", '"' + std::string(129, 'n') + '"', "name-too-large",
         "name is 129 bytes; the limit is 128 bytes. Shorten it."},
        {"name", R"("a\u202e\u0007")", "name-control-character",
         "name has the control character \\u{7} at byte 4; none is allowed, line breaks and tabs included. Remove it."},
        {"address", "127.1", "address-wrong-type", "address is 127.1; it must be text. Send it so."},
        {"address", '"' + std::string(65, 'a') + '"', "address-too-large",
         "address is 65 bytes; the limit is 64 bytes. Shorten it."},
        {"port", "65536", "port-too-large",
         "port is 65536; it must be a whole number from 0 to 65535, or the same as text. Send a lower one."},
        {"port", R"("65536")", "port-wrong-type",
         "port is \"65536\"; it must be a whole number from 0 to 65535, or the same as text. Send it so."},
        {"port", R"("http")", "port-wrong-type",
         "port is \"http\"; it must be a whole number from 0 to 65535, or the same as text. Send it so."},
        {"port", "-1", "port-wrong-type",
         "port is -1; it must be a whole number from 0 to 65535, or the same as text. Send it so."},
        {"key", R"("")", "key-missing", "key is empty. Leave it out for `book`, or give 1 to 64 bytes of [a-z0-9_.-]."},
        {"key", R"("Book")", "key-bad-character",
         "key has 'B' at byte 0; only a-z, 0-9, '_', '.' and '-' are allowed. Replace it."},
        {"key", R"("../x")", "key-bad-character",
         "key has '/' at byte 2; only a-z, 0-9, '_', '.' and '-' are allowed. Replace it."},
        {"version", "9007194959773697", "version-too-large",
         "version is 9007194959773697; it must be a whole number from 0 to 9007194959773696. Send a lower one."},
        {"version", "-1", "version-wrong-type",
         "version is -1; it must be a whole number from 0 to 9007194959773696. Send it so."},
        {"version", "1e3", "version-wrong-type",
         "version is 1000.0; it must be a whole number from 0 to 9007194959773696. Send it so."},
        {"version", "1.5", "version-wrong-type",
         "version is 1.5; it must be a whole number from 0 to 9007194959773696. Send it so."},
        {"version", "99999999999999999999", "version-wrong-type",
         "version is 1e+20; it must be a whole number from 0 to 9007194959773696. Send it so."},
        {"version", R"("7")", "version-wrong-type",
         "version is \"7\"; it must be a whole number from 0 to 9007194959773696. Send it so."},
        {"ttl", "65", "ttl-too-large", "ttl is 65; it must be a whole number from 0 to 64. Send a lower one."},
        {"ttl", "256", "ttl-too-large", "ttl is 256; it must be a whole number from 0 to 64. Send a lower one."},
        {"ttl", "true", "ttl-wrong-type", "ttl is true; it must be a whole number from 0 to 64. Send it so."},
        {"payload", "", "payload-missing", "payload is missing. Add it."},
        {"payload", "[]", "payload-wrong-type", "payload is an array; it must be text. Send it so."},
        {"payload", '"' + std::string(4097, 'p') + '"', "payload-too-large",
         "payload is 4097 bytes; the limit is 4096 bytes. Shorten it."},
        {"payload", R"("a\nb")", "payload-control-character",
         "payload has the control character \\n at byte 1; none is allowed, line breaks and tabs included. Remove it."},
        {"payload", R"("\u0000")", "payload-control-character",
         "payload has the control character \\u{0} at byte 0; none is allowed, line breaks and tabs included. "
         "Remove it."},
        {"payload", R"("\u0085")", "payload-control-character",
         "payload has the control character \\u{85} at byte 0; none is allowed, line breaks and tabs included. "
         "Remove it."},
    };
    for (const auto& row : table) {
        CAPTURE(row.field);
        CAPTURE(row.json.substr(0, 60));
        const auto given = read_rumor(with(row.field, row.json));
        REQUIRE_FALSE(given);
        CHECK(given.error().field == row.field);
        CHECK(given.error().reason == row.reason);
        CHECK(given.error().message == row.message);
    }
}

TEST_CASE("without a name there must be a place") {
    for (const char* body : {R"({"uuid":"x","payload":"p"})", R"({"uuid":"x","payload":"p","address":"a"})",
                             R"({"uuid":"x","payload":"p","port":80})"}) {
        CAPTURE(body);
        const auto given = read_rumor(body);
        REQUIRE_FALSE(given);
        CHECK(given.error().message == "name is missing. Give the origin's name, or its address and port.");
    }
}

TEST_CASE("a body that is no JSON object is refused, whatever it is") {
    const std::pair<std::string, const char*> table[] = {
        {"", "json-incomplete"},
        {"payload=x", "json-syntax"},
        {"null", "json-no-object"},
        {"[" + with("", "") + "]", "json-no-object"},
        {with("", "") + with("", ""), "json-syntax"},
        {R"({"uuid":"x","uuid":"y"})", "json-repeated-name"},
        {std::string(100'000, '{'), "json-too-large"},
        {std::string(50'000, '['), "json-too-deep"},
        {"{\"payload\":\"\xff\"}", "json-bad-utf8"},
    };
    for (const auto& [body, reason] : table) {
        CAPTURE(body.substr(0, 60));
        const auto given = read_rumor(body);
        REQUIRE_FALSE(given);
        CHECK(given.error().reason == reason);
    }
}

TEST_CASE("a payload at its limit is taken though all of it is escaped") {
    std::string escaped;
    for (int i = 0; i < 4096; ++i) escaped += "\\u0070";
    CHECK(read_rumor(with("payload", '"' + escaped + '"'))->rumor.payload == std::string(4096, 'p'));
}

TEST_CASE("a rumor that is written is read back as it was") {
    CHECK(rc::check("round trip", [] {
        Rumor rumor{.uuid = make_uuid_v5(*rc::gen::arbitrary<std::string>()),
                    .name = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange(' ', '~'))),
                    .address = *rc::gen::container<std::string>(rc::gen::inRange(' ', '~')),
                    .port = *rc::gen::arbitrary<std::uint16_t>(),
                    .key = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z'))),
                    .version = {*rc::gen::inRange<std::uint64_t>(0, limits::version_door_max + 1)},
                    .ttl = *rc::gen::inRange<std::uint8_t>(0, 65),
                    .payload = *rc::gen::container<std::string>(rc::gen::inRange(' ', '~'))};
        RC_PRE(check(rumor));
        const auto given = read_rumor(write_rumor(rumor));
        RC_ASSERT(given);
        RC_ASSERT(given->rumor == rumor);
        RC_ASSERT(given->uuid_text == to_text(rumor.uuid));
    }));
}

TEST_CASE("no bytes make the door fall over") {
    const std::string good = with("", "");
    CHECK(rc::check("mutations", [&] {
        auto body = good;
        for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
            body[*rc::gen::inRange<std::size_t>(0, body.size())] = *rc::gen::arbitrary<char>();
        }
        body.resize(*rc::gen::inRange<std::size_t>(0, body.size() + 1));
        const auto given = read_rumor(body);
        if (given)
            RC_ASSERT(check(given->rumor).has_value());
        else
            RC_ASSERT(!given.error().message.empty());
    }));
}

}  // namespace watercooler::json
