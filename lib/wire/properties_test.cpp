// Whatever a message holds within its bounds: it comes out as it went in.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <watercooler/codec.hpp>

#include "message/codec.hpp"
#include "wire/msgpack.hpp"

using namespace watercooler;
using namespace watercooler::message;

namespace {

const Codec& labelled() {
    static const auto blue = memberlist_codec({"blue"});
    return *blue;
}

std::string any_text(std::size_t bytes_max) {
    const auto size = *rc::gen::inRange<std::size_t>(0, bytes_max + 1);
    return *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
}
std::string name() { return any_text(limits::origin_bytes_max); }
template <class T>
T number() {
    return *rc::gen::arbitrary<T>();
}
Uuid uuid() { return {*rc::gen::arbitrary<std::array<std::uint8_t, 16>>()}; }
std::optional<Buffer> bytes() {
    if (number<bool>()) return std::nullopt;
    return *rc::gen::arbitrary<Buffer>();
}

template <class Make>
auto several(Make make) {
    std::vector<decltype(make())> result;
    for (auto left = *rc::gen::inRange(0, 5); left > 0; --left) result.push_back(make());
    return result;
}

RumorCopy rumor_copy() {
    RumorCopy copy;
    copy.rumor = {uuid(),
                  name(),
                  any_text(limits::address_bytes_max),
                  number<std::uint16_t>(),
                  any_text(limits::key_bytes_max),
                  Version{number<std::uint64_t>()},
                  number<std::uint8_t>(),
                  any_text(limits::payload_bytes_max)};
    copy.hops = number<std::uint32_t>();
    copy.from = name();
    copy.age_ms = number<std::uint64_t>();
    if (number<bool>()) copy.rumor.key = "book";
    return copy;
}
RumorId rumor_id() { return {uuid(), name(), any_text(limits::key_bytes_max), Version{number<std::uint64_t>()}}; }
Status status() { return static_cast<Status>(*rc::gen::inRange(0, 4)); }
std::optional<Fingerprint> fingerprint() {
    if (number<bool>()) return std::nullopt;
    return Fingerprint{number<std::uint64_t>(), number<std::uint64_t>()};
}
std::optional<Buffer> versions() {
    if (number<bool>()) return std::nullopt;
    return Buffer{1, 5, 2, 2, 5, number<std::uint8_t>()};
}
Source source() { return {*rc::gen::arbitrary<Buffer>(), name(), number<std::uint16_t>()}; }

void survives(const Message& message) {
    const auto parts = labelled().decode_datagram(labelled().pack({labelled().encode(message)}, number<bool>()));
    RC_ASSERT(parts.problems.empty());
    RC_ASSERT(parts.parts.size() == 1u);
    RC_ASSERT(parts.parts[0].message == message);
}

}  // namespace

TEST_CASE("any message of ours comes out as it went in") {
    CHECK(rc::check("rumor", [] { survives(rumor_copy()); }));
    CHECK(rc::check("announce", [] { survives(Announce{several(rumor_id), number<bool>(), name()}); }));
    CHECK(rc::check("have", [] { survives(Have{several(uuid), name()}); }));
    CHECK(rc::check("pull", [] { survives(Pull{several(rumor_id), several(name), name()}); }));
    CHECK(rc::check("sums",
                    [] { survives(Sums{several(number<std::uint64_t>), several(number<std::uint64_t>), name()}); }));
    CHECK(rc::check("digests", [] {
        const auto member = [] { return Digests::Member{name(), Incarnation{number<std::uint32_t>()}, status()}; };
        survives(Digests{number<std::uint16_t>(), number<std::uint16_t>(), several(member), several(rumor_id), name()});
    }));
    CHECK(rc::check("rumors", [] { survives(RumorBatch{several(rumor_copy), name()}); }));
}

TEST_CASE("any message of memberlist comes out as it went in") {
    CHECK(rc::check("ping", [] { survives(Ping{name(), number<std::uint32_t>(), source(), fingerprint()}); }));
    CHECK(rc::check("indirect ping", [] {
        survives(IndirectPing{number<bool>(), name(), number<std::uint16_t>(), number<std::uint32_t>(), source(),
                              *rc::gen::arbitrary<Buffer>()});
    }));
    CHECK(rc::check("ack", [] { survives(Ack{bytes(), number<std::uint32_t>(), fingerprint()}); }));
    CHECK(rc::check("nack", [] { survives(Nack{number<std::uint32_t>()}); }));
    CHECK(rc::check("suspect", [] { survives(Suspect{name(), Incarnation{number<std::uint32_t>()}, name()}); }));
    CHECK(rc::check("dead", [] { survives(Dead{name(), Incarnation{number<std::uint32_t>()}, name()}); }));
    CHECK(rc::check("alive", [] {
        survives(
            Alive{bytes(), Incarnation{number<std::uint32_t>()}, bytes(), name(), number<std::uint16_t>(), versions()});
    }));
}

TEST_CASE("any push/pull, state and tags come out as they went in") {
    CHECK(rc::check("push/pull", [] {
        const auto node = [] {
            return NodeState{bytes(),
                             Incarnation{number<std::uint32_t>()},
                             bytes(),
                             "n" + name(),
                             number<std::uint16_t>(),
                             status(),
                             versions()};
        };
        const PushPull sent{number<bool>(), several(node), *rc::gen::arbitrary<Buffer>()};
        const auto read = labelled().decode_stream(labelled().encode_stream(sent, true), true);
        RC_ASSERT(read.has_value());
        RC_ASSERT(std::get<StreamRead::Whole>(read->value).message == StreamMessage{sent});
    }));
    CHECK(rc::check("state", [] {
        SerfState state{number<std::uint64_t>(),
                        number<std::uint64_t>(),
                        number<std::uint64_t>(),
                        several(name),
                        {},
                        {},
                        fingerprint()};
        for (const auto& member : several(name)) state.status_ltimes[member] = number<std::uint64_t>();
        state.events = several([]() -> std::optional<SerfState::EventGroup> {
            if (number<bool>()) return std::nullopt;
            return SerfState::EventGroup{number<std::uint64_t>(), several([] { return std::pair{name(), bytes()}; })};
        });
        RC_ASSERT(labelled().decode_state(labelled().encode_state(state)).value() == state);
    }));
    CHECK(rc::check("tags", [] {
        Tags tags;
        for (const auto& key : several(name)) tags[key] = name();
        RC_ASSERT(labelled().decode_tags(labelled().encode_tags(tags)).value() == tags);
    }));
}

TEST_CASE("any number comes out as it went in") {
    CHECK(rc::check("unsigned", [](std::uint64_t value) {
        value >>= *rc::gen::inRange(0, 64);
        wire::Writer out;
        out.number(value);
        const auto written = std::move(out).take();
        wire::Reader in{written};
        RC_ASSERT(in.number(~std::uint64_t{0}) == value);
    }));
    CHECK(rc::check("signed", [](std::int64_t value) {
        value >>= *rc::gen::inRange(0, 64);
        wire::Writer out;
        out.signed_number(value);
        const auto written = std::move(out).take();
        wire::Reader in{written};
        RC_ASSERT(in.signed_number() == value);
    }));
}
