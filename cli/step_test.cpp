#include "cli/step.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using namespace watercooler::cli;

TEST_CASE("who sent a held packet is said by name where the name is known") {
    const auto member = [](const char* name, const char* address, std::uint16_t port, const char* status) {
        json::MemberInfo info;
        info.name = name;
        info.address = address;
        info.port = port;
        info.status = status;
        return info;
    };
    const std::vector<json::MemberInfo> members{
        member("amy", "127.0.0.1", 8081, "dead"), member("bob", "127.0.0.1", 8081, "alive"),
        member("cat", "127.0.0.1", 8081, "left"), member("dan", "::1", 8082, "suspect")};
    CHECK(peer_text("127.0.0.1:8081", members) == "bob (127.0.0.1:8081)");
    CHECK(peer_text("[::1]:8082", members) == "dan ([::1]:8082)");
    CHECK(peer_text("127.0.0.1:80", members) == "127.0.0.1:80");
    CHECK(peer_text("", members) == "");
}
