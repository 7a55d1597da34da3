#pragma once

// Serf's messages: what travels in memberlist's user messages, user state and metadata.
// Source: docs/protocol.md, "Messages of Serf".
#include "message/codec.hpp"
#include "wire/fields.hpp"

namespace watercooler::wire {

namespace serf_type {
inline constexpr std::uint8_t leave = 0, join = 1, state = 2, event = 3, query = 4;
}

void fields(auto& map, Either<message::JoinIntent> auto& intent) {
    map("LTime", intent.ltime);
    map("Node", intent.node);
}

void fields(auto& map, Either<message::LeaveIntent> auto& intent) {
    map("LTime", intent.ltime);
    map("Node", intent.node);
    map("Prune", intent.prune);
}

void fields(auto& map, Either<message::UserEvent> auto& event) {
    map("CC", event.coalesce);
    map("LTime", event.ltime);
    map("Name", event.name);
    map("Payload", event.payload);
}

void fields(auto& map, Either<message::Query> auto& query) {
    map("Addr", query.address);
    map("Filters", query.filters);
    map("Flags", query.flags);
    map("ID", query.id);
    map("LTime", query.ltime);
    map("Name", query.name);
    map("Payload", query.payload);
    map("Port", query.port);
    map("RelayFactor", query.relay_factor);
    map("SourceNode", query.source_node);
    map("Timeout", query.timeout_ns);
}

/// One user event inside the state.
using RecentEvent = std::pair<std::string, std::optional<Buffer>>;
void fields(auto& map, Either<RecentEvent> auto& event) {
    map("Name", event.first);
    map("Payload", event.second);
}

void fields(auto& map, Either<message::SerfState::EventGroup> auto& group) {
    map("Events", group.events);
    map("LTime", group.ltime);
}

void fields(auto& map, Either<message::SerfState> auto& state) {
    map("EventLTime", state.event_ltime);
    map("Events", state.events);
    map("LTime", state.member_ltime);
    map("LeftMembers", state.left_members);
    map("QueryLTime", state.query_ltime);
    map("StatusLTimes", state.status_ltimes);
    map.maybe("Wc", state.fingerprint);
}

/// Queries that end an older agent: an empty filter; a keyring query without a payload. Never sent, never told on.
bool forbidden(const message::Query& query);

Buffer encode_state(const message::SerfState& state);
Decoded<message::SerfState> decode_state(Bytes user_state);
Buffer encode_tags(const message::Tags& tags);
Decoded<message::Tags> decode_tags(Bytes meta);

}  // namespace watercooler::wire
