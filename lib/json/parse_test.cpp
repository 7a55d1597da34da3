#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "json/tree.hpp"

namespace watercooler::json {
namespace {

std::string reason_of(const std::string& text, const Bounds& bounds = door_bounds) {
    const auto value = parse(text, bounds);
    return value ? "" : value.error().reason;
}

}  // namespace

TEST_CASE("values keep what they are, and whole numbers their last digit") {
    const auto value = parse(
        R"( {"n":null,"t":true,"i":-9223372036854775808,"u":18446744073709551615,"d":1.5,"s":"a\u00e9\ud83d\udcda","a":[1,[]],"o":{}} )",
        door_bounds);
    REQUIRE(value);
    CHECK(value->find("n")->null());
    CHECK(std::get<bool>(value->find("t")->is));
    CHECK(std::get<std::int64_t>(value->find("i")->is) == std::numeric_limits<std::int64_t>::min());
    CHECK(std::get<std::uint64_t>(value->find("u")->is) == std::numeric_limits<std::uint64_t>::max());
    CHECK(std::get<double>(value->find("d")->is) == 1.5);
    CHECK(*value->find("s")->text() == "a\xc3\xa9\xf0\x9f\x93\x9a");
    CHECK(value->find("a")->array()->size() == 2);
    CHECK(value->find("o")->object()->empty());
    CHECK(value->find("absent") == nullptr);
    CHECK(Value{}.find("n") == nullptr);
}

TEST_CASE("text that is no strict JSON is refused with what is wrong") {
    const std::pair<std::string, const char*> table[] = {
        {"", "json-incomplete"},
        {" ", "json-incomplete"},
        {"{", "json-incomplete"},
        {"\"open", "json-incomplete"},
        {"{\"a\":1", "json-incomplete"},
        {"tru", "json-incomplete"},
        {"NaN", "json-syntax"},
        {"Infinity", "json-syntax"},
        {"-Infinity", "json-syntax"},
        {"{'a':1}", "json-syntax"},
        {"{a:1}", "json-syntax"},
        {"[1,]", "json-syntax"},
        {"{\"a\":1,}", "json-syntax"},
        {"01", "json-syntax"},
        {"+1", "json-syntax"},
        {".5", "json-syntax"},
        {"0x10", "json-syntax"},
        {"1e400", "json-syntax"},
        {"[1e-400]", "json-syntax"},
        {"// comment\n1", "json-syntax"},
        {"1 2", "json-syntax"},
        {"{} {}", "json-syntax"},
        {"{}x", "json-syntax"},
        {"\"a\nb\"", "json-syntax"},
        {"\"\\x41\"", "json-syntax"},
        {"\"\\ud800\"", "json-syntax"},
        {"\"\\udc00\\ud800\"", "json-syntax"},
        {"\xef\xbb\xbf{}", "json-syntax"},
        {std::string("{}\0", 3), "json-syntax"},
        {"\"\xff\"", "json-bad-utf8"},
        {"\"\xed\xa0\x80\"", "json-bad-utf8"},
        {"\"\xc0\x80\"", "json-bad-utf8"},
        {"{\"a\":1,\"a\":1}", "json-repeated-name"},
        {"{\"a\":1,\"b\":2,\"\\u0061\":3}", "json-repeated-name"},
        {"{\"\":1,\"\":2}", "json-repeated-name"},
        {"{\"x\":[{\"a\":{},\"a\":{}}]}", "json-repeated-name"},
        {std::string(9, '[') + std::string(9, ']'), "json-too-deep"},
        {std::string(60'000, '['), "json-too-deep"},
        {std::string(64 * 1024 + 1, ' '), "json-too-large"},
    };
    for (const auto& [text, reason] : table) {
        CAPTURE(text.substr(0, 60));
        CHECK(reason_of(text) == reason);
    }
}

TEST_CASE("the depth's limit itself is taken") { CHECK(reason_of(std::string(8, '[') + std::string(8, ']')) == ""); }

TEST_CASE("the same name in different objects is no repetition") {
    CHECK(reason_of(R"([{"a":1},{"a":{"a":{"a":1}}}])") == "");
}

TEST_CASE("errors name the place and the limit") {
    CHECK(parse("{\"a\":tru}", door_bounds).error().message.find("at byte 5") != std::string::npos);
    CHECK(parse("{\"a\":1,\"a\":1}", door_bounds).error().message == "the JSON names \"a\" twice. Name it once.");
    CHECK(parse("\"a\xff\"", door_bounds).error().message ==
          "the JSON is not valid UTF-8 at byte 2. Send it as UTF-8.");
    CHECK(parse("[[1]]", {64, 1}).error().message ==
          "the JSON is nested too deeply; the limit is 1 levels. Flatten it.");
    CHECK(parse("[1, 2]", {4, 8}).error().message == "the JSON is 6 bytes; the limit is 4 bytes. Shorten it.");
}

TEST_CASE("numbers too large for whole ones become doubles, never wrap") {
    CHECK(std::get<double>(parse("18446744073709551616", door_bounds)->is) == 18446744073709551616.0);
    CHECK(std::get<double>(parse("-9223372036854775809", door_bounds)->is) < -9.2e18);
    CHECK(std::get<double>(parse("1e3", door_bounds)->is) == 1000.0);
}

TEST_CASE("many names in one object cost no more than sorting them") {
    std::string text = "{";
    for (int i = 0; i < 100'000; ++i) text += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
    CHECK(parse(text + '}', answer_bounds)->object()->size() == 100'000);
    CHECK(reason_of(text + ",\"77\":0}", answer_bounds) == "json-repeated-name");
}

}  // namespace watercooler::json
