#include "wire/msgpack.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "wire/bounds.hpp"
#include "wire/problem.hpp"
#include "wire/vectors.hpp"

using namespace watercooler;
using namespace watercooler::wire;

namespace {

template <class Write>
std::string written(Write write) {
    Writer out;
    write(out);
    return to_hex(std::move(out).take());
}

/// A reader over bytes that live as long as the expression.
struct Hex {
    explicit Hex(std::string_view hex) : bytes{from_hex(hex)}, in{bytes} {}
    Buffer bytes;
    Reader in;
    std::string problem() const { return in.ok() ? "" : in.problem(); }
};

constexpr auto u64_max = std::numeric_limits<std::uint64_t>::max();

}  // namespace

TEST_CASE("unsigned numbers are written in their smallest form") {
    const std::pair<std::uint64_t, const char*> table[] = {
        {0, "00"},
        {127, "7f"},
        {128, "cc80"},
        {255, "ccff"},
        {256, "cd0100"},
        {65'535, "cdffff"},
        {65'536, "ce00010000"},
        {0xffffffff, "ceffffffff"},
        {0x100000000, "cf0000000100000000"},
        {u64_max, "cfffffffffffffffff"},
    };
    for (const auto& [value, hex] : table) {
        CAPTURE(value);
        CHECK(written([v = value](Writer& out) { out.number(v); }) == hex);
        Hex read{hex};
        CHECK(read.in.number(u64_max) == value);
        CHECK(read.in.ok());
    }
}

TEST_CASE("signed numbers are written in their smallest form, those above zero as unsigned") {
    const std::pair<std::int64_t, const char*> table[] = {
        {5, "05"},
        {40'000, "cd9c40"},
        {-1, "ff"},
        {-32, "e0"},
        {-33, "d0df"},
        {-128, "d080"},
        {-129, "d1ff7f"},
        {-32'768, "d18000"},
        {-32'769, "d2ffff7fff"},
        {std::numeric_limits<std::int64_t>::min(), "d38000000000000000"},
    };
    for (const auto& [value, hex] : table) {
        CAPTURE(value);
        CHECK(written([v = value](Writer& out) { out.signed_number(v); }) == hex);
        Hex read{hex};
        CHECK(read.in.signed_number() == value);
    }
}

TEST_CASE("a number is read in any width and in signed form, if it fits its field") {
    const std::tuple<const char*, std::uint64_t, std::uint64_t, const char*> table[] = {
        {"d07f", 255, 127, ""},
        {"d100c8", 255, 200, ""},
        {"d200009c40", 65'535, 40'000, ""},
        {"d300000000000000ff", 255, 255, ""},
        {"cf0000000000000001", 255, 1, ""},
        {"cd0100", 255, 0, problem::out_of_range},
        {"ff", 255, 0, problem::out_of_range},
        {"d080", u64_max, 0, problem::out_of_range},
        {"a0", 255, 0, problem::wrong_type},
        {"c0", 255, 0, problem::wrong_type},
        {"c3", 255, 0, problem::wrong_type},
        {"ca3f800000", 255, 0, problem::wrong_type},
        {"c1", 255, 0, problem::wrong_type},
        {"cd01", 255, 0, problem::truncated},
        {"", 255, 0, problem::truncated},
    };
    for (const auto& [hex, max, value, problem] : table) {
        CAPTURE(hex);
        Hex read{hex};
        CHECK(read.in.number(max) == value);
        CHECK(read.problem() == problem);
    }
}

TEST_CASE("text and bytes are written raw, whatever their length") {
    const std::pair<std::size_t, const char*> table[] = {
        {0, "a0"}, {31, "bf"}, {32, "da0020"}, {255, "da00ff"}, {65'535, "daffff"}, {65'536, "db00010000"},
    };
    for (const auto& [size, head] : table) {
        CAPTURE(size);
        const std::string value(size, 'x');
        const auto hex = written([&](Writer& out) { out.text(value); });
        CHECK(hex.substr(0, hex.size() - 2 * size) == head);
        Hex read{hex};
        CHECK(read.in.text() == value);
    }
}

TEST_CASE("bytes are read from raw, string and binary forms, text not from binary") {
    for (const auto* hex : {"a178", "d90178", "da000178", "db0000000178", "c40178", "c5000178", "c60000000178"}) {
        CAPTURE(hex);
        Hex bytes{hex}, text{hex};
        CHECK(text_of(bytes.in.bytes()) == "x");
        const auto binary = std::string_view{hex}.starts_with("c");
        CHECK(text.in.text() == (binary ? "" : "x"));
        CHECK(text.in.ok() == !binary);
    }
}

TEST_CASE("text longer than its limit is refused") {
    Hex read{"a3616263"};
    CHECK(read.in.text(2).empty());
    CHECK(read.problem() == problem::text_too_long);
}

TEST_CASE("maps and arrays are written with the smallest count and read with any") {
    const std::tuple<std::size_t, const char*, const char*> table[] = {
        {0, "80", "90"}, {15, "8f", "9f"}, {16, "de0010", "dc0010"}, {65'536, "df00010000", "dd00010000"}};
    for (const auto& [count, map, array] : table) {
        CAPTURE(count);
        CHECK(written([n = count](Writer& out) { out.map(n); }) == map);
        CHECK(written([n = count](Writer& out) { out.array(n); }) == array);
    }
    Hex wide{"df00000001c0c0"};
    CHECK(wide.in.map() == 1);
}

TEST_CASE("a count is believed only as far as bytes are there") {
    Hex map{"dfffffffff"}, array{"ddffffffffc0c0"};
    CHECK(map.in.map() == 0);
    CHECK(map.problem() == problem::truncated);
    CHECK(map.in.wanted() == 5 + 2 * std::size_t{0xffffffff});
    CHECK(array.in.array() == 0);
    CHECK(array.in.wanted() == 5 + std::size_t{0xffffffff});
}

TEST_CASE("the items of all lists together are limited") {
    Writer out;
    for (int list = 0; list < 3; ++list) {
        out.array(100'000);
        for (int item = 0; item < 100'000; ++item) out.nil();
    }
    const auto bytes = std::move(out).take();
    Reader in{bytes};
    for (int list = 0; list < 2; ++list) {
        CHECK(in.array() == 100'000);
        for (int item = 0; item < 100'000; ++item) in.nil();
    }
    CHECK(in.ok());
    CHECK(in.array() == 0);
    CHECK(std::string_view{in.problem()} == problem::too_many);
}

TEST_CASE("a bool may come as 0 or 1 and as nothing else") {
    const std::tuple<const char*, bool, const char*> table[] = {{"c2", false, ""},
                                                                {"c3", true, ""},
                                                                {"00", false, ""},
                                                                {"01", true, ""},
                                                                {"02", false, problem::out_of_range},
                                                                {"ff", false, problem::wrong_type},
                                                                {"a0", false, problem::wrong_type}};
    for (const auto& [hex, value, problem] : table) {
        CAPTURE(hex);
        Hex read{hex};
        CHECK(read.in.boolean() == value);
        CHECK(read.problem() == problem);
    }
}

TEST_CASE("skipping goes past any value, however deep, and stops behind it") {
    for (const auto* hex : {"c0", "c3", "7f", "ff", "cd0100", "d3ffffffffffffffff", "ca3f800000", "cb3ff8000000000000",
                            "a3616263", "d90161", "c403010203", "d40102", "d8020102030405060708090a0b0c0d0e0f10",
                            "c7020500ff", "83a161c0a16292c0c0c082c0c0c0c0", "dc000190", "de0001c0de0000"}) {
        CAPTURE(hex);
        Hex read{std::string{hex} + "2a"};
        read.in.skip();
        CHECK(read.in.number(255) == 42);
        CHECK(read.problem().empty());
    }
    const Buffer deep(1'000'000, 0x91);
    Reader in{deep};
    in.skip();
    CHECK(std::string_view{in.problem()} == problem::truncated);
    CHECK(in.wanted() == deep.size() + 1);
}

TEST_CASE("skipping what is cut short says how many bytes it takes at the least") {
    const std::pair<const char*, std::size_t> table[] = {
        {"", 1},     {"a3", 4},   {"a36162", 4}, {"c5", 3},     {"c50100", 259}, {"92", 3},
        {"92a3", 3}, {"9200", 3}, {"81", 3},     {"81a163", 4}, {"92cd01", 5},   {"d80102", 18},
    };
    for (const auto& [hex, wanted] : table) {
        CAPTURE(hex);
        Hex read{hex};
        read.in.skip();
        CHECK(read.in.truncated() == (wanted > read.bytes.size()));
        if (read.in.truncated()) CHECK(read.in.wanted() == wanted);
    }
}

TEST_CASE("after the first problem nothing moves and nothing is answered") {
    Hex read{"ff0102"};
    CHECK(read.in.number(10) == 0);
    const auto position = read.in.position();
    CHECK(read.in.number(10) == 0);
    CHECK(read.in.text().empty());
    CHECK(read.in.bytes().empty());
    CHECK(read.in.map() == 0);
    CHECK(read.in.array() == 0);
    CHECK(read.in.signed_number() == 0);
    CHECK(!read.in.boolean());
    CHECK(!read.in.nil());
    CHECK(read.in.byte() == 0);
    read.in.skip();
    CHECK(read.in.position() == position);
    CHECK(read.problem() == problem::out_of_range);
}
