#include "json/event.hpp"

#include <limits>
#include <utility>

#include "json/fields.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::json {
namespace {

constexpr std::uint64_t any_u64 = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t any_u32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t any_time = std::numeric_limits<std::int64_t>::max();

void add_text(Object& object, std::string_view name, const std::string& value) {
    if (!value.empty()) object.text(name, value);
}

template <class Number>
void add_number(Object& object, std::string_view name, const std::optional<Number>& value) {
    if constexpr (std::integral<Number>) {
        if (value) object.number(name, *value);
    } else {
        if (value) object.number(name, value->value);
    }
}

void add_details(Object& object, const Event& event) {
    if (event.cause.value != 0) object.number("cause", event.cause.value);
    add_text(object, "peer", event.peer);
    if (event.uuid != Uuid{}) object.text("uuid", to_text(event.uuid));
    add_text(object, "origin", event.origin);
    add_text(object, "key", event.key);
    add_number(object, "version", event.version);
    add_number(object, "hop", event.hop);
    add_number(object, "bytes", event.bytes);
    if (event.packet) object.text("packet", hex_text(event.packet->value));
    add_number(object, "incarnation", event.incarnation);
    add_number(object, "count", event.count);
    add_text(object, "reason", event.reason);
    add_text(object, "value", event.value);
}

std::optional<std::uint64_t> read_hex(Fields& fields, std::string_view name) {
    const auto text = fields.text(name, 16);
    if (!text) return std::nullopt;
    const auto value = parse_hex(*text);
    if (!value) fields.fail(name, "wrong-type", "is no hexadecimal number of 1 to 16 digits. Send it so.");
    return value;
}

Uuid read_uuid(Fields& fields) {
    const auto text = fields.text("uuid", limits::uuid_text_bytes_max);
    if (!text) return {};
    const auto uuid = parse_uuid(*text);
    if (!uuid) fields.fail("uuid", "wrong-type", "is no uuid. Send 8-4-4-4-12 hexadecimal digits.");
    return uuid.value_or(Uuid{});
}

EventKind read_kind(Fields& fields) {
    const auto text = fields.text("kind");
    if (!text) fields.missing("kind");
    const auto kind = parse_event_kind(text.value_or(""));
    if (!kind) fields.fail("kind", "unknown", "is " + quote(text.value_or("")) + ", which is no kind of event here.");
    return kind.value_or(EventKind{});
}

std::uint64_t need_number(Fields& fields, std::string_view name, std::uint64_t max) {
    const auto value = fields.number(name, max);
    if (!value) fields.missing(name);
    return value.value_or(0);
}

template <class Number>
std::optional<Number> read_named(Fields& fields, std::string_view name, std::uint64_t max) {
    const auto value = fields.number(name, max);
    if (!value) return std::nullopt;
    return Number{static_cast<decltype(Number::value)>(*value)};
}

std::optional<WallTime> read_wall_time(Fields& fields) {
    const auto text = fields.text("wall_time", 64);
    if (!text) return std::nullopt;
    const auto time = parse_wall_time(*text);
    if (!time) fields.fail("wall_time", "wrong-type", "is no time. Send RFC 3339, as in 2026-03-01T12:34:56.5Z.");
    return time;
}

EventContext read_context(Fields& fields) {
    EventContext context;
    context.club = fields.text("club").value_or("");
    context.member = fields.text("member").value_or("");
    context.boot = {read_hex(fields, "boot").value_or(0)};
    context.wall_time = read_wall_time(fields);
    return context;
}

Event read_details(Fields& fields) {
    Event event;
    event.seq = {need_number(fields, "seq", any_u64)};
    event.protocol_time =
        Instant{Duration{static_cast<std::int64_t>(need_number(fields, "protocol_time_ns", any_time))}};
    event.kind = read_kind(fields);
    event.cause = {fields.number("cause", any_u64).value_or(0)};
    event.peer = fields.text("peer").value_or("");
    event.uuid = read_uuid(fields);
    event.origin = fields.text("origin").value_or("");
    event.key = fields.text("key").value_or("");
    event.version = read_named<Version>(fields, "version", any_u64);
    if (const auto hop = fields.number("hop", any_u32)) event.hop = static_cast<std::uint32_t>(*hop);
    event.bytes = fields.number("bytes", any_u64);
    if (const auto packet = read_hex(fields, "packet")) event.packet = PacketHash{*packet};
    event.incarnation = read_named<Incarnation>(fields, "incarnation", any_u32);
    event.count = fields.number("count", any_u64);
    event.reason = fields.text("reason").value_or("");
    event.value = fields.text("value").value_or("");
    return event;
}

}  // namespace

std::string write_event(const Event& event, const EventContext& context) {
    Object object{400};
    object.text("club", context.club).text("member", context.member).text("boot", hex_text(context.boot.value));
    object.number("seq", event.seq.value).number("protocol_time_ns", event.protocol_time.time_since_epoch().count());
    if (context.wall_time) object.text("wall_time", to_text(*context.wall_time));
    object.text("kind", to_text(event.kind));
    add_details(object, event);
    return std::move(object).done();
}

Read<EventRecord> read_event(const Value& value, std::string where) {
    Fields fields{value, std::move(where)};
    EventRecord record;
    record.context = read_context(fields);
    record.event = read_details(fields);
    return fields.result(std::move(record));
}

Read<EventRecord> read_event(std::string_view text) {
    return parse(text, door_bounds).and_then([](const Value& value) { return read_event(value); });
}

}  // namespace watercooler::json
