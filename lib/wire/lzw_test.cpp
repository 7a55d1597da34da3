#include "wire/lzw.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <watercooler/codec.hpp>

#include "wire/bounds.hpp"
#include "wire/crc32.hpp"
#include "wire/problem.hpp"
#include "wire/vectors.hpp"

using namespace watercooler;
using namespace watercooler::wire;

namespace {

constexpr std::size_t roomy = 1024 * 1024;

std::string reason(const Decoded<Buffer>& decoded) { return decoded ? "" : decoded.error().reason; }

}  // namespace

TEST_CASE("every code stream of the library unpacks to its plaintext, width changes and resets included") {
    int exercised = 0;
    for (const auto& file : vector_files()) {
        if (file.at("file").as_string() != "lzw") continue;
        for (const auto& each : file.at("vectors").as_array()) {
            const auto& vector = each.as_object();
            CAPTURE(std::string{vector.at("name").as_string()});
            const auto plain = lzw_decode(from_hex(vector.at("hex").as_string()), roomy);
            REQUIRE(plain);
            CHECK(plain->size() == vector.at("plain_length").to_number<std::size_t>());
            if (const auto* sum = vector.if_contains("plain_crc32"))
                CHECK(crc32(*plain) == std::strtoul(sum->as_string().c_str(), nullptr, 16));
            if (const auto* hex = vector.if_contains("plain_hex")) CHECK(to_hex(*plain) == hex->as_string());
            ++exercised;
        }
    }
    CHECK(exercised >= 10);
}

TEST_CASE("codes that cannot stand where they are, and streams without an end, are refused") {
    const std::pair<const char*, const char*> table[] = {
        {"", problem::bad_compression},                  // not even a code
        {"00", problem::bad_compression},                // half a code
        {"008308114870a0c1", problem::bad_compression},  // no end code
        {"00ff", problem::bad_compression},
        {"ffffffffff", problem::bad_compression},  // a code that nobody has defined
    };
    for (const auto& [hex, expected] : table) {
        CAPTURE(hex);
        CHECK(reason(lzw_decode(from_hex(hex), roomy)) == expected);
    }
}

TEST_CASE("what would unpack to more than is allowed is refused before it does") {
    const auto codes = from_hex("0083081c283020");  // eight letters A
    CHECK(lzw_decode(codes, 8));
    for (std::size_t max = 0; max < 8; ++max) CHECK(reason(lzw_decode(codes, max)) == problem::too_large);
}

TEST_CASE("every cut and every flipped bit of a code stream has an answer") {
    for (const auto& vector : vectors("lzw")) {
        if (vector.bytes.size() > 2000) continue;
        for (std::size_t size = 0; size < vector.bytes.size(); ++size)
            CHECK_FALSE(lzw_decode(Bytes{vector.bytes}.first(size), roomy));
        for (std::size_t bit = 0; bit < vector.bytes.size() * 8; ++bit) {
            auto flipped = vector.bytes;
            flipped[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
            const auto decoded = lzw_decode(flipped, roomy);
            if (decoded) CHECK(decoded->size() <= roomy);
        }
    }
}

TEST_CASE("parts compressed inside parts end at a depth and at a size") {
    const auto codec = memberlist_codec({});
    const auto wrap = [](const Buffer& codes) {
        Buffer result = from_hex("0982a4416c676f00a3427566da");
        result.push_back(static_cast<std::uint8_t>(codes.size() >> 8));
        result.push_back(static_cast<std::uint8_t>(codes.size()));
        result.insert(result.end(), codes.begin(), codes.end());
        return result;
    };
    const auto empty = codec->decode_datagram(wrap(from_hex("000302")));  // clear, end: unpacks to nothing
    REQUIRE(empty.problems.size() == 1);
    CHECK(empty.problems[0].reason == problem::bad_compression);
}
