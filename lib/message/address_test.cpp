#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <watercooler/address.hpp>

namespace watercooler {

TEST_CASE("an address is written as people write it, and read back") {
    const char* table[] = {"127.0.0.1:81", "0.0.0.0:0", "255.255.255.255:65535", "[::1]:81", "[2001:db8::7]:8081"};
    for (const char* text : table) {
        CAPTURE(text);
        const auto address = parse_address(text);
        REQUIRE(address);
        CHECK(to_text(*address) == text);
    }
}

TEST_CASE("what is no numeric address with a port is not read") {
    const std::pair<std::string, const char*> table[] = {
        {"", "nothing at all"},
        {"127.0.0.1", "no port"},
        {"127.0.0.1:", "an empty port"},
        {":81", "no host"},
        {"localhost:81", "a name"},
        {"127.0.0.1:65536", "a port above 16 bits"},
        {"127.0.0.1:999999999999", "a port above 32 bits"},
        {"127.0.0.1:-1", "a sign"},
        {"127.0.0.1:+1", "a sign"},
        {"127.0.0.1:081", "a leading zero: each port has one spelling"},
        {"127.0.0.1: 81", "a space"},
        {"127.0.0.1:81 ", "a space after it"},
        {"127.0.0.256:81", "a byte above 255"},
        {"127.1:81", "a short form"},
        {"::1:81", "IPv6 without brackets, which could be read in two ways"},
        {"[127.0.0.1]:81", "brackets around IPv4"},
        {"[::1]", "no port"},
        {"[::1]81", "no colon"},
        {"[fe80::1%eth0]:81", "a zone"},
        {"[]:81", "empty brackets"},
        {std::string("127.0.0.1\0:81", 13), "a NUL, which C functions take for the end"},
        {std::string(1000, '1') + ":81", "far too long"},
    };
    for (const auto& [text, why] : table) {
        CAPTURE(why);
        CHECK_FALSE(parse_address(text));
    }
}

TEST_CASE("IPv4 in IPv6 form differs in its bytes but is the same place, and is written as IPv4") {
    const auto four = *parse_ip("10.1.2.3", 81);
    const auto six = *parse_ip("::ffff:10.1.2.3", 81);
    CHECK(four.ip_size == 4);
    CHECK(six.ip_size == 16);
    CHECK(four != six);
    CHECK(same_place(four, six));
    CHECK(to_text(six) == "10.1.2.3:81");
}

TEST_CASE("another port or another address is another place") {
    const auto here = *parse_address("10.1.2.3:81");
    CHECK_FALSE(same_place(here, *parse_address("10.1.2.3:82")));
    CHECK_FALSE(same_place(here, *parse_address("10.1.2.4:81")));
    CHECK_FALSE(same_place(here, *parse_address("[::1]:81")));
    CHECK_FALSE(same_place(here, Address{{}, 0, 81}));
}

TEST_CASE("only 4 or 16 bytes make an address") {
    const Buffer bytes(17, 7);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        CAPTURE(size);
        const auto address = make_address(Bytes{bytes}.first(size), 81);
        CHECK(address.has_value() == (size == 4 || size == 16));
        if (address) CHECK(address->ip_bytes().size() == size);
    }
}

TEST_CASE("an unknown address has no text but its port") {
    CHECK(ip_text(Address{}) == "");
    CHECK(to_text(Address{}) == ":0");
}

}  // namespace watercooler
