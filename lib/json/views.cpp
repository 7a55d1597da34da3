#include "json/views.hpp"

#include <algorithm>
#include <set>
#include <sstream>

namespace watercooler::json {
namespace {

std::uint64_t ms(Duration time) {
    const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
}

/// Entries by origin. The views are ordered, but whoever fills them in a test need not know.
std::multimap<std::string_view, const EntryView*> by_origin(const std::vector<EntryView>& entries) {
    std::multimap<std::string_view, const EntryView*> result;
    for (const auto& entry : entries) result.emplace(entry.origin, &entry);
    return result;
}

std::set<std::string_view> names_of(const std::vector<MemberView>& members) {
    std::set<std::string_view> names;
    for (const auto& member : members) names.insert(member.name);
    return names;
}

MemberInfo member_info(const MemberView& view, std::string_view self, Instant now) {
    MemberInfo member;
    member.name = view.name;
    member.address = ip_text(view.address);
    member.port = view.address.port;
    member.status = to_text(view.status);
    member.incarnation = view.incarnation.value;
    member.self = view.name == self;
    member.watercooler = view.watercooler;
    member.changed_ms = ms(now - view.changed);
    if (view.last_heard) member.silence_ms = ms(now - *view.last_heard);
    if (view.round_trip) member.rtt = std::chrono::duration_cast<std::chrono::microseconds>(*view.round_trip);
    member.tags = view.tags;
    return member;
}

void add_entry(BookRow& row, const EntryView& entry) {
    row.book = entry.value;
    row.version = entry.version.value;
    row.age_ms = ms(entry.age);
    row.uuid = entry.uuid;
    row.own = entry.own;
    row.hops = entry.hops;
    row.from = entry.from;
}

BookRow member_row(const MemberView& member) {
    BookRow row;
    row.name = member.name;
    row.address = ip_text(member.address);
    row.port = member.address.port;
    row.status = to_text(member.status);
    return row;
}

BookRow stranger_row(const EntryView& entry) {
    BookRow row;
    row.name = entry.origin;
    row.address = entry.address;
    row.port = entry.port;
    row.status = "stranger";
    row.stranger = true;
    add_entry(row, entry);
    return row;
}

}  // namespace

EntryInfo entry_info(const EntryView& view) {
    EntryInfo entry;
    entry.origin = view.origin;
    entry.key = view.key;
    entry.value = view.value;
    entry.version = view.version.value;
    entry.uuid = view.uuid;
    entry.age_ms = ms(view.age);
    entry.hops = view.hops;
    entry.from = view.from;
    entry.address = view.address;
    entry.port = view.port;
    entry.own = view.own;
    entry.stranger = view.stranger;
    return entry;
}

std::vector<MemberInfo> member_infos(const std::vector<MemberView>& members, const std::vector<EntryView>& entries,
                                     std::string_view self, Instant now) {
    const auto origins = by_origin(entries);
    std::vector<MemberInfo> result;
    for (const auto& view : members) {
        result.push_back(member_info(view, self, now));
        const auto [first, last] = origins.equal_range(view.name);
        for (auto entry = first; entry != last; ++entry) result.back().entries.push_back(entry_info(*entry->second));
    }
    return result;
}

std::vector<EntryInfo> stranger_infos(const std::vector<MemberView>& members, const std::vector<EntryView>& entries) {
    const auto names = names_of(members);
    std::vector<EntryInfo> result;
    for (const auto& entry : entries) {
        if (!names.contains(entry.origin)) result.push_back(entry_info(entry));
    }
    return result;
}

std::vector<BookRow> book_rows(const std::vector<MemberView>& members, const std::vector<EntryView>& entries) {
    std::map<std::string_view, const EntryView*> books;
    for (const auto& entry : entries) {
        if (entry.key == "book") books.emplace(entry.origin, &entry);
    }
    std::vector<BookRow> rows;
    for (const auto& member : members) {
        rows.push_back(member_row(member));
        const auto book = books.find(member.name);
        if (book == books.end()) continue;
        add_entry(rows.back(), *book->second);
        books.erase(book);
    }
    const auto hosts = http_hosts(members, entries);
    for (const auto& book : books) {
        rows.push_back(stranger_row(*book.second));
        const auto place = parse_ip(rows.back().address, rows.back().port);
        rows.back().http = place && hosts.contains(to_text(*place));
    }
    return rows;
}

std::map<std::string, std::set<std::string>, std::less<>> http_hosts(const std::vector<MemberView>& members,
                                                                     const std::vector<EntryView>& entries) {
    std::map<std::string, std::set<std::string>, std::less<>> hosts;
    std::set<std::string_view> living;
    for (const auto& member : members) {
        if (member.status <= Status::suspect) living.insert(member.name);
    }
    for (const auto& entry : entries) {
        if (entry.key != http_peers_key || !living.contains(entry.origin)) continue;
        std::istringstream places{entry.value};
        for (std::string place; places >> place;) hosts[place].insert(entry.origin);
    }
    return hosts;
}

std::map<std::string, std::uint64_t> counters(const EventCounters& events, const Totals& totals) {
    std::map<std::string, std::uint64_t> result{
        {"datagrams_out", totals.datagrams_out},
        {"datagrams_in", totals.datagrams_in},
        {"bytes_out", totals.bytes_out},
        {"bytes_in", totals.bytes_in},
        {"payload_copies", totals.payload_copies},
        {"copies_pushed", totals.copies_pushed},
        {"copies_answered", totals.copies_answered},
        {"copies_synced", totals.copies_synced},
        {"copies_corrected", totals.copies_corrected},
        {"copies_duplicate_in", totals.copies_duplicate_in},
        {"announce_messages", totals.announce_messages},
        {"queue_drops", totals.queue_drops},
        {"awareness", totals.awareness},
    };
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        result.emplace(to_text(static_cast<EventKind>(i)), events[i]);
    }
    return result;
}

MessagesInfo::Queued queued_info(const MessageView& view) {
    MessagesInfo::Queued queued;
    queued.kind = view.kind;
    queued.peer = view.peer;
    queued.about = view.about;
    if (view.uuid != Uuid{}) queued.uuid = view.uuid;
    queued.transmits = view.transmits;
    queued.bytes = view.bytes;
    return queued;
}

MessagesInfo::Held held_info(const FreezeGate::HeldView& view, Instant host_now) {
    return {view.kind, view.peer, view.bytes, ms(host_now - view.since)};
}

OutcomeInfo outcome_info(const GivenRumor& given, const Told& told) {
    auto outcome = held_outcome(given);
    outcome.outcome = to_text(told.outcome);
    outcome.reason = told.reason;
    return outcome;
}

OutcomeInfo held_outcome(const GivenRumor& given) {
    OutcomeInfo outcome;
    outcome.outcome = "held";
    outcome.uuid = given.rumor.uuid;
    outcome.uuid_given = given.uuid_text;
    outcome.name = given.rumor.name;
    outcome.key = given.rumor.key;
    outcome.version = given.rumor.version.value;
    outcome.value = given.rumor.payload;
    return outcome;
}

}  // namespace watercooler::json
