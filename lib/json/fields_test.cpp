#include "json/fields.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>

namespace watercooler::json {
namespace {

Value body(const char* text) { return *parse(text, door_bounds); }

}  // namespace

TEST_CASE("fields are read by name, and absent and null ones are nothing") {
    const auto value = body(R"({"t":"x","n":7,"s":"81","r":0.5,"f":true,"a":[1],"o":{"i":1},"z":null})");
    Fields fields{value};
    CHECK(fields.text("t") == "x");
    CHECK(fields.number("n", 7) == 7);
    CHECK(fields.number_or_text("n", 7) == 7);
    CHECK(fields.number_or_text("s", 100) == 81);
    CHECK(fields.real("r") == 0.5);
    CHECK(fields.real("n") == 7.0);
    CHECK(fields.flag("f") == true);
    CHECK(fields.array("a")->size() == 1);
    CHECK(fields.object("o")->find("i"));
    for (const char* name : {"z", "absent"}) {
        CHECK_FALSE(fields.text(name));
        CHECK_FALSE(fields.number(name, 1));
        CHECK_FALSE(fields.number_or_text(name, 1));
        CHECK_FALSE(fields.real(name));
        CHECK_FALSE(fields.flag(name));
        CHECK_FALSE(fields.array(name));
        CHECK_FALSE(fields.object(name));
    }
    CHECK_FALSE(fields.error());
    CHECK(fields.result(5) == 5);
}

TEST_CASE("a wrong field is told with its name, what it is, what it must be") {
    struct Row {
        const char* body;
        std::function<void(Fields&)> read;
        std::string reason, message;
    };
    const auto number = [](Fields& f) { f.number("x", 9); };
    const auto port = [](Fields& f) { f.number_or_text("x", 9); };
    const auto text = [](Fields& f) { f.text("x", 3); };
    const std::string whole = "; it must be a whole number from 0 to 9";
    const Row table[] = {
        {R"({"x":10})", number, "x-too-large", "x is 10" + whole + ". Send a lower one."},
        {R"({"x":18446744073709551615})", number, "x-too-large",
         "x is 18446744073709551615" + whole + ". Send a lower one."},
        {R"({"x":-1})", number, "x-wrong-type", "x is -1" + whole + ". Send it so."},
        {R"({"x":1.0})", number, "x-wrong-type", "x is 1.0" + whole + ". Send it so."},
        {R"({"x":1.5})", number, "x-wrong-type", "x is 1.5" + whole + ". Send it so."},
        {R"({"x":1e3})", number, "x-wrong-type", "x is 1000.0" + whole + ". Send it so."},
        {R"({"x":"1"})", number, "x-wrong-type", "x is \"1\"" + whole + ". Send it so."},
        {R"({"x":true})", number, "x-wrong-type", "x is true" + whole + ". Send it so."},
        {R"({"x":"10"})", port, "x-wrong-type", "x is \"10\"" + whole + ", or the same as text. Send it so."},
        {R"({"x":"+1"})", port, "x-wrong-type", "x is \"+1\"" + whole + ", or the same as text. Send it so."},
        {R"({"x":"0x1"})", port, "x-wrong-type", "x is \"0x1\"" + whole + ", or the same as text. Send it so."},
        {R"({"x":""})", port, "x-wrong-type", "x is \"\"" + whole + ", or the same as text. Send it so."},
        {R"({"x":" 1"})", port, "x-wrong-type", "x is \" 1\"" + whole + ", or the same as text. Send it so."},
        {R"({"x":"abcd"})", text, "x-too-large", "x is 4 bytes; the limit is 3 bytes. Shorten it."},
        {R"({"x":7})", text, "x-wrong-type", "x is 7; it must be text. Send it so."},
        {R"({"x":[1,2]})", text, "x-wrong-type", "x is an array; it must be text. Send it so."},
        {R"({"x":{}})", [](Fields& f) { f.flag("x"); }, "x-wrong-type",
         "x is an object; it must be true or false. Send it so."},
        {R"({"x":"no"})", [](Fields& f) { f.real("x"); }, "x-wrong-type",
         "x is \"no\"; it must be a number. Send it so."},
        {R"({"x":{}})", [](Fields& f) { f.array("x"); }, "x-wrong-type",
         "x is an object; it must be an array. Send it so."},
        {R"({"x":[]})", [](Fields& f) { f.object("x"); }, "x-wrong-type",
         "x is an array; it must be an object. Send it so."},
        {R"({})", [](Fields& f) { f.missing("x"); }, "x-missing", "x is missing. Add it."},
        {R"({"x":"a text that is longer than what an error should show"})", number, "x-wrong-type",
         "x is a text of 52 bytes" + whole + ". Send it so."},
    };
    for (const auto& row : table) {
        CAPTURE(row.body);
        const auto value = body(row.body);
        Fields fields{value};
        row.read(fields);
        REQUIRE(fields.error());
        CHECK(fields.error()->field == "x");
        CHECK(fields.error()->reason == row.reason);
        CHECK(fields.error()->message == row.message);
        CHECK_FALSE(fields.result(1));
    }
}

TEST_CASE("the first error stays, and names where it is") {
    const auto value = body(R"({"a":1,"b":2})");
    Fields fields{value, "members[3]."};
    fields.text("b");
    fields.text("a");
    CHECK(fields.error()->field == "members[3].b");
    CHECK(fields.error()->message == "members[3].b is 2; it must be text. Send it so.");
}

TEST_CASE("a body must be an object") {
    for (const char* text : {"1", "[]", "\"x\"", "null"}) {
        CAPTURE(text);
        const auto read = parse_body(text);
        REQUIRE_FALSE(read);
        CHECK(read.error().reason == "json-no-object");
    }
    CHECK(parse_body("[]").error().message ==
          "the JSON is an array; it must be an object. Put the fields between { and }.");
    CHECK(parse_body(" { } "));
}

}  // namespace watercooler::json
