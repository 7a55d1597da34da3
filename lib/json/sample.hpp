#pragma once

// The small club that api/*.json shows, as values: for tests only.
#include "json/faults.hpp"
#include "json/info.hpp"

namespace watercooler::json::sample {

inline const Uuid gatsby = *parse_uuid("01932f5c-8a1e-7c55-9b1e-5d0c2a7be001");
inline const Uuid dune = *parse_uuid("01932f5c-9b2f-7a01-8c3d-6e1f0a2b3c4d");
inline const Uuid foreign = make_uuid_v5("asdijfaojf3232");
inline const WallTime noon = *parse_wall_time("2026-03-01T12:00:00Z");

inline EntryInfo jimmys_book() {
    return {.origin = "jimmy",
            .key = "book",
            .value = "The Great Gatsby",
            .version = 7,
            .uuid = gatsby,
            .age_ms = 1250,
            .hops = 0,
            .from = "",
            .address = "127.0.0.1",
            .port = 81,
            .own = true,
            .stranger = false};
}
inline EntryInfo tods_book() {
    return {.origin = "tod",
            .key = "book",
            .value = "Dune",
            .version = 3,
            .uuid = dune,
            .age_ms = 8400,
            .hops = 2,
            .from = "amy",
            .address = "127.0.0.1",
            .port = 82,
            .own = false,
            .stranger = false};
}
inline EntryInfo strangers_book() {
    return {.origin = "196.18.1.0:80",
            .key = "book",
            .value = "bookname",
            .version = 1,
            .uuid = foreign,
            .age_ms = 60000,
            .hops = 1,
            .from = "tod",
            .address = "196.18.1.0",
            .port = 80,
            .own = false,
            .stranger = true};
}

inline MemberInfo jimmy() {
    return {.name = "jimmy",
            .address = "127.0.0.1",
            .port = 81,
            .status = "alive",
            .incarnation = 1,
            .self = true,
            .watercooler = true,
            .changed_ms = 90000,
            .silence_ms = {},
            .rtt = {},
            .tags = {{"wc", "1"}},
            .entries = {jimmys_book()}};
}
inline MemberInfo tod() {
    return {.name = "tod",
            .address = "127.0.0.1",
            .port = 82,
            .status = "alive",
            .incarnation = 2,
            .self = false,
            .watercooler = true,
            .changed_ms = 85000,
            .silence_ms = 430,
            .rtt = std::chrono::microseconds{412},
            .tags = {{"role", "reader"}, {"wc", "1"}},
            .entries = {tods_book()}};
}
/// A Serf agent: it has no book, and has not been heard from directly yet.
inline MemberInfo agent() {
    return {.name = "agent",
            .address = "127.0.0.2",
            .port = 7946,
            .status = "suspect",
            .incarnation = 4,
            .self = false,
            .watercooler = false,
            .changed_ms = 2100,
            .silence_ms = {},
            .rtt = {},
            .tags = {},
            .entries = {}};
}

inline BookRow agents_row() {
    return {.name = "agent",
            .address = "127.0.0.2",
            .port = 7946,
            .book = {},
            .version = 0,
            .age_ms = 0,
            .uuid = {},
            .status = "suspect",
            .own = false,
            .stranger = false,
            .hops = 0,
            .from = ""};
}
inline BookRow jimmys_row() {
    return {.name = "jimmy",
            .address = "127.0.0.1",
            .port = 81,
            .book = "The Great Gatsby",
            .version = 7,
            .age_ms = 1250,
            .uuid = gatsby,
            .status = "alive",
            .own = true,
            .stranger = false,
            .hops = 0,
            .from = ""};
}
inline BookRow tods_row() {
    return {.name = "tod",
            .address = "127.0.0.1",
            .port = 82,
            .book = "Dune",
            .version = 3,
            .age_ms = 8400,
            .uuid = dune,
            .status = "alive",
            .own = false,
            .stranger = false,
            .hops = 2,
            .from = "amy"};
}
inline BookRow strangers_row() {
    return {.name = "196.18.1.0:80",
            .address = "196.18.1.0",
            .port = 80,
            .book = "bookname",
            .version = 1,
            .age_ms = 60000,
            .uuid = foreign,
            .status = "stranger",
            .own = false,
            .stranger = true,
            .hops = 1,
            .from = "tod"};
}
inline std::vector<BookRow> books() { return {agents_row(), jimmys_row(), tods_row(), strangers_row()}; }

inline EventContext context(std::int64_t ms) {
    return {"office", "jimmy", {0x5f3c9a1e77d20b48}, WallTime{noon.ns + ms * 1'000'000}};
}
inline EventRecord received() {
    Event event;
    event.seq = {4710};
    event.protocol_time = Instant{std::chrono::milliseconds{90'000}};
    event.kind = EventKind::received;
    event.peer = "amy";
    event.bytes = 143;
    event.packet = PacketHash{0x9e3779b97f4a7c15};
    event.reason = "compound";
    return {event, context(0)};
}
inline EventRecord applied() {
    Event event;
    event.seq = {4711};
    event.protocol_time = Instant{std::chrono::milliseconds{90'000}};
    event.kind = EventKind::applied;
    event.cause = {4710};
    event.peer = "amy";
    event.uuid = dune;
    event.origin = "tod";
    event.key = "book";
    event.version = Version{3};
    event.hop = 2;
    event.value = "Dune";
    return {event, context(0)};
}
inline EventRecord suspected() {
    Event event;
    event.seq = {4712};
    event.protocol_time = Instant{std::chrono::milliseconds{90'200}};
    event.kind = EventKind::suspected;
    event.cause = {4698};
    event.peer = "agent";
    event.incarnation = Incarnation{4};
    event.reason = "tod";
    return {event, context(200)};
}

/// Counters of kinds that never happened are there too; a sample shows some.
inline StateInfo state() {
    StateInfo state;
    state.self = {.club = "office",
                  .name = "jimmy",
                  .address = "127.0.0.1",
                  .port = 81,
                  .pid = 4242,
                  .boot = {0x5f3c9a1e77d20b48},
                  .incarnation = 1,
                  .program = "0.1.0",
                  .automatic = false,
                  .interval_ms = 10000,
                  .dashboard = "http://127.0.0.1:81/",
                  .sauron = "http://127.0.0.1:9090/"};
    state.frozen = "no";
    state.held = 0;
    state.seq = 4712;
    state.protocol_time_ns = 91'000'000'000;
    state.wall_time = WallTime{noon.ns + 1'000'000'000};
    state.members_sum = 0x1122334455667788;
    state.entries_sum = 0x99aabbccddeeff00;
    state.members = {agent(), jimmy(), tod()};
    state.strangers = {strangers_book()};
    state.counters = {{"applied", 12},  {"bytes_out", 48213},  {"datagrams_out", 512}, {"died", 0},
                      {"duplicate", 3}, {"payload_copies", 9}, {"suspected", 1}};
    return state;
}

inline MessagesInfo messages() {
    MessagesInfo messages;
    messages.queued = {
        {.kind = "announce", .peer = "tod", .about = "tod/book", .uuid = dune, .transmits = 0, .bytes = 61},
        {.kind = "suspect", .peer = "", .about = "agent", .uuid = {}, .transmits = 2, .bytes = 48}};
    messages.held = {{.kind = "datagram", .peer = "127.0.0.1:82", .bytes = 143, .age_ms = 820}};
    messages.recent = {received(), applied()};
    return messages;
}

inline OutcomeInfo gossip() {
    return {.outcome = "applied",
            .uuid = foreign,
            .uuid_given = "asdijfaojf3232",
            .name = "196.18.1.0:80",
            .key = "book",
            .version = 1,
            .value = "bookname",
            .reason = ""};
}
inline OutcomeInfo entry() {
    return {.outcome = "applied",
            .uuid = gatsby,
            .uuid_given = "",
            .name = "jimmy",
            .key = "book",
            .version = 7,
            .value = "The Great Gatsby",
            .reason = ""};
}
inline ControlInfo control() {
    return {.name = "jimmy", .frozen = "soft", .held = 3, .protocol_time_ns = 91'000'000'000, .changed = true};
}
inline FaultsInfo faults() {
    return {.name = "jimmy",
            .changed = true,
            .faults = {{.id = 3, .fault = "partition a* | [b-z]*", .kind = "partition", .left_ms = 19'750},
                       {.id = 1,
                        .fault = "loss 5% --from amy",
                        .kind = "loss",
                        .own = true,
                        .touches = false,
                        .left_ms = std::nullopt}}};
}
inline ErrorInfo error() {
    return {.code = "WC-FIELD",
            .message = "payload is 5000 bytes; the limit is 4096 bytes. Shorten it.",
            .hint = "GET /openapi.json describes every field."};
}
inline SnapshotInfo snapshot() { return {state(), books()}; }
inline DeltaInfo delta() {
    return {.seq = 4712,
            .frozen = "no",
            .held = 0,
            .events = {applied(), suspected()},
            .members = {agent()},
            .books = {tods_row(), agents_row()},
            .gone = {"old-timer"}};
}

}  // namespace watercooler::json::sample
