#include "wire/datagram.hpp"

#include <doctest/doctest.h>

#include <variant>
#include <watercooler/codec.hpp>

#include "wire/bounds.hpp"
#include "wire/crc32.hpp"
#include "wire/msgpack.hpp"
#include "wire/problem.hpp"
#include "wire/testing.hpp"
#include "wire/vectors.hpp"

using namespace watercooler;
using namespace watercooler::wire::testing;
using namespace watercooler::wire;
using message::Ack, message::Alive, message::Ping, message::Query;

namespace {

const std::string ack = "0282a75061796c6f6164c0a55365714e6f01";

Parts decoded(std::string_view hex, std::string_view label = {}) { return decode_datagram(from_hex(hex), label); }

/// The only part of a datagram that has no problem.
template <class M>
M only(std::string_view hex) {
    const auto parts = decoded(hex);
    CHECK(problems(parts).empty());
    REQUIRE(parts.parts.size() == 1);
    REQUIRE(std::holds_alternative<M>(parts.parts[0].message));
    return std::get<M>(parts.parts[0].message);
}

/// A compound of the given parts, which may be anything.
std::string compound(const std::vector<std::string>& parts) {
    Writer out;
    out.byte(7);
    out.byte(static_cast<std::uint8_t>(parts.size()));
    for (const auto& part : parts) out.big_endian(part.size() / 2, 2);
    for (const auto& part : parts) out.raw(from_hex(part));
    return to_hex(std::move(out).take());
}

}  // namespace

TEST_CASE("the checksum is that of Ethernet and zlib") {
    CHECK(crc32(bytes_of("123456789")) == 0xcbf43926);
    CHECK(crc32({}) == 0);
}

TEST_CASE("a label is heard by its own club only") {
    const auto packet = "f404" + to_hex(bytes_of("blue")) + ack;
    const std::tuple<std::string, const char*, const char*> table[] = {
        {packet, "blue", ""},
        {packet, "", problem::wrong_label},
        {packet, "blu", problem::wrong_label},
        {packet, "blues", problem::wrong_label},
        {packet, "bLue", problem::wrong_label},
        {ack, "blue", problem::wrong_label},
        {ack, "", ""},
        {"f400" + ack, "", problem::bad_label},
        {"f400" + ack, "blue", problem::bad_label},
        {"f404626c75", "blue", problem::bad_label},
        {"f4", "blue", problem::bad_label},
        {"f4", "", problem::bad_label},
        {"f404" + to_hex(bytes_of("blue")), "blue", problem::empty_part},
    };
    for (const auto& [hex, label, expected] : table) {
        CAPTURE(hex);
        CAPTURE(label);
        const auto parts = decoded(hex, label);
        CHECK(problems(parts) == expected);
        CHECK(parts.parts.size() == (*expected == '\0' ? 1u : 0u));
    }
}

TEST_CASE("the label is written outermost, the checksum inside it") {
    const auto blue = memberlist_codec({"blue"});
    const auto message = blue->encode(Ack{std::nullopt, 1, std::nullopt});
    CHECK(to_hex(blue->pack({message}, true)) ==
          "f404626c7565"
          "0c41a888da" +
              ack);
    CHECK(to_hex(blue->pack({message}, false)) == "f404626c7565" + ack);
}

TEST_CASE("what pack adds is never more than it says") {
    const auto part = from_hex(ack);
    for (const auto* label : {"", "blue"}) {
        const auto codec = memberlist_codec({label});
        for (const std::size_t count : {1, 2, 127}) {
            const std::vector<Buffer> parts(count, part);
            const auto most = codec->overhead() + count * (codec->overhead_per_part() + part.size());
            CHECK(codec->pack(parts, true).size() <= most);
            if (count > 1) CHECK(codec->pack(parts, true).size() == most);
        }
    }
}

TEST_CASE("parts come out as they went in, up to as many as may be sent") {
    std::vector<Buffer> parts;
    for (std::uint32_t at = 0; at < bounds::parts_sent_max; ++at) {
        parts.push_back(plain().encode(Ack{std::nullopt, at, std::nullopt}));
    }
    const auto read = plain().decode_datagram(plain().pack(parts, true));
    CHECK(read.problems.empty());
    REQUIRE(read.parts.size() == parts.size());
    for (std::uint32_t at = 0; at < parts.size(); ++at) {
        CHECK(std::get<Ack>(read.parts[at].message).sequence == at);
        CHECK(read.parts[at].bytes == parts[at].size());
    }
}

TEST_CASE("a bad part of a compound costs only itself") {
    const std::pair<std::vector<std::string>, const char*> table[] = {
        {{ack, "", ack}, problem::empty_part},
        {{ack, "6380", ack}, problem::unknown_type},
        {{ack, "0680", ack}, problem::unknown_type},
        {{ack, "0d80", ack}, problem::unknown_type},
        {{ack, "0982", ack}, problem::truncated},
        {{ack, "0980", ack}, problem::bad_compression},
        {{ack, "0281a5", ack}, problem::truncated},
        {{ack, "0290", ack}, problem::not_a_map},
        {{ack, "0c41a888da" + ack, ack}, problem::unknown_type},
        {{ack, "f40161" + ack, ack}, problem::unknown_type},
        {{ack, "0701", ack}, problem::truncated},
    };
    for (const auto& [parts, expected] : table) {
        CAPTURE(parts[1]);
        const auto read = decoded(compound(parts));
        CHECK(read.parts.size() == 2);
        CHECK(problems(read) == expected);
    }
}

TEST_CASE("a compound cut in its table holds nothing, cut in a part it holds the parts before") {
    const auto whole = compound({ack, ack});
    for (std::size_t size = 1; size < whole.size() / 2; ++size) {
        CAPTURE(size);
        const auto read = decoded(whole.substr(0, 2 * size));
        CHECK(read.parts.size() == (size < 6 + 18 ? 0 : 1));
        CHECK(problems(read) == problem::truncated);
    }
}

TEST_CASE("compounds nest, to a depth") {
    auto nested = ack;
    for (int depth = 0; depth < bounds::depth_max; ++depth) nested = compound({nested});
    CHECK(decoded(nested).parts.size() == 1);
    CHECK(problems(decoded(compound({nested}))) == problem::too_deep);
}

TEST_CASE("a datagram of countless tiny parts ends at a bound") {
    const std::vector<std::string> tiny(255, "08");
    const auto read = decoded(compound(std::vector<std::string>(80, compound(tiny))));
    CHECK(read.parts.size() == bounds::parts_max);
    CHECK(problems(read) == problem::too_many);
    const std::vector<std::string> empty(255, "");
    CHECK(decoded(compound(std::vector<std::string>(80, compound(empty)))).problems.size() == bounds::parts_max + 1);
}

TEST_CASE("fields come in any order, unknown ones are skipped, missing and nil ones are zero") {
    const auto odd = "0287" + text("SeqNo") + "d20000002a" + text("Other") + "8190c0" + "07" + "a161" + "c4020102" +
                     "c0" + text("more") + "d90161" + text("Payload") + "c0" + text("SeqNo ") + "01";
    const auto read = only<Ack>(odd);
    CHECK(read.sequence == 42);
    CHECK(!read.payload);
    CHECK(only<Ack>("0280") == Ack{});
    CHECK(only<Ping>("0082" + text("Node") + "c0" + text("SeqNo") + "c0") == Ping{});
    CHECK(only<Ack>("02de0001" + text("SeqNo") + "05" + "ffffff").sequence == 5);  // bytes after the map are ignored
}

TEST_CASE("a number outside its field spoils the message") {
    for (const auto* value : {"ff", "d1ff00", "cf0000000100000000"}) {
        CHECK(problems(decoded("0281" + text("SeqNo") + value)) == problem::out_of_range);
    }
    CHECK(problems(decoded("0481" + text("Port") + "ce00010000")) == problem::out_of_range);
    CHECK(problems(decoded("0481" + text("Node") + "c40161")) == problem::wrong_type);
}

TEST_CASE("version vectors come as bytes or as numbers, and of any other size than six count as unknown") {
    const std::tuple<std::string, std::optional<std::string>, const char*> table[] = {
        {"a6010502020505", "010502020505", "a6010502020505"},
        {"c406010502020505", "010502020505", "a6010502020505"},
        {"96010502020505", "010502020505", "a6010502020505"},
        {"dc00060105020205cc05", "010502020505", "a6010502020505"},
        {"a0", "", "a0"},
        {"c0", std::nullopt, "c0"},
        {"a3010502", std::nullopt, "c0"},
        {"93010502", std::nullopt, "c0"},
        {"a701050202050505", std::nullopt, "c0"},
    };
    for (const auto& [sent, bytes, told_on] : table) {
        CAPTURE(sent);
        const auto alive = only<Alive>("0481" + text("Vsn") + sent);
        CHECK(alive.versions.has_value() == bytes.has_value());
        if (bytes && alive.versions) CHECK(to_hex(*alive.versions) == *bytes);
        CHECK(to_hex(plain().encode(alive)).ends_with(text("Vsn") + told_on));
    }
    CHECK(problems(decoded("0481" + text("Vsn") + "9601050202cd010005")) == problem::out_of_range);
}

TEST_CASE("the versions of an alive that are not six bytes are never sent") {
    for (const std::size_t size : {1, 2, 3, 4, 5, 7}) {
        Alive alive;
        alive.versions = Buffer(size, 1);
        CHECK(to_hex(plain().encode(alive)).ends_with(text("Vsn") + "c0"));
    }
}

TEST_CASE("a fingerprint travels as 16 bytes in its sorted place, and anything else there is nobody's") {
    Ping ping;
    ping.sequence = 7;
    ping.fingerprint = message::Fingerprint{1, 0xfedcba9876543210};
    const auto bytes = to_hex(plain().encode(ping));
    CHECK(bytes ==
          "0083" + text("Node") + "a0" + text("SeqNo") + "07" + text("Wc") + "b00000000000000001fedcba9876543210");
    CHECK(only<Ping>(bytes) == ping);
    for (const auto* other : {"a0", "af000000000000000000000000000000", "05", "c0", "90"}) {
        CHECK(!only<Ping>("0082" + text("SeqNo") + "07" + text("Wc") + other).fingerprint);
    }
}

TEST_CASE("queries that end an older agent are neither read nor told on") {
    const auto query = [](const std::string& fields) { return problems(decoded("0804" + fields)); };
    CHECK(query("81" + text("Filters") + "91a0") == problem::forbidden);
    CHECK(query("81" + text("Filters") + "91c0") == problem::forbidden);
    CHECK(query("81" + text("Filters") + "91a100").empty());
    CHECK(query("81" + text("Name") + text("_serf_list-keys")) == problem::forbidden);
    CHECK(query("82" + text("Name") + text("_serf_use-key") + text("Payload") + "a0") == problem::forbidden);
    CHECK(query("82" + text("Name") + text("_serf_use-key") + text("Payload") + "a107").empty());
    CHECK(query("82" + text("Name") + text("_serf_ping") + text("Payload") + "c0").empty());
}

TEST_CASE("user messages of others are kept whole") {
    for (const auto* payload : {"", "02", "0580", "09ff", "68656c6c6f", "ff"}) {
        const auto raw = from_hex(payload);
        CHECK(only<message::OtherUser>(std::string{"08"} + payload).raw == raw);
        CHECK(plain().encode(message::OtherUser{raw}) == from_hex(std::string{"08"} + payload));
    }
}

TEST_CASE("zero bytes are no problem and hold nothing") {
    for (const auto* label : {"", "blue"}) {
        CHECK(decoded("", label).parts.empty());
        CHECK(decoded("", label).problems.empty());
    }
}
