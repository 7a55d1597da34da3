#include "sim/event_choice.hpp"

#include "message/text.hpp"
#include "sim/words.hpp"

namespace watercooler::sim {
namespace {

struct Group {
    std::string_view name;
    EventKind first, last;
};
constexpr Group groups[] = {
    {"transport", EventKind::sent, EventKind::stream_closed}, {"rumor", EventKind::born, EventKind::expired},
    {"membership", EventKind::joined, EventKind::returned},   {"sync", EventKind::sync_started, EventKind::sync_done},
    {"life", EventKind::started, EventKind::eye_lost},        {"program", EventKind::http_request, EventKind::logged}};

}  // namespace

std::set<EventKind> read_kinds(const std::string& text) {
    std::set<EventKind> kinds;
    for (const auto& group : groups) {
        for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
            const auto each = static_cast<EventKind>(kind);
            if (text == group.name && each >= group.first && each <= group.last) kinds.insert(each);
        }
    }
    if (const auto kind = parse_event_kind(text)) kinds.insert(*kind);
    if (kinds.empty())
        throw StoryError("expected a kind of event, or one of transport, rumor, membership, sync, life; got '" +
                         escaped(text) + "'");
    return kinds;
}

bool is_routine(EventKind kind) {
    for (const auto& group : groups) {
        const bool common = group.name == "transport" || group.name == "sync" || group.name == "program";
        if (common && kind >= group.first && kind <= group.last) return true;
    }
    return kind == EventKind::probed || kind == EventKind::acked || kind == EventKind::announced ||
           kind == EventKind::pulled;
}

}  // namespace watercooler::sim
