// Watercooler's own messages, and everything else that we write: it comes out as it went in.
#include "wire/own.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <variant>
#include <watercooler/codec.hpp>

#include "wire/own_samples.hpp"
#include "wire/testing.hpp"
#include "wire/vectors.hpp"

using namespace watercooler;
using namespace watercooler::wire::testing;
using namespace watercooler::message;
using wire::from_hex, wire::to_hex;

namespace {

Parts decoded(const Buffer& part) { return plain().decode_datagram(part); }

/// A user message of ours from the hex of its map.
Parts own(const std::string& map) { return decoded(from_hex("0857" + map)); }

}  // namespace

TEST_CASE("each of our messages comes out as it went in, in a datagram and on a stream") {
    for (const auto& message : wire::own_samples()) {
        CAPTURE(message.index());
        const auto part = plain().encode(message);
        CHECK(to_hex(part).starts_with("0857"));
        const auto parts = decoded(part);
        CHECK(problems(parts).empty());
        REQUIRE(parts.parts.size() == 1);
        CHECK(parts.parts[0].message == message);
        const auto stream = plain().encode_stream(StreamUser{message}, true);
        const auto read = plain().decode_stream(stream, true);
        REQUIRE(read);
        REQUIRE(std::holds_alternative<StreamRead::Whole>(read->value));
        CHECK(std::get<StreamUser>(std::get<StreamRead::Whole>(read->value).message).message == message);
    }
}

TEST_CASE("a rumor on the wire is a map of the fields that hold something") {
    RumorCopy copy;
    copy.rumor.uuid.bytes.fill(0x11);
    copy.rumor.name = "jimmy";
    copy.rumor.version = Version{7};
    copy.rumor.ttl = 4;
    copy.rumor.payload = "Emma";
    copy.hops = 1;
    copy.from = "tod";
    CHECK(to_hex(plain().encode(copy)) == "085787" + text("from") + text("tod") + text("hops") + "01" + text("name") +
                                              text("jimmy") + text("payload") + text("Emma") + text("ttl") + "04" +
                                              text("uuid") + "b011111111111111111111111111111111" + text("version") +
                                              "07");
    copy.rumor.key = "tea";
    CHECK(to_hex(plain().encode(copy)).find(text("key") + text("tea")) != std::string::npos);
    CHECK(std::get<RumorCopy>(own("80").parts.at(0).message) == RumorCopy{});
}

TEST_CASE("the worked example of docs/protocol.md is a rumor, to the byte") {
    std::ifstream page{WATERCOOLER_SOURCE_DIR "/docs/protocol.md"};
    std::string line, hex;
    while (std::getline(page, line) && !line.starts_with("08 57")) continue;
    for (; page && line != "```"; std::getline(page, line)) {
        std::istringstream words{line};
        const auto is_hex = [](const std::string& word) {
            return word.find_first_not_of("0123456789abcdef") == word.npos;
        };
        for (std::string word; words >> word && is_hex(word);) hex += word;
    }
    const auto parts = decoded(from_hex(hex));
    CHECK(problems(parts).empty());
    REQUIRE(parts.parts.size() == 1);
    const auto& copy = std::get<RumorCopy>(parts.parts[0].message);
    CHECK(copy.rumor.payload == "Emma");
    CHECK(copy.rumor.key == "book");
    CHECK(copy.rumor.ttl == 3);
    CHECK(to_hex(plain().encode(copy)) == hex);
}

TEST_CASE("ids are arrays, and sums and uuids raw strings of equal pieces") {
    RumorId id;
    id.uuid.bytes.fill(0x22);
    id.name = "ann";
    id.key = "book";
    id.version = Version{300};
    Announce announce;
    announce.ids = {id};
    announce.answer = true;
    CHECK(to_hex(plain().encode(announce)) == "085783" + text("answer") + "c3" + text("ids") +
                                                  "9194b022222222222222222222222222222222" + text("ann") +
                                                  text("book") + "cd012c" + text("kind") + text("announce"));
    Sums sums;
    sums.members = {1, 0x0203};
    CHECK(to_hex(plain().encode(sums)) ==
          "085782" + text("kind") + text("sums") + text("members") + "b000000000000000010000000000000203");
    Have have;
    have.uuids = {id.uuid};
    CHECK(to_hex(plain().encode(have)) ==
          "085782" + text("kind") + text("have") + text("uuids") + "b022222222222222222222222222222222");
}

TEST_CASE("the keys of our messages are sorted, as everywhere on the wire") {
    for (const auto& message : wire::own_samples()) {
        const auto part = plain().encode(message);
        wire::Reader in{Bytes{part}.subspan(2)};
        std::vector<std::string> keys;
        for (auto left = in.map(); left > 0; --left) {
            keys.emplace_back(in.text());
            in.skip();
        }
        CHECK(in.ok());
        CHECK(std::is_sorted(keys.begin(), keys.end()));
    }
}

TEST_CASE("a kind that is unknown is kept whole, and told") {
    const auto parts = own("82" + text("kind") + text("dance") + text("x") + "01");
    CHECK(problems(parts) == "unknown-kind");
    REQUIRE(parts.parts.size() == 1);
    CHECK(std::get<OtherUser>(parts.parts[0].message).raw ==
          from_hex("5782" + text("kind") + text("dance") + text("x") + "01"));
}

TEST_CASE("fields and items of a newer generation are skipped") {
    const std::string uuid = "b033333333333333333333333333333333";
    const auto parts = own("83" + text("kind") + text("pull") + text("news") + "92c081a16101" + text("ids") + "9195" +
                           uuid + text("ann") + text("book") + "05" + "81a16190");
    CHECK(problems(parts).empty());
    const auto& pull = std::get<Pull>(parts.parts.at(0).message);
    REQUIRE(pull.ids.size() == 1);
    CHECK(pull.ids[0].version == Version{5});
}

TEST_CASE("what breaks a bound of ours is refused") {
    const auto field = [](const char* kind, const char* key, const std::string& value) {
        return problems(own("82" + text("kind") + text(kind) + text(key) + value));
    };
    const auto long_text = [](std::size_t size) {
        return "da" + to_hex(Buffer{static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)}) +
               to_hex(Buffer(size, 'x'));
    };
    const auto rumor = [&](const char* key, const std::string& value) {
        return problems(own("81" + text(key) + value));
    };
    CHECK(rumor("payload", long_text(limits::payload_bytes_max)).empty());
    CHECK(rumor("payload", long_text(limits::payload_bytes_max + 1)) == "text-too-long");
    CHECK(rumor("name", long_text(limits::origin_bytes_max)).empty());
    CHECK(rumor("name", long_text(limits::origin_bytes_max + 1)) == "text-too-long");
    CHECK(rumor("key", long_text(limits::key_bytes_max + 1)) == "text-too-long");
    CHECK(rumor("address", long_text(limits::address_bytes_max + 1)) == "text-too-long");
    CHECK(rumor("from", long_text(limits::origin_bytes_max + 1)) == "text-too-long");
    CHECK(rumor("ttl", "cd0100") == "out-of-range");
    CHECK(rumor("uuid", "a101") == "wrong-type");
    CHECK(field("sums", "members", "a101") == "wrong-type");
    CHECK(field("sums", "members", long_text(128)).empty());
    CHECK(field("sums", "members", long_text(136)) == "too-many");
    CHECK(field("have", "uuids", long_text(33)) == "wrong-type");
    CHECK(field("pull", "ids", "9190") == "wrong-type");
    CHECK(field("pull", "ids", "91a0") == "wrong-type");
    CHECK(field("pull", "ids", "ddffffffff") == "truncated");
    CHECK(field("pull", "members", "91" + long_text(1025)) == "text-too-long");
    CHECK(field("digests", "members", "9193" + text("ann") + "0104") == "bad-status");
    CHECK(field("announce", "answer", "05") == "out-of-range");
    CHECK(problems(own("81" + text("kind") + "05")) == "wrong-type");
    CHECK(problems(own("90")) == "not-a-map");
    CHECK(problems(own("")) == "truncated");
}

TEST_CASE("a list beyond its length is refused before it is read") {
    wire::Writer list;
    list.map(2);
    list.text("kind");
    list.text("pull");
    list.text("members");
    list.array(wire::bounds::own_list_items_max + 1);
    for (std::size_t item = 0; item <= wire::bounds::own_list_items_max; ++item) list.text("");
    Buffer payload{0x57};
    const auto map = std::move(list).take();
    payload.insert(payload.end(), map.begin(), map.end());
    const auto stream = plain().encode_stream(StreamUser{OtherUser{payload}}, true);
    const auto read = plain().decode_stream(stream, true);
    REQUIRE(!read);
    CHECK(read.error().reason == "too-many");
}
