// Hello, welcome and refuse: JSON that either end reads strictly.
#include "journal/handshake.hpp"

#include <doctest/doctest.h>

using namespace watercooler;
using namespace watercooler::journal;

namespace {

Hello a_hello() {
    Hello hello;
    hello.stream = {"office", "jimmy", BootId{0xa1}};
    hello.address = "127.0.0.1";
    hello.port = 8081;
    hello.program = "watercooler-member 0.1.0";
    hello.next = Sequence{17};
    hello.about = R"({"probe_interval_ms":1000})";
    return hello;
}

}  // namespace

TEST_CASE("a hello comes back as it went, with a token or without") {
    auto hello = a_hello();
    CHECK(write(hello) ==
          R"({"club":"office","member":"jimmy","boot":"00000000000000a1","address":"127.0.0.1","port":8081,)"
          R"("program":"watercooler-member 0.1.0","next":17,"about":{"probe_interval_ms":1000}})");
    CHECK(read_hello(write(hello)) == hello);
    hello.token = "secret";
    hello.stream.boot = BootId{~std::uint64_t{0}};
    hello.next = Sequence{~std::uint64_t{0}};
    CHECK(read_hello(write(hello)) == hello);
}

TEST_CASE("a hello says which field is wrong") {
    const auto error = [](const char* json) { return read_hello(json).error().reason; };
    CHECK(error("{") != "");
    CHECK(error("[]") == "it is no JSON object");
    CHECK(error("{}").find("club") == 0);
    CHECK(error(R"({"club":"office"})").find("member") == 0);
    CHECK(error(R"({"club":"office","member":"jimmy"})").find("boot") == 0);
    CHECK(error(R"({"club":"office","member":"jimmy","boot":"0","next":1})").find("boot") == 0);
    CHECK(error(R"({"club":"office","member":"jimmy","boot":"a1"})").find("next") == 0);
    CHECK(error(R"({"club":"office","member":"jimmy","boot":"a1","next":0})").find("next") == 0);
    CHECK(error(R"({"club":"office","member":"jimmy","boot":"a1","next":1,"port":70000})").find("port") == 0);
    CHECK(error(R"({"club":"office","member":"jimmy","boot":"a1","next":1,"about":3})").find("about") == 0);
}

TEST_CASE("a welcome and a refusal come back as they went") {
    const Welcome welcome{"here", Sequence{120}};
    CHECK(read_welcome(write(welcome)) == welcome);
    CHECK_FALSE(read_welcome(R"({"sauron":"here"})"));
    CHECK_FALSE(read_welcome(R"({"have":-1})"));
    const Refusal refusal{"WC-EYE-TOKEN", "the token is wrong"};
    CHECK(read_refusal(write(refusal)) == refusal);
    CHECK(read_refusal("{}") == Refusal{});
}
