#pragma once

// The answers of a member's HTTP API as plain values: the member fills and writes them, the command line reads them
// back. api/*.json shows each; the names are the same everywhere. Readers ignore fields they do not know; a field that
// is absent or null keeps its default, unless it names the thing itself.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/uuid.hpp>

#include "json/event.hpp"
#include "json/tree.hpp"
#include "json/wall_time.hpp"

namespace watercooler::json {

/// One entry, as one node believes it.
struct EntryInfo {
    std::string origin, key, value;
    std::uint64_t version = 0;
    Uuid uuid;
    std::uint64_t age_ms = 0;  // since its origin said it, as far as the tellers knew
    std::uint32_t hops = 0;    // tellings it took
    std::string from;          // who told; empty: the node itself
    std::string address;       // where the origin said it is
    std::uint16_t port = 0;
    bool own = false, stranger = false;
    friend bool operator==(const EntryInfo&, const EntryInfo&) = default;
};

/// One member, as one node believes it.
struct MemberInfo {
    std::string name, address;
    std::uint16_t port = 0;
    std::string status;  // alive, suspect, dead, left
    std::uint32_t incarnation = 0;
    bool self = false;
    bool watercooler = false;                      // understands our own messages
    std::uint64_t changed_ms = 0;                  // since the status changed
    std::optional<std::uint64_t> silence_ms;       // since it was last heard directly; nothing: never
    std::optional<std::chrono::microseconds> rtt;  // rtt_ms, with three decimals; of the latest direct probe
    std::map<std::string, std::string> tags;
    std::vector<EntryInfo> entries;  // those whose origin it is
    friend bool operator==(const MemberInfo&, const MemberInfo&) = default;
};

/// One row of the books table: a member, or a stranger with a book. A member whose book is not known yet has none.
struct BookRow {
    std::string name, address;
    std::uint16_t port = 0;
    std::optional<std::string> book;
    std::uint64_t version = 0;
    std::uint64_t age_ms = 0;
    std::optional<Uuid> uuid;
    std::string status;  // alive, suspect, dead, left, stranger
    bool own = false, stranger = false;
    std::uint32_t hops = 0;
    std::string from;
    bool http = false;  // speaks nothing but HTTP, and living members tell it books
    friend bool operator==(const BookRow&, const BookRow&) = default;
};

/// The node that answers.
struct SelfInfo {
    std::string club, name, address;
    std::uint16_t port = 0;
    std::uint64_t pid = 0;
    BootId boot;  // 16 hex digits
    std::uint32_t incarnation = 0;
    std::string program;                  // its version, as in 0.1.0
    bool automatic = false;               // picks books by itself
    std::uint64_t interval_ms = 0;        // between two picks; 0 = never
    std::string dashboard;                // its address for a browser
    std::optional<std::string> sauron{};  // that of the Sauron it reports to; nothing if it knows none
    friend bool operator==(const SelfInfo&, const SelfInfo&) = default;
};

/// GET /api/v1/state
struct StateInfo {
    SelfInfo self;
    std::string frozen = "no";  // no, soft, hard
    std::uint64_t held = 0;     // inputs that wait for the thaw
    std::uint64_t seq = 0;      // of the latest event
    std::uint64_t protocol_time_ns = 0;
    WallTime wall_time;
    std::uint64_t members_sum = 0, entries_sum = 0;  // the fingerprint: equal on members that believe the same
    std::vector<MemberInfo> members;                 // self included, by name
    std::vector<EntryInfo> strangers;                // entries whose origin is no member
    std::map<std::string, std::uint64_t> counters;   // one per event kind, and the totals
    friend bool operator==(const StateInfo&, const StateInfo&) = default;
};

/// GET /api/v1/messages
struct MessagesInfo {
    struct Queued {
        std::string kind, peer, about;
        std::optional<Uuid> uuid;
        std::uint32_t transmits = 0;
        std::uint64_t bytes = 0;
        friend bool operator==(const Queued&, const Queued&) = default;
    };
    struct Held {
        std::string kind, peer;
        std::uint64_t bytes = 0;
        std::uint64_t age_ms = 0;  // host time: it grows while frozen
        friend bool operator==(const Held&, const Held&) = default;
    };
    std::vector<Queued> queued;
    std::vector<Held> held;
    std::vector<EventRecord> recent;
    friend bool operator==(const MessagesInfo&, const MessagesInfo&) = default;
};

/// POST /gossip, PUT /api/v1/entries/{key}: what became of it.
struct OutcomeInfo {
    std::string outcome;  // rejected, duplicate, stale, refuted, applied; held: runs after the thaw
    std::optional<Uuid> uuid;
    std::string uuid_given, name, key;
    std::uint64_t version = 0;
    std::string value, reason;
    friend bool operator==(const OutcomeInfo&, const OutcomeInfo&) = default;
};

/// POST /api/v1/control/…: what is true now.
struct ControlInfo {
    std::string name;
    std::string frozen = "no";
    std::uint64_t held = 0;
    std::uint64_t protocol_time_ns = 0;
    bool changed = false;  // false: it was so already
    friend bool operator==(const ControlInfo&, const ControlInfo&) = default;
};

/// Any answer with a status of 400 or more.
struct ErrorInfo {
    std::string code, message, hint;
    friend bool operator==(const ErrorInfo&, const ErrorInfo&) = default;
};

/// GET /api/v1/stream: the first frame, and after a gap in what is kept.
struct SnapshotInfo {
    StateInfo state;
    std::vector<BookRow> books;
    friend bool operator==(const SnapshotInfo&, const SnapshotInfo&) = default;
};
/// The other frames: what happened since, and the rows that changed, whole.
struct DeltaInfo {
    std::uint64_t seq = 0;  // of the last event in it; resume with ?after=seq
    std::string frozen = "no";
    std::uint64_t held = 0;
    std::vector<EventRecord> events;
    std::vector<MemberInfo> members;
    std::vector<BookRow> books;
    std::vector<std::string> gone;  // names that are in neither table any more
    friend bool operator==(const DeltaInfo&, const DeltaInfo&) = default;
};

std::string write(const EventRecord& record);
std::string write(const EntryInfo& entry);
std::string write(const MemberInfo& member);
std::string write(const BookRow& row);
std::string write(const std::vector<MemberInfo>& members);  // /api/v1/peers, /peers
std::string write(const std::vector<BookRow>& rows);        // /api/v1/books
std::string write(const std::vector<EventRecord>& events);  // /api/v1/activity
std::string write(const StateInfo& state);
std::string write(const MessagesInfo& messages);
std::string write(const OutcomeInfo& outcome);
std::string write(const ControlInfo& control);
std::string write(const ErrorInfo& error);
std::string write(const SnapshotInfo& snapshot);
std::string write(const DeltaInfo& delta);
/// GET /book: one row, as a single result.
std::string write_book(const BookRow& row);

// Errors: what is no JSON, larger than 32 MiB, of the wrong type, or without its name. The text is somebody else's.
Read<StateInfo> read_state(std::string_view text);
Read<std::vector<MemberInfo>> read_members(std::string_view text);
Read<std::vector<BookRow>> read_books(std::string_view text);
Read<BookRow> read_book(std::string_view text);
Read<std::vector<EventRecord>> read_events(std::string_view text);
Read<MessagesInfo> read_messages(std::string_view text);
Read<OutcomeInfo> read_outcome(std::string_view text);
Read<ControlInfo> read_control(std::string_view text);
Read<ErrorInfo> read_error(std::string_view text);
Read<SnapshotInfo> read_snapshot(std::string_view text);
Read<DeltaInfo> read_delta(std::string_view text);

}  // namespace watercooler::json
