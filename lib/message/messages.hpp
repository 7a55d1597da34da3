#pragma once

// What travels between members, as plain values. Field names and meanings: docs/protocol.md.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>
#include <watercooler/address.hpp>
#include <watercooler/bytes.hpp>
#include <watercooler/member.hpp>
#include <watercooler/number.hpp>
#include <watercooler/rumor.hpp>

namespace watercooler::message {

/// Two order-free sums: equal on two nodes that believe the same. Travels as the map field `Wc`, 16 bytes big-endian.
struct Fingerprint {
    std::uint64_t members = 0;  // name and incarnation of those alive or suspect
    std::uint64_t entries = 0;
    friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

/// Who sends a ping, as far as it says so; fields that are empty are not on the wire.
struct Source {
    Buffer address{};
    std::string node{};
    std::uint16_t port = 0;
    friend bool operator==(const Source&, const Source&) = default;
};

// ---- memberlist ----
struct Ping {
    std::string node{};  // for whom; empty = whoever reads it
    std::uint32_t sequence = 0;
    Source source{};
    std::optional<Fingerprint> fingerprint{};
    friend bool operator==(const Ping&, const Ping&) = default;
};
struct IndirectPing {
    bool nack = false;
    std::string node{};
    std::uint16_t port = 0;
    std::uint32_t sequence = 0;
    Source source{};
    Buffer target{};
    friend bool operator==(const IndirectPing&, const IndirectPing&) = default;
};
struct Ack {
    std::optional<Buffer> payload{};  // nothing = nil, which differs from empty
    std::uint32_t sequence = 0;
    std::optional<Fingerprint> fingerprint{};
    friend bool operator==(const Ack&, const Ack&) = default;
};
struct Nack {
    std::uint32_t sequence = 0;
    friend bool operator==(const Nack&, const Nack&) = default;
};
struct Suspect {
    std::string from{};
    Incarnation incarnation{};
    std::string node{};
    friend bool operator==(const Suspect&, const Suspect&) = default;
};
struct Dead {  // from == node: a voluntary leave
    std::string from{};
    Incarnation incarnation{};
    std::string node{};
    friend bool operator==(const Dead&, const Dead&) = default;
};
struct Alive {
    std::optional<Buffer> address{};
    Incarnation incarnation{};
    std::optional<Buffer> meta{};
    std::string node{};
    std::uint16_t port = 0;
    std::optional<Buffer> versions{};  // six bytes; any other size counts as unknown
    friend bool operator==(const Alive&, const Alive&) = default;
};

// ---- Serf, inside memberlist's user message ----
/// Intents, user events and queries are told on byte for byte, so the bytes stay with them (`raw`, type byte included).
struct JoinIntent {
    std::uint64_t ltime = 0;
    std::string node{};
    Buffer raw{};
    friend bool operator==(const JoinIntent&, const JoinIntent&) = default;
};
struct LeaveIntent {
    std::uint64_t ltime = 0;
    std::string node{};
    bool prune = false;
    Buffer raw{};
    friend bool operator==(const LeaveIntent&, const LeaveIntent&) = default;
};
struct UserEvent {
    bool coalesce = false;
    std::uint64_t ltime = 0;
    std::string name{};
    std::optional<Buffer> payload{};
    Buffer raw{};
    friend bool operator==(const UserEvent&, const UserEvent&) = default;
};
struct Query {
    std::optional<Buffer> address{};
    std::optional<std::vector<Buffer>> filters{};
    std::uint32_t flags = 0;
    std::uint32_t id = 0;
    std::uint64_t ltime = 0;
    std::string name{};
    std::optional<Buffer> payload{};
    std::uint16_t port = 0;
    std::uint8_t relay_factor = 0;
    std::string source_node{};
    std::int64_t timeout_ns = 0;
    Buffer raw{};
    friend bool operator==(const Query&, const Query&) = default;
};
/// A user message of somebody else's making: kept whole, ignored by the core.
struct OtherUser {
    Buffer raw{};
    friend bool operator==(const OtherUser&, const OtherUser&) = default;
};

// ---- Watercooler's own, inside memberlist's user message after the byte 0x57 ----
/// A rumor on its way, with what the tellers add.
struct RumorCopy {
    Rumor rumor{};             // ttl: what is left for the receiver
    std::uint32_t hops = 0;    // tellings so far, this one included
    std::string from{};        // the teller's name
    std::uint64_t age_ms = 0;  // since the origin said it
    friend bool operator==(const RumorCopy&, const RumorCopy&) = default;
};
/// Names one rumor without its payload.
struct RumorId {
    Uuid uuid{};
    std::string name{}, key{};
    Version version{};
    friend bool operator==(const RumorId&, const RumorId&) = default;
};
/// "I have these." Who lacks one asks for it. `answer`: tell me either way (with Have or Pull).
struct Announce {
    std::vector<RumorId> ids{};
    bool answer = false;
    std::string from{};
    friend bool operator==(const Announce&, const Announce&) = default;
};
/// "I know all these already": the other answer to an Announce.
struct Have {
    std::vector<Uuid> uuids{};
    std::string from{};
    friend bool operator==(const Have&, const Have&) = default;
};
/// "Send me these": entries by name and key, members by name.
struct Pull {
    std::vector<RumorId> ids{};
    std::vector<std::string> members{};
    std::string from{};
    friend bool operator==(const Pull&, const Pull&) = default;
};
/// Reconciliation, first step: sums per bucket (16 each, by the hash's top bits).
struct Sums {
    std::vector<std::uint64_t> members{}, entries{};
    std::string from{};
    friend bool operator==(const Sums&, const Sums&) = default;
};
/// Reconciliation, second step: all that the sender holds in the buckets that differed.
struct Digests {
    struct Member {
        std::string name{};
        Incarnation incarnation{};
        Status status = Status::alive;
        friend bool operator==(const Member&, const Member&) = default;
    };
    std::uint16_t member_buckets = 0, entry_buckets = 0;  // bit sets: which buckets are told here, whole
    std::vector<Member> members{};
    std::vector<RumorId> entries{};
    std::string from{};
    friend bool operator==(const Digests&, const Digests&) = default;
};
/// Several rumors in one stream message.
struct RumorBatch {
    std::vector<RumorCopy> rumors{};
    std::string from{};
    friend bool operator==(const RumorBatch&, const RumorBatch&) = default;
};

/// One part of a datagram.
using Message = std::variant<Ping, IndirectPing, Ack, Nack, Suspect, Alive, Dead, JoinIntent, LeaveIntent, UserEvent,
                             Query, OtherUser, RumorCopy, Announce, Have, Pull, Sums, Digests, RumorBatch>;

// ---- streams ----
struct NodeState {
    std::optional<Buffer> address{};
    Incarnation incarnation{};
    std::optional<Buffer> meta{};
    std::string name{};
    std::uint16_t port = 0;
    Status status = Status::alive;
    std::optional<Buffer> versions{};
    friend bool operator==(const NodeState&, const NodeState&) = default;
};
struct PushPull {
    bool join = false;
    std::vector<NodeState> nodes{};
    Buffer user_state{};
    friend bool operator==(const PushPull&, const PushPull&) = default;
};
struct StreamError {
    std::string text{};
    friend bool operator==(const StreamError&, const StreamError&) = default;
};
/// A user message sent reliably: one of the user kinds of Message.
struct StreamUser {
    Message message{};
    friend bool operator==(const StreamUser&, const StreamUser&) = default;
};
using StreamMessage = std::variant<PushPull, Ping, Ack, StreamUser, StreamError>;

/// Serf's state inside a push/pull.
struct SerfState {
    std::uint64_t member_ltime = 0, event_ltime = 0, query_ltime = 0;
    std::vector<std::string> left_members{};
    std::map<std::string, std::uint64_t> status_ltimes{};
    struct EventGroup {
        std::uint64_t ltime = 0;
        std::vector<std::pair<std::string, std::optional<Buffer>>> events{};  // name, payload
        friend bool operator==(const EventGroup&, const EventGroup&) = default;
    };
    std::vector<std::optional<EventGroup>> events{};
    std::optional<Fingerprint> fingerprint{};  // our extra field `Wc`; other kinds ignore it
    friend bool operator==(const SerfState&, const SerfState&) = default;
};

using Tags = std::map<std::string, std::string>;

}  // namespace watercooler::message
