#include "json/apply_case.hpp"

#include "json/fields.hpp"
#include "json/rumor.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::json {
namespace {

constexpr Bounds file_bounds{4 * 1024 * 1024, 8};

Uuid need_uuid(Fields& fields, std::string_view name) {
    const auto text = fields.text(name, limits::uuid_text_bytes_max);
    if (!text || text->empty()) fields.missing(name);
    return uuid_from_any_text(text.value_or(""));
}

std::string need_text(Fields& fields, std::string_view name, std::size_t bytes_max) {
    const auto text = fields.text(name, bytes_max);
    if (!text) fields.missing(name);
    return text.value_or("");
}

/// What the update rules compare is checked as if it had come as a rumor.
void check_as_rumor(Fields& fields, const std::string& where, const Rumor& rumor) {
    if (const auto checked = message::check_on_wire(rumor); !checked) {
        auto error = checked.error();
        error.message = where + error.message;
        fields.adopt(error);
    }
}

void add_entry(message::State& state, Fields& outer, const Value& value, const std::string& where) {
    Fields fields{value, where};
    Rumor rumor;
    rumor.name = need_text(fields, "origin", limits::origin_bytes_max);
    rumor.key = fields.text("key", limits::key_bytes_max).value_or("book");
    rumor.payload = need_text(fields, "value", limits::payload_bytes_max);
    rumor.version = {fields.number("version", limits::version_max).value_or(0)};
    rumor.uuid = need_uuid(fields, "uuid");
    check_as_rumor(fields, where, rumor);
    const bool added =
        state.entries
            .emplace(std::pair{rumor.name, rumor.key}, message::State::Value{rumor.version, rumor.uuid, rumor.payload})
            .second;
    if (!added) fields.fail("origin", "repeated", "has this key twice. Name each entry once.");
    if (fields.error()) outer.adopt(*fields.error());
}

/// The content of a uuid that was seen: its hash, or the rumor's own fields.
std::uint64_t read_content(Fields& fields, const Value& value, const std::string& where) {
    const auto text = fields.text("content", 16);
    if (text) {
        const auto hash = parse_hex(*text);
        if (!hash) fields.fail("content", "wrong-type", "is no hexadecimal number of 1 to 16 digits.");
        return hash.value_or(0);
    }
    const auto given = read_rumor(to_text(value));
    if (given) return message::content_hash(given->rumor);
    auto error = given.error();
    error.message = where + error.message;
    fields.adopt(error);
    return 0;
}

void add_seen(message::State& state, Fields& outer, const Value& value, const std::string& where) {
    Fields fields{value, where};
    const Uuid uuid = need_uuid(fields, "uuid");
    const std::uint64_t content = fields.error() ? 0 : read_content(fields, value, where);
    if (!state.seen.emplace(uuid, content).second) fields.fail("uuid", "repeated", "is named twice. Name it once.");
    if (fields.error()) outer.adopt(*fields.error());
}

using AddOne = void (*)(message::State&, Fields&, const Value&, const std::string&);
void add_each(message::State& state, Fields& fields, const std::string& where, std::string_view name, AddOne add) {
    const auto* array = fields.array(name);
    if (!array) return;
    for (std::size_t i = 0; i < array->size() && !fields.error(); ++i) {
        add(state, fields, (*array)[i], where + std::string{name} + '[' + std::to_string(i) + "].");
    }
}

Read<message::State> read_state_value(const Value& value, const std::string& where) {
    Fields fields{value, where};
    message::State state;
    state.self = need_text(fields, "self", limits::origin_bytes_max);
    add_each(state, fields, where, "entries", add_entry);
    add_each(state, fields, where, "seen", add_seen);
    return fields.result(std::move(state));
}

message::State need_state(Fields& fields, const std::string& where) {
    const auto* object = fields.object("state");
    if (!object) fields.missing("state");
    if (fields.error()) return {};
    auto state = read_state_value(*object, where + "state.");
    if (!state) fields.adopt(state.error());
    return state ? std::move(*state) : message::State{};
}

Outcome need_outcome(Fields& fields) {
    const auto text = need_text(fields, "outcome", 64);
    for (const auto outcome :
         {Outcome::rejected, Outcome::duplicate, Outcome::stale, Outcome::refuted, Outcome::applied}) {
        if (to_text(outcome) == text) return outcome;
    }
    fields.fail("outcome", "unknown", "is " + quote(text) + "; it must be one of the update rules' words.");
    return {};
}

std::optional<Rumor> read_told(Fields& fields) {
    const auto* object = fields.object("told");
    if (!object) return std::nullopt;
    const auto given = read_rumor(to_text(*object));
    if (given) return given->rumor;
    auto error = given.error();
    error.message = "expect.told." + error.message;
    fields.adopt(error);
    return std::nullopt;
}

void take_expect(Fields& outer, ApplyCase::Expect& expect) {
    const auto* object = outer.object("expect");
    if (!object) return outer.missing("expect");
    Fields fields{*object, "expect."};
    expect.rule = static_cast<int>(fields.number("rule", 7).value_or(0));
    expect.outcome = need_outcome(fields);
    expect.reason = fields.text("reason").value_or("");
    expect.conflict = fields.flag("conflict").value_or(false);
    expect.state = need_state(fields, "expect.");
    expect.told = read_told(fields);
    if (fields.error()) outer.adopt(*fields.error());
}

}  // namespace

Read<message::State> read_apply_state(std::string_view text) {
    return parse(text, file_bounds).and_then([](const Value& value) { return read_state_value(value, {}); });
}

std::string write_apply_state(const message::State& state) {
    std::vector<std::string> entries, seen;
    for (const auto& [name, value] : state.entries) {
        Object entry;
        entry.text("origin", name.first).text("key", name.second).text("value", value.payload);
        entries.push_back(entry.number("version", value.version.value).text("uuid", to_text(value.uuid)).done());
    }
    for (const auto& [uuid, content] : state.seen) {
        seen.push_back(Object{}.text("uuid", to_text(uuid)).text("content", hex_text(content)).done());
    }
    return Object{}.text("self", state.self).raw("entries", array(entries)).raw("seen", array(seen)).done();
}

Read<ApplyCase> read_apply_case(std::string_view text) {
    const auto value = parse(text, file_bounds);
    if (!value) return tl::unexpected{value.error()};
    Fields fields{*value};
    ApplyCase result;
    result.about = fields.text("about").value_or("");
    result.state = need_state(fields, {});
    const auto* message = value->find("message");
    if (message)
        result.message = to_text(*message);
    else
        fields.missing("message");
    if (const auto fresh = fields.text("fresh", limits::uuid_text_bytes_max)) result.fresh = uuid_from_any_text(*fresh);
    take_expect(fields, result.expect);
    return fields.result(std::move(result));
}

}  // namespace watercooler::json
