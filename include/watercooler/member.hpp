#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/address.hpp>
#include <watercooler/number.hpp>
#include <watercooler/rumor.hpp>
#include <watercooler/time.hpp>

namespace watercooler {

/// What a node believes about a member. The numbers are memberlist's push/pull states.
enum class Status : std::uint8_t { alive = 0, suspect = 1, dead = 2, left = 3 };
std::string_view to_text(Status status);

/// A row of a node's list: what it believes about one participant, itself included.
struct MemberView {
    std::string name{};
    Address address{};
    Status status = Status::alive;
    Incarnation incarnation{};
    std::map<std::string, std::string> tags{};
    bool watercooler = false;              // carries the tag `wc`: understands our own messages
    Instant changed{};                     // when the status last changed
    std::optional<Instant> last_heard{};   // nothing: never heard from directly
    std::optional<Duration> round_trip{};  // of the latest direct probe
};

/// One key of one origin, as this node believes it.
struct EntryView {
    std::string origin{};
    std::string key{};
    std::string value{};
    Version version{};
    Uuid uuid{};
    std::string address{};  // where the origin said it is
    std::uint16_t port = 0;
    std::string from{};      // who told us; empty: we ourselves
    std::uint32_t hops = 0;  // how many tellings it took
    Duration age{};          // since the origin said it, as far as the tellers knew
    bool own = false;
    bool stranger = false;  // the origin is no member that we know
};

/// A message that waits or is under way: for dashboards.
struct MessageView {
    std::string kind{};   // "rumor", "announce", "pull", "alive", "suspect", "dead", "intent", "event", "query"
    std::string peer{};   // whom it waits for, if for one
    std::string about{};  // member or entry
    Uuid uuid{};
    std::uint32_t transmits = 0;  // times sent so far
    std::uint64_t bytes = 0;
};

/// Numbers beside the event counters: since the start.
struct Totals {
    std::uint64_t datagrams_out = 0;
    std::uint64_t datagrams_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t payload_copies = 0;  // rumor payloads sent, whatever the reason; the sum of the five below
    std::uint64_t copies_pushed = 0;
    std::uint64_t copies_answered = 0;      // to a pull
    std::uint64_t copies_synced = 0;        // in a reconciliation
    std::uint64_t copies_corrected = 0;     // told a teller that knew less, or refuted
    std::uint64_t copies_duplicate_in = 0;  // received payloads that were known already
    std::uint64_t announce_messages = 0;
    std::uint64_t queue_drops = 0;
    std::uint32_t awareness = 0;  // the own health score now
};

/// What a node wants to know again after a restart. Written lazily; refutation covers what was lost.
struct Memory {
    Incarnation incarnation{};
    std::uint64_t member_clock = 0, event_clock = 0, query_clock = 0;  // Serf's Lamport times
    struct Entry {
        std::string key{}, value{};
        Version version{};
        Uuid uuid{};
        friend bool operator==(const Entry&, const Entry&) = default;
    };
    std::vector<Entry> entries{};  // the own ones
    struct Peer {
        std::string name{};
        Address address{};
        friend bool operator==(const Peer&, const Peer&) = default;
    };
    std::vector<Peer> peers{};  // to be tried again; at most 1,024

    friend bool operator==(const Memory&, const Memory&) = default;
};

}  // namespace watercooler
