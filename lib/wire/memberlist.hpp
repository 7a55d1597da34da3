#pragma once

// The fields of memberlist's messages, in wire order. Source: docs/protocol.md, "Messages of memberlist".
#include "wire/fields.hpp"

namespace watercooler::wire {

namespace type {
inline constexpr std::uint8_t ping = 0, indirect_ping = 1, ack = 2, suspect = 3, alive = 4, dead = 5, push_pull = 6,
                              compound = 7, user = 8, compress = 9, encrypt = 10, nack = 11, crc = 12, error = 13,
                              label = 0xf4;
}

/// Fields of the sender, left out where it does not say.
void source_fields(auto& map, Either<message::Source> auto& source) {
    map.maybe("SourceAddr", source.address);
    map.maybe("SourceNode", source.node);
    map.maybe("SourcePort", source.port);
}

void fields(auto& map, Either<message::Ping> auto& ping) {
    map("Node", ping.node);
    map("SeqNo", ping.sequence);
    source_fields(map, ping.source);
    map.maybe("Wc", ping.fingerprint);
}

void fields(auto& map, Either<message::IndirectPing> auto& ping) {
    map("Nack", ping.nack);
    map("Node", ping.node);
    map("Port", ping.port);
    map("SeqNo", ping.sequence);
    source_fields(map, ping.source);
    map("Target", ping.target);
}

void fields(auto& map, Either<message::Ack> auto& ack) {
    map("Payload", ack.payload);
    map("SeqNo", ack.sequence);
    map.maybe("Wc", ack.fingerprint);
}

void fields(auto& map, Either<message::Nack> auto& nack) { map("SeqNo", nack.sequence); }

void fields(auto& map, Either<message::Suspect> auto& suspect) {
    map("From", suspect.from);
    map("Incarnation", suspect.incarnation);
    map("Node", suspect.node);
}

void fields(auto& map, Either<message::Dead> auto& dead) {
    map("From", dead.from);
    map("Incarnation", dead.incarnation);
    map("Node", dead.node);
}

void fields(auto& map, Either<message::Alive> auto& alive) {
    map("Addr", alive.address);
    map("Incarnation", alive.incarnation);
    map("Meta", alive.meta);
    map("Node", alive.node);
    map("Port", alive.port);
    map("Vsn", Versions{alive.versions});
}

void fields(auto& map, Either<message::NodeState> auto& node) {
    map("Addr", node.address);
    map("Incarnation", node.incarnation);
    map("Meta", node.meta);
    map("Name", node.name);
    map("Port", node.port);
    map("State", node.status);
    map("Vsn", Versions{node.versions});
}

void fields(auto& map, Either<message::StreamError> auto& error) { map("Error", error.text); }

/// What goes before the records of a push/pull.
struct PushPullHeader {
    bool join = false;
    std::int64_t nodes = 0;
    std::int64_t user_state_bytes = 0;
};
void fields(auto& map, Either<PushPullHeader> auto& header) {
    map("Join", header.join);
    map("Nodes", header.nodes);
    map("UserStateLen", header.user_state_bytes);
}

/// A message within a message.
struct Compressed {
    std::uint8_t algorithm = 0;  // 0 = LZW; there is no other
    Buffer codes;
};
void fields(auto& map, Either<Compressed> auto& compressed) {
    map("Algo", compressed.algorithm);
    map("Buf", compressed.codes);
}

/// What goes before a user message on a stream.
struct UserHeader {
    std::int64_t bytes = 0;
};
void fields(auto& map, Either<UserHeader> auto& header) { map("UserMsgLen", header.bytes); }

}  // namespace watercooler::wire
