#include <algorithm>
#include <cstdio>

#include "json/info.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::json {
namespace {

/// 412 us is 0.412: the name says milliseconds, a loopback answers in less than one.
std::string milliseconds_text(std::chrono::microseconds time) {
    char text[32];
    const long long us = std::max<long long>(time.count(), 0);
    std::snprintf(text, sizeof text, "%lld.%03lld", us / 1000, us % 1000);
    return text;
}

Object& add_uuid(Object& object, std::string_view name, const std::optional<Uuid>& uuid) {
    return uuid ? object.text(name, to_text(*uuid)) : object.null(name);
}

std::string tags_text(const std::map<std::string, std::string>& tags) {
    Object object;
    for (const auto& [name, value] : tags) object.text(name, value);
    return object.done();
}

std::string counters_text(const std::map<std::string, std::uint64_t>& counters) {
    Object object;
    for (const auto& [name, value] : counters) object.number(name, value);
    return object.done();
}

std::string names_text(const std::vector<std::string>& names) {
    std::vector<std::string> texts;
    for (const auto& name : names) texts.push_back(quote(name));
    return array(texts);
}

std::string write(const SelfInfo& self) {
    Object object;
    object.text("club", self.club).text("name", self.name).text("address", self.address).number("port", self.port);
    object.number("pid", self.pid).text("boot", hex_text(self.boot.value)).number("incarnation", self.incarnation);
    object.text("program", self.program).flag("automatic", self.automatic).number("interval_ms", self.interval_ms);
    object.text("dashboard", self.dashboard);
    return (self.sauron ? object.text("sauron", *self.sauron) : object.null("sauron")).done();
}

std::string write(const MessagesInfo::Queued& queued) {
    Object object;
    object.text("kind", queued.kind).text("peer", queued.peer).text("about", queued.about);
    add_uuid(object, "uuid", queued.uuid);
    return object.number("transmits", queued.transmits).number("bytes", queued.bytes).done();
}

std::string write(const MessagesInfo::Held& held) {
    Object object;
    object.text("kind", held.kind).text("peer", held.peer);
    return object.number("bytes", held.bytes).number("age_ms", held.age_ms).done();
}

// After the writers above: a template finds only those that stand before it.
template <class Thing>
std::string list(const std::vector<Thing>& things) {
    std::vector<std::string> texts;
    texts.reserve(things.size());
    for (const auto& thing : things) texts.push_back(write(thing));
    return array(texts);
}

void add_row(Object& object, const BookRow& row) {
    object.text("name", row.name).text("address", row.address).number("port", row.port);
    if (row.book)
        object.text("book", *row.book);
    else
        object.null("book");
    object.number("version", row.version).number("age_ms", row.age_ms);
    add_uuid(object, "uuid", row.uuid);
    object.text("status", row.status).flag("own", row.own).flag("stranger", row.stranger);
    object.number("hops", row.hops).text("from", row.from).flag("http", row.http);
}

void add_state(Object& object, const StateInfo& state) {
    object.raw("self", write(state.self)).text("frozen", state.frozen).number("held", state.held);
    object.number("seq", state.seq).number("protocol_time_ns", state.protocol_time_ns);
    object.text("wall_time", to_text(state.wall_time));
    Object sums;
    sums.text("members", hex_text(state.members_sum)).text("entries", hex_text(state.entries_sum));
    object.raw("fingerprint", sums.done()).raw("members", list(state.members)).raw("strangers", list(state.strangers));
    object.raw("counters", counters_text(state.counters));
}

}  // namespace

std::string write(const EventRecord& record) { return write_event(record.event, record.context); }

std::string write(const EntryInfo& entry) {
    Object object;
    object.text("origin", entry.origin).text("key", entry.key).text("value", entry.value);
    object.number("version", entry.version).text("uuid", to_text(entry.uuid)).number("age_ms", entry.age_ms);
    object.number("hops", entry.hops).text("from", entry.from).text("address", entry.address);
    return object.number("port", entry.port).flag("own", entry.own).flag("stranger", entry.stranger).done();
}

std::string write(const MemberInfo& member) {
    Object object;
    object.text("name", member.name).text("address", member.address).number("port", member.port);
    object.text("status", member.status).number("incarnation", member.incarnation).flag("self", member.self);
    object.flag("watercooler", member.watercooler).number("changed_ms", member.changed_ms);
    if (member.silence_ms)
        object.number("silence_ms", *member.silence_ms);
    else
        object.null("silence_ms");
    if (member.rtt)
        object.raw("rtt_ms", milliseconds_text(*member.rtt));
    else
        object.null("rtt_ms");
    return object.raw("tags", tags_text(member.tags)).raw("entries", list(member.entries)).done();
}

std::string write(const BookRow& row) {
    Object object;
    add_row(object, row);
    return object.done();
}

std::string write_book(const BookRow& row) {
    auto object = answer("book");
    add_row(object, row);
    return object.done();
}

std::string write(const std::vector<MemberInfo>& members) { return list(members); }
std::string write(const std::vector<BookRow>& rows) { return list(rows); }
std::string write(const std::vector<EventRecord>& events) { return list(events); }

std::string write(const StateInfo& state) {
    auto object = answer("state");
    add_state(object, state);
    return object.done();
}

std::string write(const MessagesInfo& messages) {
    return answer("messages")
        .raw("queued", list(messages.queued))
        .raw("held", list(messages.held))
        .raw("recent", list(messages.recent))
        .done();
}

std::string write(const OutcomeInfo& outcome) {
    auto object = answer("outcome");
    object.text("outcome", outcome.outcome);
    add_uuid(object, "uuid", outcome.uuid);
    object.text("uuid_given", outcome.uuid_given).text("name", outcome.name).text("key", outcome.key);
    object.number("version", outcome.version).text("value", outcome.value);
    return object.text("reason", outcome.reason).done();
}

std::string write(const ControlInfo& control) {
    return answer("control")
        .text("name", control.name)
        .text("frozen", control.frozen)
        .number("held", control.held)
        .number("protocol_time_ns", control.protocol_time_ns)
        .flag("changed", control.changed)
        .done();
}

std::string write(const ErrorInfo& error) {
    Object inner;
    inner.text("code", error.code).text("message", error.message).text("hint", error.hint);
    return Object{}.raw("error", inner.done()).done();
}

std::string write(const SnapshotInfo& snapshot) {
    return answer("snapshot").raw("state", write(snapshot.state)).raw("books", list(snapshot.books)).done();
}

std::string write(const DeltaInfo& delta) {
    auto object = answer("delta");
    object.number("seq", delta.seq).text("frozen", delta.frozen).number("held", delta.held);
    object.raw("events", list(delta.events)).raw("members", list(delta.members)).raw("books", list(delta.books));
    return object.raw("gone", names_text(delta.gone)).done();
}

}  // namespace watercooler::json
