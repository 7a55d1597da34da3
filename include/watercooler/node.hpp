#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>
#include <watercooler/address.hpp>
#include <watercooler/bytes.hpp>
#include <watercooler/codec.hpp>
#include <watercooler/event.hpp>
#include <watercooler/member.hpp>
#include <watercooler/number.hpp>
#include <watercooler/rumor.hpp>
#include <watercooler/settings.hpp>
#include <watercooler/time.hpp>

namespace watercooler {

/// What makes this life of the node different from every other. Recorded, so that a run can be repeated.
struct Boot {
    BootId id{};                    // never 0
    std::uint64_t seed = 0;         // of the node's own randomness
    std::int64_t wall_zero_ms = 0;  // milliseconds since 1970 at Instant{}: uuids derive from it and from `now`
    Memory memory{};                // of the life before; empty at the first
};

struct Datagram {
    Address to{};
    Buffer bytes{};
    friend bool operator==(const Datagram&, const Datagram&) = default;
};

/// What the driver does with streams. Each names one stream; after `Close` or `Failed` its id is never used again.
struct OpenStream {
    StreamId id{};
    Address to{};
    Buffer bytes{};  // written once connected
    friend bool operator==(const OpenStream&, const OpenStream&) = default;
};
struct WriteStream {
    StreamId id{};
    Buffer bytes{};
    friend bool operator==(const WriteStream&, const WriteStream&) = default;
};
struct CloseStream {  // after all that was written has gone out
    StreamId id{};
    friend bool operator==(const CloseStream&, const CloseStream&) = default;
};
using StreamAction = std::variant<OpenStream, WriteStream, CloseStream>;

/// What happened on a stream.
struct StreamAccepted {
    Address from{};
};
struct StreamData {
    Bytes bytes{};
};
struct StreamEnded {};  // the other side will send no more
struct StreamFailed {
    std::string reason{};  // refused, reset, unreachable ...; `refused` counts as evidence like an ICMP refusal
};
using StreamInput = std::variant<StreamAccepted, StreamData, StreamEnded, StreamFailed>;

/// Everything a Node wants done. The driver does it, then clears it; a test compares it.
struct Outbox {
    std::vector<Datagram> datagrams{};
    std::vector<StreamAction> streams{};
    std::vector<Event> events{};

    bool empty() const { return datagrams.empty() && streams.empty() && events.empty(); }
    void clear() {
        datagrams.clear();
        streams.clear();
        events.clear();
    }
};

/// What became of a rumor that came through a door.
struct Told {
    Outcome outcome = Outcome::rejected;
    std::string reason{};  // of a rejection
};

/// One participant of the cluster as pure state: bytes and time in, bytes and events out.
///
/// Reads no clock, opens no socket, starts no thread. Same settings, boot and inputs: same outputs, to the byte.
/// Not thread-safe. After every input: do what `out` says, then sleep until `next_wakeup()`.
/// `now` never goes backwards (asserted). Packets before timers: hand over all that has arrived, then call `wake`.
/// Every input function appends to `out` and never clears it.
class Node {
public:
    /// `settings` must have passed `check` (asserted). `codec` outlives the node.
    Node(const Settings& settings, const Codec& codec, const Boot& boot);
    ~Node();
    Node(Node&&) noexcept;
    Node& operator=(Node&&) noexcept;

    /// First input, once: emits `started` and arms the timers. The entries of the memory are told again, one version
    /// up.
    void start(Instant now, Outbox& out);

    // What the network brings. Malformed bytes become an event, never an error.
    void receive(Instant now, const Address& from, Bytes datagram, Outbox& out);
    /// An ICMP port refusal for something that we sent to `to`.
    void refused(Instant now, const Address& to, Outbox& out);
    void stream(Instant now, StreamId id, const StreamInput& input, Outbox& out);
    /// The timers. Calling it early is harmless.
    void wake(Instant now, Outbox& out);

    // What its owner wants.
    /// Push/pull with each of these addresses, at most 64.
    void join(Instant now, std::span<const Address> seeds, Outbox& out);
    /// Sets an own entry and tells everyone. Errors: key, value or number of keys outside the limits; nothing changes
    /// then.
    tl::expected<Version, RumorError> set(Instant now, std::string_view key, std::string_view value, Outbox& out);
    /// A rumor through a door: applies the update rules and forwards what they say. `from` is who brought it.
    Told tell(Instant now, const Rumor& rumor, std::string_view from, Outbox& out);
    /// Says goodbye: Serf's leave intent, then memberlist's dead about itself. See `left`.
    void leave(Instant now, Outbox& out);
    /// True once the goodbye has been told often enough, or nobody is there to hear it, or 2 s have passed.
    bool left() const;
    /// Last input: emits `stopped`.
    void stop(Instant now, std::string_view reason, Outbox& out);
    /// Adds an event of the driver or the program (held, frozen, http_request, logged ...) to the node's own sequence.
    Sequence note(Instant now, Event event, Outbox& out);

    /// When to call wake() next; `never` if nothing is pending.
    Instant next_wakeup() const;

    // Views, for dashboards and tests. Ordered by name (and key).
    const Settings& settings() const;
    const Boot& boot() const;
    Incarnation incarnation() const;
    std::vector<MemberView> members(Instant now) const;
    std::vector<EntryView> entries(Instant now) const;
    /// One entry; nothing if it is not known.
    std::optional<EntryView> entry(std::string_view origin, std::string_view key, Instant now) const;
    std::vector<MessageView> messages(Instant now) const;
    const EventCounters& counters() const;
    Totals totals() const;
    /// The two sums that pings carry: equal on two nodes that believe the same.
    std::pair<std::uint64_t, std::uint64_t> fingerprint() const;  // members, entries
    Memory memory() const;

private:
    struct State;  // members, probe, suspicions, rumors: one file each in lib/core
    std::unique_ptr<State> state_;
};

}  // namespace watercooler
