#include "cli/member_spec.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace watercooler::cli;

TEST_CASE("a member is written as name, port, host and port, or any part of these") {
    const std::pair<std::string, MemberSpec> table[] = {
        {"jimmy", {"jimmy", {}, {}}},
        {"Jimmy", {"jimmy", {}, {}}},
        {"jimmy:81", {"jimmy", {}, 81}},
        {"jimmy:0", {"jimmy", {}, 0}},
        {":8081", {{}, {}, 8081}},
        {"jimmy:127.0.0.2:81", {"jimmy", "127.0.0.2", 81}},
        {"jimmy:localhost:81", {"jimmy", "127.0.0.1", 81}},
        {"jimmy:[::1]:8081", {"jimmy", "::1", 8081}},
        {":[::1]:8081", {{}, "::1", 8081}},
        {"jimmy:65535", {"jimmy", {}, 65535}},
    };
    for (const auto& [text, spec] : table) {
        CAPTURE(text);
        const auto read = parse_member_spec(text);
        REQUIRE(read);
        CHECK(*read == spec);
    }
}

TEST_CASE("what is no member says which part is wrong") {
    const std::pair<std::string, std::string> table[] = {
        {"", "empty"},
        {"jimmy:", "is no port"},
        {":", "is no port"},
        {"jimmy:65536", "is no port"},
        {"jimmy:-1", "is no port"},
        {"jimmy:81x", "is no port"},
        {"jimmy:99999999999999999999", "is no port"},
        {"jimmy::1:8081", "is no numeric address"},
        {"jimmy:[127.0.0.1]:81", "is no numeric address"},
        {"jimmy:example.org:81", "is no numeric address"},
        {"jimmy:256.0.0.1:81", "is no numeric address"},
        {"ji mmy", "jimmy"},
        {"all:81", "all"},
        {std::string(33, 'a'), "32"},
        {"../up", "name"},
    };
    for (const auto& [text, says] : table) {
        CAPTURE(text);
        const auto read = parse_member_spec(text);
        REQUIRE_FALSE(read);
        CHECK(read.error().exit == Exit::usage);
        if (text != "ji mmy") CHECK((read.error().message + read.error().cause).find(says) != std::string::npos);
    }
}

TEST_CASE("a base for ports is a port, with or without a host") {
    CHECK(*parse_port_base(":8081") == PortBase{{}, 8081});
    CHECK(*parse_port_base("9000") == PortBase{{}, 9000});
    CHECK(*parse_port_base("127.0.0.2:9000") == PortBase{"127.0.0.2", 9000});
    CHECK(*parse_port_base("[::1]:9000") == PortBase{"::1", 9000});
    for (const auto* text : {"", ":", "0", ":0", "x", "a:b", "70000"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_port_base(text));
    }
}

TEST_CASE("a place is written so that it can be read") {
    CHECK(place_text("127.0.0.1", 81) == "127.0.0.1:81");
    CHECK(place_text("::1", 81) == "[::1]:81");
}
