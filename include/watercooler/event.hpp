#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <watercooler/number.hpp>
#include <watercooler/time.hpp>
#include <watercooler/uuid.hpp>

namespace watercooler {

/// The version of this schema. Append-only: kinds and fields are added at the end, never changed.
inline constexpr int event_schema_version = 1;

/// One kind for each thing that a node does. The list is the definition: text, JSON, counters and columns follow it.
/// X(name, what happened)
#define WATERCOOLER_EVENT_KINDS(X)                                                  \
    /* transport */                                                                 \
    X(sent, "a datagram or stream message went to peer")                            \
    X(received, "a datagram or stream message came from peer")                      \
    X(refused, "peer's host says that nobody listens there; cause = what was sent") \
    X(dropped, "something was thrown away, see reason")                             \
    X(held, "an input waits for the thaw")                                          \
    X(stream_opened, "a stream to or from peer was opened")                         \
    X(stream_closed, "a stream to or from peer was closed, see reason")             \
    /* rumor */                                                                     \
    X(born, "this node made a rumor about itself")                                  \
    X(applied, "a rumor was new and is now believed")                               \
    X(duplicate, "a rumor was known already")                                       \
    X(stale, "a rumor was older than what is believed")                             \
    X(refuted, "a claim about this node was outbid")                                \
    X(conflict, "two claims cannot both be true, see reason")                       \
    X(rejected, "a rumor broke a rule, see reason")                                 \
    X(announced, "a rumor's id was told to peer")                                   \
    X(pulled, "a rumor was asked of peer")                                          \
    X(expired, "an entry was forgotten for its age")                                \
    /* membership */                                                                \
    X(joined, "peer is a new living member")                                        \
    X(probed, "peer was pinged, directly or through helpers")                       \
    X(acked, "peer answered a probe")                                               \
    X(probe_failed, "peer answered neither directly nor through helpers")           \
    X(suspected, "reason accuses peer; count = its accusers, from the second on")   \
    X(cleared, "peer is no longer suspected")                                       \
    X(died, "peer is held dead")                                                    \
    X(left, "peer said goodbye")                                                    \
    X(updated, "peer's incarnation rose; reason = what else of it changed")         \
    X(reaped, "peer's record was forgotten")                                        \
    X(returned, "peer is alive again")                                              \
    /* sync */                                                                      \
    X(sync_started, "a reconciliation with peer began")                             \
    X(sync_done, "a reconciliation with peer ended; count = entries that differed") \
    /* life */                                                                      \
    X(started, "the node began")                                                    \
    X(frozen, "protocol time stands still; reason = by whose order")                \
    X(thawed, "protocol time goes on after count nanoseconds; reason = why")        \
    X(stepped, "protocol time ran for a step, or one held input was handed over")   \
    X(asleep, "the process did not run for count nanoseconds; a new incarnation")   \
    X(leaving, "the node says goodbye")                                             \
    X(stopped, "the node ended")                                                    \
    X(fault_set, "a fault was set")                                                 \
    X(fault_cleared, "a fault was cleared")                                         \
    X(eye_lost, "count events were not reported")                                   \
    /* program */                                                                   \
    X(http_request, "an HTTP request was answered")                                 \
    X(logged, "the program had something to say; reason = how grave: what")

enum class EventKind : std::uint8_t {
#define WATERCOOLER_KIND(name, meaning) name,
    WATERCOOLER_EVENT_KINDS(WATERCOOLER_KIND)
#undef WATERCOOLER_KIND
};

#define WATERCOOLER_KIND(name, meaning) +1
inline constexpr std::size_t event_kind_count = 0 WATERCOOLER_EVENT_KINDS(WATERCOOLER_KIND);
#undef WATERCOOLER_KIND

/// One thing that a node did. Club, member and boot are the node's own and stand beside the stream of events.
/// Fields that do not apply keep their default and are left out of every written form.
struct Event {
    Sequence seq{};           // set by the node: 1, 2, 3 … without gaps within a boot
    Instant protocol_time{};  // set by the node
    EventKind kind{};
    Sequence cause{};      // the event that led to this one; 0 = none
    std::string peer{};    // a member's name if known, else its address
    Uuid uuid{};           // the rumor
    std::string origin{};  // whose entry the rumor is about
    std::string key{};
    std::optional<Version> version{};  // of the entry
    std::optional<std::uint32_t> hop{};
    std::optional<std::uint64_t> bytes{};
    std::optional<PacketHash> packet{};
    std::optional<Incarnation> incarnation{};
    std::optional<std::uint64_t> count{};
    std::string reason{};  // code or short text: what was sent, why it was dropped, who accused ...
    std::string value{};   // of born and applied: what the entry says from now on

    friend bool operator==(const Event&, const Event&) = default;
};

/// One number per kind, since the start.
using EventCounters = std::array<std::uint64_t, event_kind_count>;

std::string_view to_text(EventKind kind);
/// The kind's meaning, as a sentence without a capital or a full stop.
std::string_view meaning(EventKind kind);
std::optional<EventKind> parse_event_kind(std::string_view text);
/// The one text form: `kind peer key=value …`, without time and member. Control characters are escaped.
std::string to_text(const Event& event);

}  // namespace watercooler
