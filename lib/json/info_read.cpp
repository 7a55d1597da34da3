#include <cmath>
#include <limits>
#include <utility>

#include "json/fields.hpp"
#include "json/info.hpp"
#include "message/text.hpp"

namespace watercooler::json {
namespace {

// Read field by field into a plain struct: absent fields keep its defaults.
void take(Fields& fields, std::string_view name, std::string& to) {
    if (auto text = fields.text(name)) to = std::move(*text);
}
void take(Fields& fields, std::string_view name, bool& to) { to = fields.flag(name).value_or(to); }
template <std::unsigned_integral Number>
void take(Fields& fields, std::string_view name, Number& to) {
    if (const auto number = fields.number(name, std::numeric_limits<Number>::max())) to = static_cast<Number>(*number);
}
void take(Fields& fields, std::string_view name, std::optional<std::string>& to) { to = fields.text(name); }
void take(Fields& fields, std::string_view name, std::optional<std::uint64_t>& to) {
    to = fields.number(name, std::numeric_limits<std::uint64_t>::max());
}
void take(Fields& fields, std::string_view name, std::optional<Uuid>& to) {
    const auto text = fields.text(name);
    if (!text) return;
    to = parse_uuid(*text);
    if (!to) fields.fail(name, "wrong-type", "is no uuid.");
}
void take(Fields& fields, std::string_view name, Uuid& to) {
    std::optional<Uuid> uuid;
    take(fields, name, uuid);
    to = uuid.value_or(Uuid{});
}
void take(Fields& fields, std::string_view name, WallTime& to) {
    const auto text = fields.text(name);
    if (!text) return;
    const auto time = parse_wall_time(*text);
    if (!time) fields.fail(name, "wrong-type", "is no RFC 3339 time.");
    to = time.value_or(WallTime{});
}
void take(Fields& fields, std::string_view name, std::optional<std::chrono::microseconds>& to) {
    constexpr double most = 1e12;  // 30 years
    const auto ms = fields.real(name);
    if (!ms) return;
    if (!(*ms >= 0 && *ms <= most)) return fields.fail(name, "wrong-type", "is no time that can be.");
    to = std::chrono::microseconds{std::llround(*ms * 1000)};
}
void take_hex(Fields& fields, std::string_view name, std::uint64_t& to) {
    const auto text = fields.text(name);
    if (!text) return;
    const auto value = parse_hex(*text);
    if (!value) fields.fail(name, "wrong-type", "is no hexadecimal number.");
    to = value.value_or(0);
}
void need(Fields& fields, std::string_view name, std::string& to) {
    take(fields, name, to);
    if (to.empty()) fields.missing(name);
}

/// The elements of an array, each read by `read(value, where)`; the first error stops and is returned.
template <class Reader>
auto read_list(const Array& values, const std::string& where, Reader read)
    -> Read<std::vector<typename decltype(read(values.front(), where))::value_type>> {
    std::vector<typename decltype(read(values.front(), where))::value_type> things;
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto thing = read(values[i], where + '[' + std::to_string(i) + "].");
        if (!thing) return tl::unexpected{thing.error()};
        things.push_back(std::move(*thing));
    }
    return things;
}

/// The same for a field that may be absent. `where` is the outer object's.
template <class Things, class Reader>
void take_list(Fields& fields, const std::string& where, std::string_view name, Things& to, Reader read) {
    const auto* array = fields.array(name);
    if (!array) return;
    auto things = read_list(*array, where + std::string{name}, read);
    if (things)
        to = std::move(*things);
    else
        fields.adopt(things.error());
}

template <class Reader>
auto read_text(std::string_view text, Reader read) -> decltype(read(std::declval<const Value&>(), std::string{})) {
    const auto value = parse(text, answer_bounds);
    if (!value) return tl::unexpected{value.error()};
    return read(*value, std::string{});
}

template <class Reader>
auto read_list_text(std::string_view text, Reader read)
    -> Read<std::vector<typename decltype(read(std::declval<const Value&>(), std::string{}))::value_type>> {
    const auto value = parse(text, answer_bounds);
    if (!value) return tl::unexpected{value.error()};
    if (!value->array()) return tl::unexpected{ReadError{"", "json-no-array", "the JSON must be an array."}};
    return read_list(*value->array(), {}, read);
}

Read<EventRecord> read_record(const Value& value, const std::string& where) { return read_event(value, where); }

Read<std::string> read_name(const Value& value, const std::string& where) {
    if (value.text()) return *value.text();
    const auto field = where.substr(0, where.size() - 1);
    return tl::unexpected{ReadError{field, "name-wrong-type", field + " must be text."}};
}

Read<EntryInfo> read_entry(const Value& value, const std::string& where) {
    Fields fields{value, where};
    EntryInfo entry;
    need(fields, "origin", entry.origin);
    need(fields, "key", entry.key);
    take(fields, "value", entry.value);
    take(fields, "version", entry.version);
    take(fields, "uuid", entry.uuid);
    take(fields, "age_ms", entry.age_ms);
    take(fields, "hops", entry.hops);
    take(fields, "from", entry.from);
    take(fields, "address", entry.address);
    take(fields, "port", entry.port);
    take(fields, "own", entry.own);
    take(fields, "stranger", entry.stranger);
    return fields.result(std::move(entry));
}

void take_tags(Fields& fields, std::map<std::string, std::string>& to) {
    const auto* tags = fields.object("tags");
    if (!tags) return;
    for (const auto& [name, value] : *tags->object()) {
        if (value.text())
            to[name] = *value.text();
        else
            fields.fail("tags", "wrong-type", "has " + to_text(value) + "; each tag must be text.");
    }
}

Read<MemberInfo> read_member(const Value& value, const std::string& where) {
    Fields fields{value, where};
    MemberInfo member;
    need(fields, "name", member.name);
    take(fields, "address", member.address);
    take(fields, "port", member.port);
    take(fields, "status", member.status);
    take(fields, "incarnation", member.incarnation);
    take(fields, "self", member.self);
    take(fields, "watercooler", member.watercooler);
    take(fields, "changed_ms", member.changed_ms);
    take(fields, "silence_ms", member.silence_ms);
    take(fields, "rtt_ms", member.rtt);
    take_tags(fields, member.tags);
    take_list(fields, where, "entries", member.entries, read_entry);
    return fields.result(std::move(member));
}

Read<BookRow> read_row(const Value& value, const std::string& where) {
    Fields fields{value, where};
    BookRow row;
    need(fields, "name", row.name);
    take(fields, "address", row.address);
    take(fields, "port", row.port);
    take(fields, "book", row.book);
    take(fields, "version", row.version);
    take(fields, "age_ms", row.age_ms);
    take(fields, "uuid", row.uuid);
    take(fields, "status", row.status);
    take(fields, "own", row.own);
    take(fields, "stranger", row.stranger);
    take(fields, "hops", row.hops);
    take(fields, "from", row.from);
    take(fields, "http", row.http);
    return fields.result(std::move(row));
}

Read<SelfInfo> read_self(const Value& value, const std::string& where) {
    Fields fields{value, where};
    SelfInfo self;
    need(fields, "name", self.name);
    take(fields, "club", self.club);
    take(fields, "address", self.address);
    take(fields, "port", self.port);
    take(fields, "pid", self.pid);
    take_hex(fields, "boot", self.boot.value);
    take(fields, "incarnation", self.incarnation);
    take(fields, "program", self.program);
    take(fields, "automatic", self.automatic);
    take(fields, "interval_ms", self.interval_ms);
    take(fields, "dashboard", self.dashboard);
    take(fields, "sauron", self.sauron);
    return fields.result(std::move(self));
}

void take_self(Fields& fields, const std::string& where, SelfInfo& to) {
    const auto* object = fields.object("self");
    if (!object) return fields.missing("self");
    auto self = read_self(*object, where + "self.");
    if (self)
        to = std::move(*self);
    else
        fields.adopt(self.error());
}

void take_fingerprint(Fields& fields, const std::string& where, StateInfo& state) {
    const auto* object = fields.object("fingerprint");
    if (!object) return;
    Fields sums{*object, where + "fingerprint."};
    take_hex(sums, "members", state.members_sum);
    take_hex(sums, "entries", state.entries_sum);
    if (sums.error()) fields.adopt(*sums.error());
}

void take_counters(Fields& fields, const std::string& where, std::map<std::string, std::uint64_t>& to) {
    const auto* object = fields.object("counters");
    if (!object) return;
    Fields counters{*object, where + "counters."};
    for (const auto& counter : *object->object()) take(counters, counter.first, to[counter.first]);
    if (counters.error()) fields.adopt(*counters.error());
}

Read<StateInfo> read_state_info(const Value& value, const std::string& where) {
    Fields fields{value, where};
    StateInfo state;
    take_self(fields, where, state.self);
    take(fields, "frozen", state.frozen);
    take(fields, "held", state.held);
    take(fields, "seq", state.seq);
    take(fields, "protocol_time_ns", state.protocol_time_ns);
    take(fields, "wall_time", state.wall_time);
    take_fingerprint(fields, where, state);
    take_list(fields, where, "members", state.members, read_member);
    take_list(fields, where, "strangers", state.strangers, read_entry);
    take_counters(fields, where, state.counters);
    return fields.result(std::move(state));
}

Read<MessagesInfo::Queued> read_queued(const Value& value, const std::string& where) {
    Fields fields{value, where};
    MessagesInfo::Queued queued;
    need(fields, "kind", queued.kind);
    take(fields, "peer", queued.peer);
    take(fields, "about", queued.about);
    take(fields, "uuid", queued.uuid);
    take(fields, "transmits", queued.transmits);
    take(fields, "bytes", queued.bytes);
    return fields.result(std::move(queued));
}

Read<MessagesInfo::Held> read_held(const Value& value, const std::string& where) {
    Fields fields{value, where};
    MessagesInfo::Held held;
    need(fields, "kind", held.kind);
    take(fields, "peer", held.peer);
    take(fields, "bytes", held.bytes);
    take(fields, "age_ms", held.age_ms);
    return fields.result(std::move(held));
}

Read<MessagesInfo> read_messages_value(const Value& value, const std::string& where) {
    Fields fields{value, where};
    MessagesInfo messages;
    take_list(fields, where, "queued", messages.queued, read_queued);
    take_list(fields, where, "held", messages.held, read_held);
    take_list(fields, where, "recent", messages.recent, read_record);
    return fields.result(std::move(messages));
}

Read<OutcomeInfo> read_outcome_value(const Value& value, const std::string& where) {
    Fields fields{value, where};
    OutcomeInfo outcome;
    need(fields, "outcome", outcome.outcome);
    take(fields, "uuid", outcome.uuid);
    take(fields, "uuid_given", outcome.uuid_given);
    take(fields, "name", outcome.name);
    take(fields, "key", outcome.key);
    take(fields, "version", outcome.version);
    take(fields, "value", outcome.value);
    take(fields, "reason", outcome.reason);
    return fields.result(std::move(outcome));
}

Read<ControlInfo> read_control_value(const Value& value, const std::string& where) {
    Fields fields{value, where};
    ControlInfo control;
    need(fields, "name", control.name);
    take(fields, "frozen", control.frozen);
    take(fields, "held", control.held);
    take(fields, "protocol_time_ns", control.protocol_time_ns);
    take(fields, "changed", control.changed);
    return fields.result(std::move(control));
}

Read<ErrorInfo> read_error_value(const Value& value, const std::string& where) {
    Fields outer{value, where};
    const auto* object = outer.object("error");
    if (!object) outer.missing("error");
    if (outer.error()) return tl::unexpected{*outer.error()};
    Fields fields{*object, where + "error."};
    ErrorInfo error;
    need(fields, "code", error.code);
    take(fields, "message", error.message);
    take(fields, "hint", error.hint);
    return fields.result(std::move(error));
}

Read<SnapshotInfo> read_snapshot_value(const Value& value, const std::string& where) {
    Fields fields{value, where};
    SnapshotInfo snapshot;
    const auto* object = fields.object("state");
    if (!object) fields.missing("state");
    if (fields.error()) return tl::unexpected{*fields.error()};
    auto state = read_state_info(*object, where + "state.");
    if (!state) return tl::unexpected{state.error()};
    snapshot.state = std::move(*state);
    take_list(fields, where, "books", snapshot.books, read_row);
    return fields.result(std::move(snapshot));
}

Read<DeltaInfo> read_delta_value(const Value& value, const std::string& where) {
    Fields fields{value, where};
    DeltaInfo delta;
    take(fields, "seq", delta.seq);
    take(fields, "frozen", delta.frozen);
    take(fields, "held", delta.held);
    take_list(fields, where, "events", delta.events, read_record);
    take_list(fields, where, "members", delta.members, read_member);
    take_list(fields, where, "books", delta.books, read_row);
    take_list(fields, where, "gone", delta.gone, read_name);
    return fields.result(std::move(delta));
}

}  // namespace

Read<StateInfo> read_state(std::string_view text) { return read_text(text, read_state_info); }
Read<std::vector<MemberInfo>> read_members(std::string_view text) { return read_list_text(text, read_member); }
Read<std::vector<BookRow>> read_books(std::string_view text) { return read_list_text(text, read_row); }
Read<BookRow> read_book(std::string_view text) { return read_text(text, read_row); }
Read<std::vector<EventRecord>> read_events(std::string_view text) { return read_list_text(text, read_record); }
Read<MessagesInfo> read_messages(std::string_view text) { return read_text(text, read_messages_value); }
Read<OutcomeInfo> read_outcome(std::string_view text) { return read_text(text, read_outcome_value); }
Read<ControlInfo> read_control(std::string_view text) { return read_text(text, read_control_value); }
Read<ErrorInfo> read_error(std::string_view text) { return read_text(text, read_error_value); }
Read<SnapshotInfo> read_snapshot(std::string_view text) { return read_text(text, read_snapshot_value); }
Read<DeltaInfo> read_delta(std::string_view text) { return read_text(text, read_delta_value); }

}  // namespace watercooler::json
