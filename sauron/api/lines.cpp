#include "api/lines.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <watercooler/address.hpp>

#include "journal/journal.hpp"
#include "json/write.hpp"

namespace watercooler::api {
namespace {

using answers::RecordingError;
using answers::RecordingHead;
using Streams = std::map<journal::Stream, std::vector<journal::Stamped>>;

constexpr std::size_t name_bytes_max = 128;

/// What is wrong with an event for us, although it is one; empty: nothing.
std::string objection(const json::EventRecord& record, const LineRules& rules) {
    const auto& context = record.context;
    if (context.member.size() > name_bytes_max || context.club.size() > name_bytes_max)
        return "a name has more than 128 bytes. Shorten it.";
    if (context.boot.value == 0) return "boot is missing. Send 1 to 16 hexadecimal digits above 0.";
    if (rules.club && context.club != *rules.club)
        return "club is \"" + context.club + "\", but this Sauron watches \"" + *rules.club + "\".";
    return {};
}

/// As the eyes' connections say it of themselves (collector/eyes.cpp).
std::string about_text(const RecordingHead::Member& member) {
    json::Object about;
    const auto address = parse_address(member.address);
    about.text("address", address ? ip_text(*address) : member.address).number("port", address ? address->port : 0);
    return about.text("program", member.program).raw("settings", json::to_text(member.settings)).done();
}

std::string about_text(const std::optional<RecordingHead>& head, const journal::Stream& stream) {
    if (!head) return {};
    for (const auto& member : head->members)
        if (member.name == stream.member && member.boot == stream.boot) return about_text(member);
    return {};
}

/// Consecutive events of one stream become batches.
void append_batches(Lines& lines, const store::Batch& like, std::vector<journal::Stamped>& events) {
    std::map<Sequence, journal::Stamped> in_order;  // of the same seq the first is taken
    for (auto& each : events) {
        const auto seq = each.event.seq;
        if (!in_order.emplace(seq, std::move(each)).second) ++lines.repeated;
    }
    journal::Encoder encoder;
    const auto finish = [&] {
        lines.events += encoder.count();
        lines.batches.push_back(like);
        lines.batches.back().events = encoder.take();
    };
    for (const auto& [seq, each] : in_order) {
        if (!encoder.empty() && seq.value != encoder.last().value + 1) finish();
        if (encoder.count() < journal::batch_events_max && encoder.add(each.event, each.wall_time_ns)) continue;
        finish();
        encoder.add(each.event, each.wall_time_ns);
    }
    if (!encoder.empty()) finish();
}

}  // namespace

tl::expected<Lines, RecordingError> read_lines(std::string_view text, const LineRules& rules) {
    constexpr bool headless = true;
    answers::RecordingReader reader{headless};
    Streams streams;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto record = reader.line(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!record) return tl::unexpected{record.error()};
        if (!*record) continue;
        auto& [event, context] = **record;
        if (rules.club && context.club.empty()) context.club = *rules.club;
        if (auto wrong = objection(**record, rules); !wrong.empty())
            return tl::unexpected{RecordingError{static_cast<std::size_t>(reader.lines()), 1, std::move(wrong)}};
        const auto wall = context.wall_time ? context.wall_time->ns : rules.now_ns;
        streams[{context.club, context.member, context.boot}].push_back({std::move(event), wall});
    }
    Lines lines;
    for (auto& [stream, events] : streams)
        append_batches(lines, {rules.run, stream, about_text(reader.head(), stream), {}}, events);
    lines.head = reader.head();
    lines.unknown_kinds = reader.unknown_kinds();
    return lines;
}

}  // namespace watercooler::api
