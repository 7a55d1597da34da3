#include "club/record.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "club/testing.hpp"

using namespace watercooler::club;
using namespace watercooler::club::testing;

namespace {

Record example() {
    Record record;
    record.name = "jimmy";
    record.address = "127.0.0.1";
    record.port = 81;
    record.process = {4242, 18446744073709551615u, "5b0a5ce4-0000-4000-8000-000000000000"};
    record.started = "2025-03-09T14:02:11.310000000Z";
    record.argv = {"watercooler-member", "--name", "jimmy", "--book", "Les Misérables \"1862\"\n"};
    record.url = "http://127.0.0.1:81";
    record.version = "0.1.0";
    return record;
}

std::string without(const std::string& json, const std::string& part) {
    auto text = json;
    const auto at = text.find(part);
    REQUIRE(at != std::string::npos);
    return text.erase(at, part.size());
}

}  // namespace

TEST_CASE("a record is read back as it was written, at each age of a member") {
    auto record = example();
    CHECK(*record_from_json(to_json(record)) == record);
    record.ready_at = "2025-03-09T14:02:11.400000000Z";
    CHECK(*record_from_json(to_json(record)) == record);
    record.exit = Exit{false, 7, "the port is taken", "2025-03-09T14:03:00.000000000Z"};
    CHECK(*record_from_json(to_json(record)) == record);
    record.exit = Exit{true, 0, "", "2025-03-09T14:03:00.000000000Z"};
    CHECK(*record_from_json(to_json(record)) == record);
}

TEST_CASE("an argument may be any bytes, the record stays UTF-8") {
    auto record = example();
    record.argv = {"\xff\xfe",         "a\xc3",        "\xc0\x80",        "\xed\xa0\x80",
                   "\xf4\x90\x80\x80", "\xe2\x82\xac", "\xf0\x9f\x93\x9a"};
    const auto read = record_from_json(to_json(record));
    REQUIRE(read);
    const std::vector<std::string> expected{"??", "a?", "??", "???", "????", "\xe2\x82\xac", "\xf0\x9f\x93\x9a"};
    CHECK(read->argv == expected);
}

TEST_CASE("fields of newer versions are passed over") {
    auto json = to_json(example());
    json.insert(1, R"("mood":{"deep":[1,2]},)");
    CHECK(*record_from_json(json) == example());
}

TEST_CASE("a damaged record names the field") {
    auto ended = example();
    ended.exit = Exit{true, 0, "", ""};
    const auto json = to_json(ended);
    const std::pair<std::string, std::string> table[] = {
        {"", "no JSON"},
        {"nonsense", "no JSON"},
        {json.substr(0, json.size() / 2), "no JSON"},
        {std::string(100, '['), "no JSON"},
        {"[]", "no object"},
        {"{}", "\"name\" is missing"},
        {without(json, R"("port":81,)"), "\"port\" is missing"},
        {R"({"name":7})", "\"name\" is no text"},
        {without(json, "4242"), "no JSON"},
        {without(json, R"("how":"left",)"), "\"exit\" is damaged: \"how\" is missing"},
    };
    for (const auto& [text, why] : table) {
        CAPTURE(text);
        const auto record = record_from_json(text);
        REQUIRE_FALSE(record);
        CHECK(record.error().code == "WC-CLUB-DAMAGED");
        CAPTURE(record.error().message);
        CHECK(record.error().message.find(why) != std::string::npos);
    }
}

TEST_CASE("numbers out of range are no record") {
    const std::pair<std::string, std::string> table[] = {
        {R"("port":81)", R"("port":65536)"}, {R"("port":81)", R"("port":-1)"}, {R"("port":81)", R"("port":"81")"},
        {R"("pid":4242)", R"("pid":0)"},     {R"("pid":4242)", R"("pid":-1)"}, {R"("pid":4242)", R"("pid":4294967296)"},
        {R"("pid":4242)", R"("pid":42.5)"},  {R"("argv":[)", R"("argv":[1,)"},
    };
    for (const auto& [from, to] : table) {
        auto json = to_json(example());
        json.replace(json.find(from), from.size(), to);
        CAPTURE(to);
        CHECK_FALSE(record_from_json(json));
    }
}

TEST_CASE("a record file that is missing is nothing, a huge one is damaged") {
    const TempFolder temp;
    CHECK(*read_record(temp / "record.json") == std::nullopt);
    std::ofstream{temp / "record.json"} << std::string(record_bytes_max + 1, ' ');
    CHECK(read_record(temp / "record.json").error().code == "WC-CLUB-DAMAGED");
}
