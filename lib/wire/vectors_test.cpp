// The captured facts: every vector that concerns a message of ours decodes to its tree, and encodes back to its bytes.
#include "wire/vectors.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <variant>
#include <watercooler/codec.hpp>

#include "message/codec.hpp"
#include "wire/testing.hpp"
#include "wire/tree.hpp"

using namespace watercooler;
using namespace watercooler::wire::testing;
using namespace watercooler::wire;
namespace json = boost::json;

namespace {

/// The label stands in the tree for a datagram, beside it for a stream.
std::string label_of(const Vector& vector) {
    const auto* node = vector.expect.if_object();
    if (vector.transport == "udp" && node != nullptr && node->contains("label"))
        return std::string{node->at("label").as_string()};
    return vector.label;
}

json::array trees(const Parts& parts) {
    json::array result;
    for (const auto& part : parts.parts) result.push_back(tree(part.message));
    return result;
}

std::vector<Buffer> encoded(const Codec& codec, const Parts& parts) {
    std::vector<Buffer> result;
    for (const auto& part : parts.parts) result.push_back(codec.encode(part.message));
    return result;
}

std::string reasons(const Parts& parts) {
    std::string result;
    for (const auto& problem : parts.problems) result += problem.reason + " ";
    return result;
}

/// Nobody else's encoder writes a compound for a single message, but a vector does.
bool single_compound(const Vector& vector) {
    return vector.has_layer("compound") && expected_messages(vector.expect).size() == 1;
}

/// True if what we write is what they wrote, which the older generation's bytes must be.
bool to_the_byte(const Vector& vector, const Buffer& written) {
    if (vector.older() && !vector.read_only()) CHECK(to_hex(written) == to_hex(vector.bytes));
    return written == vector.bytes;
}

bool check_datagram(const Vector& vector) {
    const auto codec = memberlist_codec({label_of(vector)});
    const auto parts = codec->decode_datagram(vector.bytes);
    CHECK_MESSAGE(parts.problems.empty(), reasons(parts));
    CHECK(trees(parts) == expected_messages(vector.expect));
    const auto written = codec->pack(encoded(*codec, parts), vector.has_layer("crc"));
    CHECK(trees(codec->decode_datagram(written)) == trees(parts));
    return !single_compound(vector) && to_the_byte(vector, written);
}

bool check_stream(const Vector& vector) {
    const auto codec = memberlist_codec({label_of(vector)});
    const auto accepted = vector.direction != "server-to-client";
    const auto read = codec->decode_stream(vector.bytes, accepted);
    REQUIRE(whole(read) != nullptr);
    CHECK(whole(read)->consumed == vector.bytes.size());
    CHECK(json::array{tree(whole(read)->message)} == expected_messages(vector.expect));
    const auto written = codec->encode_stream(whole(read)->message, accepted);
    const auto again = codec->decode_stream(written, accepted);
    REQUIRE(whole(again) != nullptr);
    CHECK(whole(again)->message == whole(read)->message);
    return to_the_byte(vector, written);
}

/// Fragments are what stands inside: Serf messages, state and tags. False if it is one that this codec leaves whole.
bool check_fragment(const Vector& vector) {
    const auto codec = memberlist_codec({});
    if (vector.kind == "node-meta") {
        CHECK(tree_of_meta(vector.bytes) == vector.expect);
        return true;
    }
    if (vector.kind != "serf-message" || vector.expect.at("type").to_number<int>() > 4) return false;
    if (vector.name == "push-pull-state") {
        const auto state = codec->decode_state(vector.bytes);
        REQUIRE(state);
        CHECK(tree(*state) == vector.expect);
        CHECK(to_hex(codec->encode_state(*state)) == to_hex(vector.bytes));
        return true;
    }
    Buffer datagram{8};
    datagram.insert(datagram.end(), vector.bytes.begin(), vector.bytes.end());
    const auto parts = codec->decode_datagram(datagram);
    REQUIRE(parts.parts.size() == 1);
    CHECK(json::array{tree(parts.parts[0].message).at("serf")} == expected_messages(vector.expect));
    CHECK(codec->encode(parts.parts[0].message) == datagram);
    return true;
}

/// Drops the bytes that were kept, so that the fields have to be written anew.
message::Message without_raw(message::Message message) {
    std::visit(
        []<class M>(M& m) {
            if constexpr (requires { m.raw; } && !std::is_same_v<M, message::OtherUser>) m.raw.clear();
        },
        message);
    return message;
}

}  // namespace

TEST_CASE("every datagram of the captures and the library decodes to its tree and encodes back to its bytes") {
    int exercised = 0, same = 0;
    for (const auto& vector : vectors()) {
        if (vector.transport != "udp" || vector.beyond_us() || !vector.outcome.empty()) continue;
        CAPTURE(vector.name);
        same += check_datagram(vector) ? 1 : 0;
        ++exercised;
    }
    CHECK(exercised >= 86);
    CHECK(same >= 85);  // nobody writes a compound of one message, but a vector does
}

TEST_CASE("every plain stream of the captures and the library decodes to its tree and encodes back to its bytes") {
    int exercised = 0, same = 0;
    for (const auto& vector : vectors()) {
        if (vector.transport != "tcp" || vector.kind == "rpc" || vector.beyond_us()) continue;
        CAPTURE(vector.name);
        same += check_stream(vector) ? 1 : 0;
        ++exercised;
    }
    CHECK(exercised >= 17);
    CHECK(same >= 16);
}

TEST_CASE("every fragment of Serf that the codec reads decodes to its tree") {
    int exercised = 0;
    for (const auto& vector : vectors()) {
        if (vector.transport != "bytes") continue;
        CAPTURE(vector.name);
        exercised += check_fragment(vector) ? 1 : 0;
    }
    CHECK(exercised >= 12);
}

TEST_CASE("Serf's messages are written anew as Serf writes them") {
    const auto codec = memberlist_codec({});
    int exercised = 0;
    for (const auto& vector : vectors()) {
        if (vector.transport != "udp" || vector.beyond_us()) continue;
        CAPTURE(vector.name);
        for (const auto& part : memberlist_codec({label_of(vector)})->decode_datagram(vector.bytes).parts) {
            CHECK(codec->encode(without_raw(part.message)) == codec->encode(part.message));
            exercised += without_raw(part.message) != part.message ? 1 : 0;
        }
    }
    CHECK(exercised >= 24);
}

TEST_CASE("Serf's state is read whole, and written so that it reads the same") {
    const auto codec = memberlist_codec({});
    int exercised = 0, to_the_byte = 0;
    for (const auto& vector : vectors()) {
        if (vector.transport != "tcp" || vector.kind == "rpc" || vector.beyond_us()) continue;
        const auto read = codec->decode_stream(vector.bytes, true);
        if (whole(read) == nullptr) continue;
        const auto* exchange = std::get_if<message::PushPull>(&whole(read)->message);
        const auto state =
            exchange != nullptr ? codec->decode_state(exchange->user_state) : tl::unexpected{DecodeError{}};
        if (!state) continue;
        CAPTURE(vector.name);
        ++exercised;
        const auto again = codec->encode_state(*state);
        CHECK(codec->decode_state(again).value() == *state);
        CHECK(again.size() == exchange->user_state.size());
        to_the_byte += again == exchange->user_state ? 1 : 0;  // the peer's maps come in any order, ours are sorted
    }
    CHECK(exercised >= 5);
    CHECK(to_the_byte >= 1);
}

TEST_CASE("encrypted bytes are named, and nothing of them is believed") {
    int exercised = 0;
    for (const auto& vector : vectors()) {
        if (!vector.beyond_us() || vector.transport == "bytes") continue;
        CAPTURE(vector.name);
        ++exercised;
        const auto codec = memberlist_codec({label_of(vector)});
        if (vector.transport == "udp") {
            const auto parts = codec->decode_datagram(vector.bytes);
            CHECK(parts.parts.empty());
            REQUIRE(parts.problems.size() == 1);
            CHECK(parts.problems[0].reason == "encrypted");
        } else {
            const auto read = codec->decode_stream(vector.bytes, vector.direction != "server-to-client");
            REQUIRE(!read);
            CHECK(read.error().reason == "encrypted");
        }
    }
    CHECK(exercised >= 45);
}

TEST_CASE("malformed datagrams are dropped as far as they are malformed") {
    const auto codec = memberlist_codec({});
    int exercised = 0;
    for (const auto& vector : vectors("invalid")) {
        CAPTURE(vector.name);
        const auto parts = codec->decode_datagram(vector.bytes);
        CHECK(parts.parts.size() == (vector.outcome == "keep-first-part" ? 1u : 0u));
        const auto silent = vector.outcome == "ignore" || vector.bytes.empty();
        CHECK(parts.problems.empty() == silent);
        ++exercised;
    }
    CHECK(exercised >= 17);
}

TEST_CASE("the header of a long user message says how many bytes it takes") {
    const auto codec = memberlist_codec({});
    for (const auto& vector : vectors("label-and-newer-codec")) {
        if (vector.name != "newer-user-header-40000") continue;
        const auto read = codec->decode_stream(vector.bytes, true);
        REQUIRE(read);
        CHECK(std::get<StreamRead::NeedMore>(read->value).bytes_min == vector.bytes.size() + 40'000);
        return;
    }
    FAIL("the vector is missing");
}

namespace {

/// The trace names some fields of each message.
void check_traced(const json::value& traced, const json::value& decoded) {
    CHECK(traced.at("type") == decoded.at("name"));
    for (const auto& [key, value] : traced.as_object()) {
        if (key == "type") continue;
        REQUIRE(decoded.at("fields").as_object().contains(key));
        CHECK(decoded.at("fields").at(key) == value);
    }
}

void check_traced_datagram(const json::object& event) {
    const auto codec = memberlist_codec({});
    const auto bytes = from_hex(event.at("hex").as_string());
    const auto parts = codec->decode_datagram(bytes);
    CHECK(parts.problems.empty());
    const auto& traced = event.at("messages").as_array();
    REQUIRE(parts.parts.size() == traced.size());
    for (std::size_t at = 0; at < traced.size(); ++at) check_traced(traced[at], tree(parts.parts[at].message));
    CHECK(codec->pack(encoded(*codec, parts), bytes.front() == 0x0c) == bytes);
}

void check_traced_stream(const Buffer& bytes) {
    const auto codec = memberlist_codec({});
    const auto read = codec->decode_stream(bytes, true);
    REQUIRE(whole(read) != nullptr);
    CHECK(codec->encode_stream(whole(read)->message, true) == bytes);
}

}  // namespace

TEST_CASE("everything in the trace of a failure decodes, and encodes back to its bytes") {
    int datagrams = 0, streams = 0;
    for (const auto& file : vector_files()) {
        if (!file.contains("events")) continue;
        for (const auto& value : file.at("events").as_array()) {
            const auto& event = value.as_object();
            if (!event.contains("transport")) continue;
            CAPTURE(event.at("t_ms").to_number<int>());
            if (event.at("transport").as_string() == "udp") {
                check_traced_datagram(event);
                ++datagrams;
                continue;
            }
            for (const auto* key : {"request_hex", "reply_hex"}) {
                const auto bytes = from_hex(event.at(key).as_string());
                if (!bytes.empty()) check_traced_stream(bytes);
                streams += bytes.empty() ? 0 : 1;
            }
        }
    }
    CHECK(datagrams >= 174);
    CHECK(streams >= 28);
}
