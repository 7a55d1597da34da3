#include "member/metrics.hpp"

#include <array>
#include <string_view>

namespace watercooler::member {
namespace {

void family(std::string& text, std::string_view name, std::string_view type, std::string_view help) {
    text.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ");
    text.append(type).append("\n");
}
void sample(std::string& text, std::string_view name, std::uint64_t value) {
    text.append(name).append(" ").append(std::to_string(value)).append("\n");
}

void single(std::string& text, std::string_view name, std::string_view type, std::string_view help,
            std::uint64_t value) {
    family(text, name, type, help);
    sample(text, name, value);
}

void events(std::string& text, const EventCounters& counters) {
    family(text, "watercooler_events_total", "counter", "Events since the start, by kind.");
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        const auto name = to_text(static_cast<EventKind>(kind));
        sample(text, "watercooler_events_total{kind=\"" + std::string{name} + "\"}", counters[kind]);
    }
}

void peers(std::string& text, const std::vector<MemberView>& members) {
    std::array<std::uint64_t, 4> count{};
    for (const auto& member : members) ++count[static_cast<std::size_t>(member.status)];
    family(text, "watercooler_members", "gauge", "Members known, this one included, by status.");
    for (std::size_t status = 0; status < count.size(); ++status) {
        const auto name = to_text(static_cast<Status>(status));
        sample(text, "watercooler_members{status=\"" + std::string{name} + "\"}", count[status]);
    }
}

void eye_of(std::string& text, const eye::Counts& eye) {
    single(text, "watercooler_eye_sent_total", "counter", "Events sent to a Sauron at least once.", eye.sent);
    single(text, "watercooler_eye_acked_total", "counter", "Events that a Sauron holds for good.", eye.acked);
    single(text, "watercooler_eye_lost_total", "counter", "Events that will never be reported.", eye.lost);
    single(text, "watercooler_eye_queued_bytes", "gauge", "Bytes of events that wait in memory.", eye.queued_bytes);
    single(text, "watercooler_eye_spooled_bytes", "gauge", "Bytes of events that wait on disk.", eye.spooled_bytes);
    single(text, "watercooler_eye_connected", "gauge", "1 while a Sauron takes events.", eye.connected);
}

}  // namespace

std::string metrics_text(const Member& member) {
    const auto& node = member.driver().node();
    const auto totals = node.totals();
    const auto now = member.driver().protocol_now();
    const auto book = node.entry(node.settings().name, "book", now);
    std::string text;
    events(text, node.counters());
    peers(text, node.members(now));
    single(text, "watercooler_datagrams_sent_total", "counter", "Datagrams sent.", totals.datagrams_out);
    single(text, "watercooler_datagrams_received_total", "counter", "Datagrams received.", totals.datagrams_in);
    single(text, "watercooler_sent_bytes_total", "counter", "Bytes sent in datagrams and streams.", totals.bytes_out);
    single(text, "watercooler_received_bytes_total", "counter", "Bytes received.", totals.bytes_in);
    single(text, "watercooler_payload_copies_total", "counter", "Rumor payloads sent, whatever the reason.",
           totals.payload_copies);
    single(text, "watercooler_queue_drops_total", "counter", "What a full queue threw away.", totals.queue_drops);
    single(text, "watercooler_awareness", "gauge", "Own health score: 0 is healthy.", totals.awareness);
    single(text, "watercooler_http_peers", "gauge", "Nodes known to this member itself that speak only HTTP.",
           member.http_peers());
    single(text, "watercooler_frozen", "gauge", "1 while protocol time stands still.", member.driver().gate().frozen());
    single(text, "watercooler_held_inputs", "gauge", "Inputs that wait for the thaw.",
           member.driver().gate().held_count());
    single(text, "watercooler_book_version", "gauge", "Version of this member's own favourite book.",
           book ? book->version.value : 0);
    if (const auto eye = member.eye_counts()) eye_of(text, *eye);
    return text;
}

}  // namespace watercooler::member
