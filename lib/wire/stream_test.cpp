#include "wire/stream.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <variant>
#include <watercooler/codec.hpp>

#include "wire/bounds.hpp"
#include "wire/memberlist.hpp"
#include "wire/problem.hpp"
#include "wire/testing.hpp"
#include "wire/vectors.hpp"

using namespace watercooler;
using namespace watercooler::wire::testing;
using namespace watercooler::wire;
using message::NodeState, message::OtherUser, message::PushPull, message::StreamUser;

namespace {

/// Bytes that it takes at the least; 0 if there is a message or an error.
std::size_t wanted(const Decoded<StreamRead>& read) {
    const auto* more = read ? std::get_if<StreamRead::NeedMore>(&read->value) : nullptr;
    return more != nullptr ? more->bytes_min : 0;
}

std::string reason(const Decoded<StreamRead>& read) { return read ? "" : read.error().reason; }

NodeState node(std::string name) {
    NodeState result;
    result.address = Buffer{127, 0, 0, 1};
    result.incarnation.value = 3;
    result.meta = Buffer{0xff, 0x80};
    result.name = std::move(name);
    result.port = 7946;
    result.status = Status::left;
    result.versions = Buffer{1, 5, 2, 2, 5, 5};
    return result;
}

PushPull exchange(std::size_t nodes) {
    PushPull result;
    result.join = true;
    for (std::size_t at = 0; at < nodes; ++at) result.nodes.push_back(node("member-" + std::to_string(at)));
    result.user_state = Buffer(1000, 9);
    return result;
}

template <class Header>
Buffer headed(std::uint8_t type_byte, const Header& header) {
    Writer out;
    out.byte(type_byte);
    write(out, header);
    return std::move(out).take();
}

}  // namespace

TEST_CASE("a push/pull comes out as it went in, and what follows it is left alone") {
    const auto sent = exchange(20);
    auto bytes = encode_stream(sent, "blue");
    const auto size = bytes.size();
    bytes.push_back(0xee);
    const auto read = decode_stream(bytes, "blue");
    REQUIRE(whole(read) != nullptr);
    CHECK(whole(read)->consumed == size);
    CHECK(std::get<PushPull>(whole(read)->message) == sent);
}

TEST_CASE("only the side that connects writes the label, and only its label is taken") {
    const auto blue = memberlist_codec({"blue"});
    const auto none = memberlist_codec({});
    const message::Ack one{std::nullopt, 1, std::nullopt};
    CHECK(to_hex(blue->encode_stream(one, true))
              .starts_with("f404626c7565"
                           "02"));
    CHECK(to_hex(blue->encode_stream(one, false)).starts_with("02"));
    CHECK(whole(blue->decode_stream(blue->encode_stream(one, true), true)) != nullptr);
    CHECK(whole(blue->decode_stream(blue->encode_stream(one, false), false)) != nullptr);
    CHECK(reason(blue->decode_stream(none->encode_stream(one, true), true)) == problem::wrong_label);
    CHECK(reason(none->decode_stream(blue->encode_stream(one, true), true)) == problem::wrong_label);
    CHECK(reason(memberlist_codec({"blues"})->decode_stream(blue->encode_stream(one, true), true)) ==
          problem::wrong_label);
    CHECK(reason(blue->decode_stream(from_hex("f40002"), true)) == problem::bad_label);
    CHECK(reason(blue->decode_stream(blue->encode_stream(one, true), false)) == problem::wrong_label);
}

TEST_CASE("a label that is not all there yet is waited for") {
    CHECK(wanted(decode_stream({}, "blue")) == 3);
    CHECK(wanted(decode_stream(from_hex("f4"), "blue")) == 4);
    CHECK(wanted(decode_stream(from_hex("f404"), "blue")) == 8);
    CHECK(wanted(decode_stream(from_hex("f404626c75"), "blue")) == 8);
    CHECK(wanted(decode_stream(from_hex("f404626c7565"), "blue")) == 8);
}

TEST_CASE("a stream that is cut anywhere wants more than it has and never more than there is") {
    const auto bytes = encode_stream(exchange(20), "blue");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        const auto least = wanted(decode_stream(Bytes{bytes}.first(size), "blue"));
        CHECK(least > size);
        CHECK(least <= bytes.size());
    }
}

TEST_CASE("a message that comes in small pieces is read a few times only") {
    const auto bytes = encode_stream(exchange(2000), "");
    std::size_t size = 0, reads = 0, looked_at = 0;
    while (true) {
        const auto read = decode_stream(Bytes{bytes}.first(size), "");
        ++reads;
        looked_at += size;
        if (whole(read) != nullptr) break;
        REQUIRE(wanted(read) > size);
        size = wanted(read);
    }
    CHECK(size == bytes.size());
    CHECK(reads < 150);
    CHECK(looked_at < 25 * bytes.size());
}

TEST_CASE("lengths beyond the limits are refused at once") {
    const std::int64_t nodes_max = bounds::stream_nodes_max, bytes_max = bounds::stream_bytes_max;
    const std::tuple<PushPullHeader, const char*> table[] = {
        {{false, -1, 0}, problem::too_large},
        {{false, nodes_max + 1, 0}, problem::too_large},
        {{false, 0, -1}, problem::too_large},
        {{false, 0, bytes_max + 1}, problem::too_large},
        {{false, 0, bytes_max}, problem::too_large},
        {{false, nodes_max, bytes_max - nodes_max}, problem::too_large},
        {{false, nodes_max, 0}, ""},
        {{false, 0, bytes_max - 1000}, ""},
    };
    for (const auto& [header, expected] : table) {
        CAPTURE(header.nodes);
        CAPTURE(header.user_state_bytes);
        CHECK(reason(decode_stream(headed(type::push_pull, header), "")) == expected);
    }
    for (const std::int64_t size : {std::int64_t{-1}, bytes_max, bytes_max + 1, std::int64_t{1} << 62}) {
        CHECK(reason(decode_stream(headed(type::user, UserHeader{size}), "")) == problem::too_large);
    }
}

TEST_CASE("a record must have a name and a status that exists") {
    auto nameless = exchange(2);
    nameless.nodes[1].name.clear();
    CHECK(reason(decode_stream(encode_stream(nameless, ""), "")) == problem::nameless);
    auto bytes = encode_stream(exchange(1), "");
    const auto key = from_hex("a5" + to_hex(bytes_of("State")));
    const auto state = std::search(bytes.begin(), bytes.end(), key.begin(), key.end());
    REQUIRE(state != bytes.end());
    *(state + static_cast<std::ptrdiff_t>(key.size())) = 4;
    CHECK(reason(decode_stream(bytes, "")) == problem::bad_status);
}

TEST_CASE("first bytes that begin no message of ours are refused") {
    const std::pair<const char*, const char*> table[] = {
        {"0980", problem::bad_compression}, {"0a00000000", problem::encrypted}, {"0180", problem::unknown_type},
        {"0380", problem::unknown_type},    {"0701", problem::unknown_type},    {"0c00", problem::unknown_type},
        {"f401", problem::wrong_label},     {"16", problem::unknown_type},      {"0290", problem::not_a_map},
        {"06a0", problem::not_a_map},       {"08c0", problem::not_a_map},
    };
    for (const auto& [hex, expected] : table) {
        CAPTURE(hex);
        CHECK(reason(decode_stream(from_hex(hex), "")) == expected);
    }
}

TEST_CASE("a user message is understood by its first byte, as in a datagram") {
    message::JoinIntent intent;
    intent.ltime = 5;
    intent.node = "ann";
    const auto read = decode_stream(encode_stream(StreamUser{intent}, ""), "");
    REQUIRE(whole(read) != nullptr);
    const auto& user = std::get<StreamUser>(whole(read)->message);
    CHECK(std::get<message::JoinIntent>(user.message).node == "ann");

    const OtherUser other{{0x00, 0x01, 0x02}};  // looks like Serf's leave, and is somebody else's
    const auto kept = decode_stream(encode_stream(StreamUser{other}, ""), "");
    REQUIRE(whole(kept) != nullptr);
    CHECK(std::get<StreamUser>(whole(kept)->message) == StreamUser{other});
    CHECK(reason(decode_stream(encode_stream(StreamUser{OtherUser{{0x57, 0x90}}}, ""), "")) == problem::not_a_map);
    CHECK(whole(decode_stream(encode_stream(StreamUser{OtherUser{}}, ""), "")) != nullptr);
}

TEST_CASE("an error comes with its text") {
    const auto read = decode_stream(encode_stream(message::StreamError{"no room"}, ""), "");
    REQUIRE(whole(read) != nullptr);
    CHECK(std::get<message::StreamError>(whole(read)->message).text == "no room");
}

TEST_CASE("Serf's state without events is written with an empty list, which its readers take") {
    const auto codec = memberlist_codec({});
    message::SerfState state;
    state.member_ltime = state.event_ltime = state.query_ltime = 1;
    state.status_ltimes["ann"] = 1;
    state.fingerprint = message::Fingerprint{1, 2};
    const auto bytes = codec->encode_state(state);
    CHECK(to_hex(bytes).find(to_hex(bytes_of("Events")) + "90") != std::string::npos);
    CHECK(codec->decode_state(bytes).value() == state);
    CHECK(codec->decode_state({}).error().reason == problem::truncated);
    CHECK(codec->decode_state(bytes_of("xyz")).error().reason == problem::unknown_type);
}

TEST_CASE("metadata is tags behind ff, and otherwise the role") {
    const auto codec = memberlist_codec({});
    const message::Tags tags{{"dc", "one"}, {"role", "web"}, {"wc", "1"}};
    CHECK(codec->decode_tags(codec->encode_tags(tags)).value() == tags);
    CHECK(to_hex(codec->encode_tags({})) == "ff80");
    CHECK(codec->decode_tags(bytes_of("web")).value() == message::Tags{{"role", "web"}});
    CHECK(codec->decode_tags({}).value() == message::Tags{{"role", ""}});
    CHECK(!codec->decode_tags(from_hex("ff")));
    CHECK(!codec->decode_tags(from_hex("ff82a161a162")));
    CHECK(!codec->decode_tags(from_hex("ff81a161c40162")));
}
