#include "member/snapshot.hpp"

#include <unistd.h>

#include "json/views.hpp"

namespace watercooler::member {
namespace {

constexpr std::size_t recent_max = 50;

std::uint64_t nanoseconds(Instant protocol) { return static_cast<std::uint64_t>(protocol.time_since_epoch().count()); }

json::SelfInfo self_of(const Member& member) {
    const auto& node = member.driver().node();
    json::SelfInfo self;
    self.club = member.options().club;
    self.name = node.settings().name;
    self.address = ip_text(node.settings().address);
    self.port = node.settings().address.port;
    self.pid = static_cast<std::uint64_t>(::getpid());
    self.boot = node.boot().id;
    self.incarnation = node.incarnation().value;
    self.program = WATERCOOLER_VERSION;
    self.automatic = member.picker().due() != never;
    self.interval_ms = static_cast<std::uint64_t>(member.picker().interval().count());
    self.dashboard = member.url() + "/";
    self.sauron = member.sauron_url();
    return self;
}

void add_eye(std::map<std::string, std::uint64_t>& counters, const eye::Counts& eye) {
    counters["eye_sent"] = eye.sent;
    counters["eye_acked"] = eye.acked;
    counters["eye_queued_bytes"] = eye.queued_bytes;
    counters["eye_spooled_bytes"] = eye.spooled_bytes;
    counters["eye_events_lost"] = eye.lost;  // `eye_lost` counts how often that was told
    counters["eye_connected"] = eye.connected;
}

std::string frozen_word(const Member& member) { return member.driver().gate().frozen_or_stepping() ? "soft" : "no"; }

}  // namespace

json::StateInfo state_of(const Member& member) {
    const auto& node = member.driver().node();
    const auto now = member.driver().protocol_now();
    const auto members = node.members(now);
    const auto entries = node.entries(now);
    const auto [members_sum, entries_sum] = node.fingerprint();
    json::StateInfo state;
    state.self = self_of(member);
    state.frozen = frozen_word(member);
    state.held = member.driver().gate().held_count();
    state.seq = member.activity().newest().value;
    state.protocol_time_ns = nanoseconds(now);
    state.wall_time = json::WallTime{member.wall_time_ns()};
    state.members_sum = members_sum;
    state.entries_sum = entries_sum;
    state.members = json::member_infos(members, entries, node.settings().name, now);
    state.strangers = json::stranger_infos(members, entries);
    state.counters = json::counters(node.counters(), node.totals());
    if (const auto eye = member.eye_counts()) add_eye(state.counters, *eye);
    return state;
}

std::vector<json::BookRow> books_of(const Member& member) {
    const auto now = member.driver().protocol_now();
    return json::book_rows(member.driver().node().members(now), member.driver().node().entries(now));
}

json::MessagesInfo messages_of(const Member& member) {
    json::MessagesInfo info;
    for (const auto& each : member.driver().node().messages(member.driver().protocol_now()))
        info.queued.push_back(json::queued_info(each));
    for (const auto& each : member.driver().gate().held())
        info.held.push_back(json::held_info(each, member.driver().host_now()));
    std::vector<Activity::Row> recent;
    for (auto& row : member.activity().after(Sequence{}, Activity::count_max))
        if (row.event.kind == EventKind::sent || row.event.kind == EventKind::received)
            recent.push_back(std::move(row));
    if (recent.size() > recent_max) recent.erase(recent.begin(), recent.end() - recent_max);
    info.recent = records_of(member, recent);
    return info;
}

json::ControlInfo control_of(const Member& member, bool changed) {
    json::ControlInfo info;
    info.name = member.options().name;
    info.frozen = frozen_word(member);
    info.held = member.driver().gate().held_count();
    info.protocol_time_ns = nanoseconds(member.driver().protocol_now());
    info.changed = changed;
    return info;
}

std::vector<json::EventRecord> records_of(const Member& member, const std::vector<Activity::Row>& rows) {
    std::vector<json::EventRecord> records;
    const auto boot = member.driver().node().boot().id;
    for (const auto& row : rows)
        records.push_back(
            {row.event, {member.options().club, member.options().name, boot, json::WallTime{row.wall_time_ns}}});
    return records;
}

}  // namespace watercooler::member
