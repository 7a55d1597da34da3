#include "answers/recording.hpp"

#include <charconv>

#include "json/fields.hpp"
#include "message/text.hpp"

namespace watercooler::answers {
namespace {

RecordingHead::Member read_member(json::Fields& head, const json::Value& value, std::size_t at) {
    json::Fields fields{value, "members[" + std::to_string(at) + "]."};
    RecordingHead::Member member;
    const auto name = fields.text("name", limits::origin_bytes_max);
    if (!name) fields.missing("name");
    member.name = name.value_or("");
    member.address = fields.text("address").value_or("");
    const auto boot = fields.text("boot", 16);
    if (boot && !parse_hex(*boot)) fields.fail("boot", "wrong-type", "is no hexadecimal number of 1 to 16 digits.");
    if (boot) member.boot = {parse_hex(*boot).value_or(0)};
    member.program = fields.text("program").value_or("");
    if (const auto* settings = fields.object("settings")) member.settings = *settings;
    if (fields.error()) head.adopt(*fields.error());
    return member;
}

json::Read<RecordingHead> read_head(const json::Value& value) {
    json::Fields fields{value};
    RecordingHead head;
    const auto given = fields.text("schema");
    if (!given) fields.missing("schema");
    if (given && *given != json::recording_schema) {
        fields.fail("schema", "unknown",
                    "is \"" + escaped(*given) + "\"; this program reads " + std::string{json::recording_schema} + '.');
    }
    head.club = fields.text("club").value_or("");
    head.run = fields.text("run").value_or("");
    head.program = fields.text("program").value_or("");
    if (const auto started = fields.text("started", 64)) {
        head.started = json::parse_wall_time(*started);
        if (!head.started)
            fields.fail("started", "wrong-type", "is no time. Send RFC 3339, as in 2026-03-01T12:34:56.5Z.");
    }
    const auto version = fields.number("event_schema", 1'000'000);
    if (!version) fields.missing("event_schema");
    head.event_schema = static_cast<int>(version.value_or(0));
    if (const auto* members = fields.array("members")) {
        for (std::size_t at = 0; at < members->size(); ++at) {
            head.members.push_back(read_member(fields, (*members)[at], at));
        }
    }
    return fields.result(std::move(head));
}

/// Behind `byte ` in what the parser says, or where the field's name stands, or the line's first column.
std::size_t column_of(std::string_view text, const json::ReadError& error) {
    constexpr std::string_view byte = "byte ";
    const auto place = error.message.find(byte);
    if (error.field.empty() && place != std::string::npos) {
        std::size_t at = 0;
        const auto* begin = error.message.data() + place + byte.size();
        std::from_chars(begin, error.message.data() + error.message.size(), at);
        return at + 1;
    }
    const auto dot = error.field.rfind('.');
    const auto name = dot == std::string::npos ? error.field : error.field.substr(dot + 1);
    const auto found = name.empty() ? std::string_view::npos : text.find('"' + name + '"');
    return found == std::string_view::npos ? 1 : found + 1;
}

}  // namespace

std::string to_text(const RecordingError& error, std::string_view file) {
    return escaped(file) + ':' + std::to_string(error.line) + ':' + std::to_string(error.column) + ": " + error.message;
}

tl::unexpected<RecordingError> RecordingReader::wrong(std::string_view text, const json::ReadError& error) const {
    return tl::unexpected{RecordingError{lines_, column_of(text, error), error.message}};
}

tl::expected<std::optional<json::EventRecord>, RecordingError> RecordingReader::line(std::string_view text) {
    ++lines_;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.find_first_not_of(" \t") == std::string_view::npos) return std::nullopt;
    if (begun_) return event(text);
    begun_ = true;
    auto value = json::parse(text, {head_bytes_max, 16});
    if (!value) return wrong(text, value.error());
    if (headless_ && value->find("schema") == nullptr) return event(text);
    auto head = read_head(*value);
    if (!head) return wrong(text, head.error());
    head_ = std::move(*head);
    return std::nullopt;
}

tl::expected<std::optional<json::EventRecord>, RecordingError> RecordingReader::event(std::string_view text) {
    const auto value = json::parse(text, {line_bytes_max, json::door_bounds.depth_max});
    if (!value) return wrong(text, value.error());
    const auto* kind = value->find("kind");
    const bool later = head_ && head_->event_schema > event_schema_version;
    if (later && kind != nullptr && kind->text() != nullptr && !parse_event_kind(*kind->text())) {
        ++unknown_kinds_;
        return std::nullopt;
    }
    auto record = json::read_event(*value);
    if (!record) return wrong(text, record.error());
    if (record->context.member.empty() || record->event.seq == Sequence{}) {
        return wrong(text, {"member", "member-missing", "an event needs a member and a seq above 0."});
    }
    return std::move(*record);
}

}  // namespace watercooler::answers
