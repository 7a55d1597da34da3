#include "json/event.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

namespace watercooler::json {
namespace {

EventRecord any_record() {
    const auto maybe = [](auto generator) {
        return *rc::gen::arbitrary<bool>() ? std::optional{*generator} : std::nullopt;
    };
    const auto text = [] { return *rc::gen::container<std::string>(rc::gen::inRange('\x01', '\x7f')); };
    const auto number = rc::gen::arbitrary<std::uint64_t>();
    EventRecord record;
    record.context = EventContext{text(), text(), BootId{*number}, std::nullopt};
    if (*rc::gen::arbitrary<bool>()) record.context.wall_time = WallTime{*rc::gen::inRange<std::int64_t>(0, 1LL << 61)};
    auto& event = record.event;
    event.seq = {*number};
    event.protocol_time = Instant{Duration{*rc::gen::inRange<std::int64_t>(0, INT64_MAX)}};
    event.cause = {*number};
    event.peer = text();
    if (*rc::gen::arbitrary<bool>()) event.uuid = make_uuid_v5(text());
    event.origin = text();
    event.key = text();
    if (const auto version = maybe(number)) event.version = Version{*version};
    event.hop = maybe(rc::gen::arbitrary<std::uint32_t>());
    event.bytes = maybe(number);
    if (const auto packet = maybe(number)) event.packet = PacketHash{*packet};
    if (const auto incarnation = maybe(rc::gen::arbitrary<std::uint32_t>()))
        event.incarnation = Incarnation{*incarnation};
    event.count = maybe(number);
    event.reason = text();
    event.value = text();
    return record;
}

}  // namespace

TEST_CASE("an event is written in the names of the schema, and what does not apply is left out") {
    Event event;
    event.seq = {12};
    event.protocol_time = Instant{Duration{1'500'000'000}};
    event.kind = EventKind::thawed;
    CHECK(write_event(event, {"office", "jimmy", {0xabc}, {}}) ==
          R"({"club":"office","member":"jimmy","boot":"0000000000000abc","seq":12,"protocol_time_ns":1500000000,)"
          R"("kind":"thawed"})");
    event.kind = EventKind::applied;
    event.cause = {11};
    event.peer = "amy";
    event.uuid = *parse_uuid("01932f5c-8a1e-7c55-9b1e-5d0c2a7be001");
    event.origin = "amy";
    event.key = "book";
    event.version = Version{7};
    event.hop = 0;
    event.bytes = 143;
    event.packet = PacketHash{~std::uint64_t{0}};
    event.incarnation = Incarnation{3};
    event.count = 0;
    event.reason = "why";
    event.value = "Dune";
    CHECK(
        write_event(event, {"office", "jimmy", {0xabc}, WallTime{0}}) ==
        R"({"club":"office","member":"jimmy","boot":"0000000000000abc","seq":12,"protocol_time_ns":1500000000,)"
        R"("wall_time":"1970-01-01T00:00:00.000000000Z","kind":"applied","cause":11,"peer":"amy",)"
        R"("uuid":"01932f5c-8a1e-7c55-9b1e-5d0c2a7be001","origin":"amy","key":"book","version":7,"hop":0,"bytes":143,)"
        R"("packet":"ffffffffffffffff","incarnation":3,"count":0,"reason":"why","value":"Dune"})");
}

TEST_CASE("an event of every kind is read back as it was") {
    CHECK(rc::check("round trip", [] {
        auto record = any_record();
        for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
            record.event.kind = static_cast<EventKind>(kind);
            RC_ASSERT(read_event(write_event(record.event, record.context)) == record);
        }
    }));
}

TEST_CASE("a field of a later schema is passed over") {
    const auto record = read_event(R"({"seq":1,"protocol_time_ns":0,"kind":"sent","mood":{"x":1}})");
    REQUIRE(record);
    CHECK(record->event.kind == EventKind::sent);
}

TEST_CASE("a wrong event is refused by its field") {
    const std::pair<std::string, const char*> table[] = {
        {"[]", ""},
        {R"({"protocol_time_ns":0,"kind":"sent"})", "seq"},
        {R"({"seq":1,"kind":"sent"})", "protocol_time_ns"},
        {R"({"seq":1,"protocol_time_ns":0})", "kind"},
        {R"({"seq":1,"protocol_time_ns":0,"kind":"dreamed"})", "kind"},
        {R"({"seq":-1,"protocol_time_ns":0,"kind":"sent"})", "seq"},
        {R"({"seq":1,"protocol_time_ns":9223372036854775808,"kind":"sent"})", "protocol_time_ns"},
        {R"({"seq":1,"protocol_time_ns":0,"kind":"sent","boot":"xyz"})", "boot"},
        {R"({"seq":1,"protocol_time_ns":0,"kind":"sent","boot":7})", "boot"},
        {R"({"seq":1,"protocol_time_ns":0,"kind":"sent","packet":"00000000000000000"})", "packet"},
        {R"({"seq":1,"protocol_time_ns":0,"kind":"sent","uuid":"asdij"})", "uuid"},
        {R"({"seq":1,"protocol_time_ns":0,"kind":"sent","hop":4294967296})", "hop"},
        {R"({"seq":1,"protocol_time_ns":0,"kind":"sent","incarnation":4294967296})", "incarnation"},
        {R"({"seq":1,"protocol_time_ns":0,"kind":"sent","wall_time":"yesterday"})", "wall_time"},
    };
    for (const auto& [text, field] : table) {
        CAPTURE(text);
        const auto record = read_event(text);
        REQUIRE_FALSE(record);
        CHECK(record.error().field == field);
    }
}

}  // namespace watercooler::json
