#pragma once

// Watercooler's own messages: what follows the byte 0x57 in a user message. Source: docs/protocol.md, "Messages of
// ours". Fields that are zero, empty or the default are left out. A rumor has no `kind`; everything else has.
#include "message/codec.hpp"
#include "wire/fields.hpp"

namespace watercooler::wire {

/// The type byte, 'W', among Serf's in a user message.
inline constexpr std::uint8_t own_type = 0x57;

/// A rumor's key: absent when it is the usual one.
template <class T>
struct Key {
    T& text;
};
template <class T>
Key(T&) -> Key<T>;
/// Numbers of 8 bytes, or uuids of 16, back to back in one raw string.
template <class T>
struct Packed {
    T& items;
    std::size_t items_max;
};
template <class T>
Packed(T&, std::size_t) -> Packed<T>;
/// A list of limited length; the limit is checked when reading, and asserted when writing.
template <class T>
struct List {
    T& items;
    std::size_t items_max;
};
template <class T>
List(T&, std::size_t) -> List<T>;

inline auto teller(auto& from) { return Text{from, limits::origin_bytes_max}; }
inline auto many(auto& items) { return List{items, bounds::own_list_items_max}; }

void fields(auto& map, Either<message::RumorCopy> auto& copy) {
    auto& rumor = copy.rumor;
    map.maybe("address", Text{rumor.address, limits::address_bytes_max});
    map.maybe("age", copy.age_ms);
    map.maybe("from", teller(copy.from));
    map.maybe("hops", copy.hops);
    map.maybe("key", Key{rumor.key});
    map.maybe("name", Text{rumor.name, limits::origin_bytes_max});
    map.maybe("payload", Text{rumor.payload, limits::payload_bytes_max});
    map.maybe("port", rumor.port);
    map.maybe("ttl", rumor.ttl);
    map.maybe("uuid", rumor.uuid);
    map.maybe("version", rumor.version);
}

void fields(auto& map, Either<message::Announce> auto& announce) {
    map.maybe("answer", announce.answer);
    map.maybe("from", teller(announce.from));
    map.maybe("ids", many(announce.ids));
    map.constant("kind", "announce");
}

void fields(auto& map, Either<message::Have> auto& have) {
    map.maybe("from", teller(have.from));
    map.constant("kind", "have");
    map.maybe("uuids", Packed{have.uuids, bounds::own_list_items_max});
}

void fields(auto& map, Either<message::Pull> auto& pull) {
    map.maybe("from", teller(pull.from));
    map.maybe("ids", many(pull.ids));
    map.constant("kind", "pull");
    map.maybe("members", many(pull.members));
}

void fields(auto& map, Either<message::Sums> auto& sums) {
    map.maybe("entries", Packed{sums.entries, bounds::buckets_max});
    map.maybe("from", teller(sums.from));
    map.constant("kind", "sums");
    map.maybe("members", Packed{sums.members, bounds::buckets_max});
}

void fields(auto& map, Either<message::Digests> auto& digests) {
    map.maybe("entries", many(digests.entries));
    map.maybe("entry_buckets", digests.entry_buckets);
    map.maybe("from", teller(digests.from));
    map.constant("kind", "digests");
    map.maybe("member_buckets", digests.member_buckets);
    map.maybe("members", many(digests.members));
}

void fields(auto& map, Either<message::RumorBatch> auto& batch) {
    map.maybe("from", teller(batch.from));
    map.constant("kind", "rumors");
    map.maybe("rumors", many(batch.rumors));
}

/// What a user message was understood as, and what is odd about it nevertheless.
struct UserRead {
    message::Message message;
    const char* remark = nullptr;
};

/// Reads a user message whose first byte is 0x57. A kind that is unknown is kept whole, with a remark.
Decoded<UserRead> decode_own(Bytes payload);

/// Writes the map after 0x57.
void write_own(Writer& out, const message::RumorCopy& message);
void write_own(Writer& out, const message::Announce& message);
void write_own(Writer& out, const message::Have& message);
void write_own(Writer& out, const message::Pull& message);
void write_own(Writer& out, const message::Sums& message);
void write_own(Writer& out, const message::Digests& message);
void write_own(Writer& out, const message::RumorBatch& message);

}  // namespace watercooler::wire
