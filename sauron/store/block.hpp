#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_set>
#include <vector>

#include "store/store.hpp"

/// Blocks: how events lie in the store. See docs/decisions/0012.
namespace watercooler::store {

/// A block is one or more journal batches of one stream, back to back, without a gap inside.
/// A batch is put behind the stream's last block while that stays within these; a large batch is a block of its own.
inline constexpr std::uint32_t block_events = 256;
inline constexpr std::size_t block_bytes = 32 * 1024;
inline constexpr std::int64_t block_span_ns = 10ll * 60 * 1'000'000'000;

/// What a block says about its events, so that most questions need not read them.
struct Head {
    Sequence first{}, last{};
    std::int64_t first_wall = 0, last_wall = 0;  // the earliest and the latest, whichever event has it
    std::uint64_t kinds = 0;                     // one bit per kind
    EventCounters counts{};
    std::uint64_t events = 0, bytes = 0;
    /// Every word of peer, origin, key, value and reason once, in small letters, each between two zero bytes:
    /// `\0amy\0book\0`. Looked through for a piece of it, so that patterns are narrowed down as well.
    std::string words{};
    bool any_words = false;  // there were too many: nothing is known about them
    /// The last three bytes of each packet's hash, back to back.
    std::string packets{};

    friend bool operator==(const Head&, const Head&) = default;
};
inline constexpr std::size_t words_bytes_max = 8 * 1024;

struct Block {
    std::int64_t id = 0, stream = 0;
    Head head{};
    Buffer data{};
};

/// Batches back to back, read once: what its block needs to know, and what the indexes do.
struct Digest {
    Head head;
    std::vector<Uuid> uuids;       // each once, ascending
    std::vector<RumorRow> rumors;  // one per rumor that was born or applied in it
};
/// Errors: why they cannot be stored: damaged, empty, or with a hole inside.
tl::expected<Digest, std::string> digest(Bytes batches);

/// What is true of the first block once the second's events are behind its own.
void join(Head& head, const Head& more);

std::string fingerprint(PacketHash packet);
/// ASCII capitals as small letters.
std::string small_letters(std::string_view text);

/// Shape: for each kind that occurs, its number:u8 and its count:u32 little-endian.
std::string write_counts(const EventCounters& counts);
/// Total: what is cut short or of a later schema is left out.
EventCounters read_counts(std::string_view bytes);

}  // namespace watercooler::store
