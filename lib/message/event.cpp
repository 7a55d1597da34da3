#include <watercooler/event.hpp>

#include "message/text.hpp"

namespace watercooler {
namespace {

constexpr std::string_view names[] = {
#define WATERCOOLER_KIND(name, meaning) #name,
    WATERCOOLER_EVENT_KINDS(WATERCOOLER_KIND)
#undef WATERCOOLER_KIND
};

constexpr std::string_view meanings[] = {
#define WATERCOOLER_KIND(name, meaning) meaning,
    WATERCOOLER_EVENT_KINDS(WATERCOOLER_KIND)
#undef WATERCOOLER_KIND
};

void add(std::string& line, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    line += ' ';
    line += name;
    line += '=';
    line += word(value);
}

void add_number(std::string& line, std::string_view name, std::optional<std::uint64_t> value) {
    if (value) add(line, name, std::to_string(*value));
}

template <class Number>
void add_number(std::string& line, std::string_view name, const std::optional<Number>& value)
    requires requires { value->value; }
{
    if (value) add(line, name, std::to_string(value->value));
}

}  // namespace

std::string_view to_text(EventKind kind) { return names[static_cast<std::size_t>(kind)]; }
std::string_view meaning(EventKind kind) { return meanings[static_cast<std::size_t>(kind)]; }

std::optional<EventKind> parse_event_kind(std::string_view text) {
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        if (names[i] == text) return static_cast<EventKind>(i);
    }
    return std::nullopt;
}

std::string to_text(const Event& event) {
    std::string line{to_text(event.kind)};
    if (!event.peer.empty()) line += ' ' + word(event.peer);
    if (event.uuid != Uuid{}) add(line, "uuid", to_text(event.uuid));
    add(line, "origin", event.origin);
    add(line, "key", event.key);
    add_number(line, "version", event.version);
    add_number(line, "hop", event.hop);
    add_number(line, "bytes", event.bytes);
    add_number(line, "incarnation", event.incarnation);
    add_number(line, "count", event.count);
    add(line, "reason", event.reason);
    add(line, "value", event.value);
    if (event.packet) add(line, "packet", hex_text(event.packet->value));
    if (event.cause.value != 0) add(line, "cause", std::to_string(event.cause.value));
    return line;
}

}  // namespace watercooler
