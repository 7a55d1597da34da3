// Hostile bytes: every reader answers something for anything, and what it answers holds to its own word.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <variant>
#include <watercooler/codec.hpp>

#include "message/codec.hpp"
#include "wire/bounds.hpp"
#include "wire/own_samples.hpp"
#include "wire/testing.hpp"
#include "wire/vectors.hpp"

using namespace watercooler;
using namespace watercooler::wire::testing;
using namespace watercooler::wire;

namespace {

struct Seen {
    std::size_t inputs = 0, messages = 0, problems = 0;
};

const Codec& blue() {
    static const auto codec = memberlist_codec({"blue"});
    return *codec;
}

/// What was understood can be written, and is understood the same way again.
void check_datagram(const Codec& codec, Bytes bytes, Seen& seen) {
    const auto parts = codec.decode_datagram(bytes);
    REQUIRE(parts.parts.size() + parts.problems.size() <= bounds::parts_max + 2);
    for (const auto& part : parts.parts) {
        REQUIRE(part.bytes <= std::max(bytes.size(), bounds::datagram_unpacked_max));
        const auto again = plain().decode_datagram(plain().encode(part.message));
        REQUIRE(again.parts.size() == 1);
        REQUIRE(again.parts[0].message == part.message);
    }
    ++seen.inputs;
    seen.messages += parts.parts.size();
    seen.problems += parts.problems.size();
}

void check_stream(const Codec& codec, Bytes bytes, Seen& seen) {
    const auto read = codec.decode_stream(bytes, true);
    ++seen.inputs;
    if (!read) {
        ++seen.problems;
        return;
    }
    if (const auto* more = std::get_if<StreamRead::NeedMore>(&read->value)) {
        REQUIRE(more->bytes_min > bytes.size());
        return;
    }
    const auto& whole = std::get<StreamRead::Whole>(read->value);
    ++seen.messages;
    REQUIRE(whole.consumed <= bytes.size());
    const auto again = plain().decode_stream(plain().encode_stream(whole.message, true), true);
    REQUIRE(again);
    REQUIRE(std::get<StreamRead::Whole>(again->value).message == whole.message);
}

void check_inner(Bytes bytes) {
    if (const auto state = plain().decode_state(bytes)) {
        REQUIRE(plain().decode_state(plain().encode_state(*state)).value() == *state);
    }
    if (const auto tags = plain().decode_tags(bytes)) {
        REQUIRE(plain().decode_tags(plain().encode_tags(*tags)).value() == *tags);
    }
}

/// The part of a stream never asks for more than the whole, if the whole is a message.
void check_patience(Bytes bytes, std::size_t size) {
    const auto& codec = bytes[0] == 0xf4 ? blue() : plain();
    const auto whole = codec.decode_stream(bytes, true);
    if (!whole || !std::holds_alternative<StreamRead::Whole>(whole->value)) return;
    const auto part = codec.decode_stream(bytes.first(size), true);
    REQUIRE(part);
    REQUIRE(std::get<StreamRead::NeedMore>(part->value).bytes_min <= bytes.size());
}

enum class Way { datagram, stream, inner };

void check(Way way, Bytes bytes, Seen& seen) {
    if (way == Way::inner) return check_inner(bytes);
    if (way == Way::datagram) return check_datagram(bytes.empty() || bytes[0] != 0xf4 ? plain() : blue(), bytes, seen);
    check_stream(bytes.empty() || bytes[0] != 0xf4 ? plain() : blue(), bytes, seen);
}

/// Every vector and sample that says something to us, each once.
std::set<std::pair<Way, Buffer>> corpus() {
    std::set<std::pair<Way, Buffer>> result;
    for (const auto& vector : vectors()) {
        if (vector.kind == "rpc" || vector.kind == "lzw-stream" || (vector.beyond_us() && vector.bytes.size() > 200))
            continue;
        const auto way = vector.transport == "udp"   ? Way::datagram
                         : vector.transport == "tcp" ? Way::stream
                                                     : Way::inner;
        result.emplace(way, vector.bytes);
    }
    for (const auto& message : own_samples()) {
        result.emplace(Way::datagram, plain().encode(message));
        result.emplace(Way::stream, plain().encode_stream(message::StreamUser{message}, true));
    }
    return result;
}

}  // namespace

TEST_CASE("every vector cut anywhere is answered, and a stream wants no more than there is") {
    Seen seen;
    for (const auto& [way, bytes] : corpus()) {
        for (std::size_t size = 0; size <= bytes.size(); ++size) {
            check(way, Bytes{bytes}.first(size), seen);
            if (way == Way::stream && size < bytes.size()) check_patience(bytes, size);
        }
    }
    CHECK(seen.inputs > 10'000);
    CHECK(seen.messages > 500);
    CHECK(seen.problems > 5'000);
}

TEST_CASE("every vector with any one bit flipped is answered") {
    Seen seen;
    for (auto [way, bytes] : corpus()) {
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            const auto mask = static_cast<std::uint8_t>(1u << bit % 8);
            bytes[bit / 8] ^= mask;
            check(way, bytes, seen);
            bytes[bit / 8] ^= mask;
        }
    }
    CHECK(seen.inputs > 100'000);
    CHECK(seen.messages > 50'000);
    CHECK(seen.problems > 50'000);
}

TEST_CASE("random bytes behind any first byte are answered") {
    std::mt19937_64 random{20'260'101};
    Seen seen;
    for (int round = 0; round < 60'000; ++round) {
        Buffer bytes(random() % 64);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        if (bytes.size() > 2) bytes[0] = static_cast<std::uint8_t>(random() % 16);
        if (bytes.size() > 2 && bytes[0] == 8) bytes[1] = random() % 2 == 0 ? 0x57 : bytes[1] % 5;
        if (bytes.size() > 3 && random() % 2 == 0)
            bytes[bytes[0] == 8 ? 2 : 1] = static_cast<std::uint8_t>(0x80 + random() % 4);
        for (const auto way : {Way::datagram, Way::stream, Way::inner}) check(way, bytes, seen);
    }
    CHECK(seen.messages > 1'000);
    CHECK(seen.problems > 10'000);
}
