#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>
#include <watercooler/bytes.hpp>
#include <watercooler/event.hpp>

namespace watercooler::journal {

/// An event and when it was seen, in nanoseconds since 1970.
struct Stamped {
    Event event;
    std::int64_t wall_time_ns = 0;
    friend bool operator==(const Stamped&, const Stamped&) = default;
};

/// One life of one member: in it, `seq` counts 1, 2, 3 … without gaps.
struct Stream {
    std::string club, member;
    BootId boot;
    friend auto operator<=>(const Stream&, const Stream&) = default;
};

// A batch: consecutive events of one stream as bytes. It stands alone: it needs nothing of the batches before it.
//
//   version:u8 = 1
//   bytes:u32be     of the whole batch, these included
//   count:u16be     of the events, 1 to 4,096
//   first:number    seq of the first event, at least 1; the others follow without gaps
//   wall:signed     wall time of the first event, in nanoseconds since 1970
//   protocol:signed protocol time of the first event, in nanoseconds
//   events, each:
//     kind:u8       its place in the list of kinds
//     present:number  a bit for each of these that follows, in this order, lowest bit first:
//       time        protocol:signed, nanoseconds since the event before; wall:signed, what the wall clock moved more
//       cause       number: seq − cause
//       peer        text
//       bytes       number
//       packet      u64be
//       reason      text
//       uuid        text of 16 bytes
//       origin      text
//       key         text
//       version     number
//       hop         number, at most 2³²−1
//       incarnation number, at most 2³²−1
//       count       number
//       value       text
//
// number: 7 bits per byte, the lowest first, the top bit says that more follow; at most 64 bits.
// signed: a number, of which an even one means n/2 and an odd one −(n+1)/2.
// text:   a number n. Even: a new text of n/2 bytes (at most 64 KiB) follows, and takes the next place of the batch's
//         table if it has at most 64 bytes and the table fewer than 1,024 places. Odd: the text at place (n−1)/2.
//
// Kinds and fields are added at the end only; what a reader does not know is damage to it.
inline constexpr std::uint8_t batch_version = 1;
inline constexpr std::size_t batch_events_max = 4096;
inline constexpr std::size_t batch_bytes_max = 1024 * 1024;
inline constexpr std::size_t text_bytes_max = 64 * 1024;

/// Why bytes are no batch, as a short code: truncated, bad-version, bad-length, bad-count, bad-seq, bad-kind,
/// bad-field, bad-number, bad-text.
struct DecodeError {
    std::string reason;
    friend bool operator==(const DecodeError&, const DecodeError&) = default;
};

/// Makes batches of events as they come. Costs about as many bytes of memory as the batch, and at most 20 KiB more.
class Encoder {
public:
    /// `bytes_max` at most batch_bytes_max.
    explicit Encoder(std::size_t bytes_max = batch_bytes_max);

    /// Appends one. False, and nothing changed: the batch might become too large with it, so `take` first. An empty
    /// encoder takes any event. Of a text of more than text_bytes_max the rest is left out.
    /// The seq must be the one after the last (asserted), and at least 1.
    bool add(const Event& event, std::int64_t wall_time_ns);

    bool empty() const { return count_ == 0; }
    std::size_t count() const { return count_; }
    std::size_t bytes() const { return out_.size(); }
    Sequence first() const { return first_; }
    Sequence last() const { return {first_.value + count_ - 1}; }

    /// The batch; the encoder is empty then. Must not be empty (asserted).
    Buffer take();

private:
    struct Place {  // of the table: where a text stands in out_
        std::uint32_t hash, offset, bytes;
    };
    void begin(const Event& event, std::int64_t wall_time_ns);
    std::uint8_t* write_event(std::uint8_t* to, const Event& event, std::int64_t wall_time_ns);
    std::uint8_t* write_text(std::uint8_t* to, std::string_view text);

    std::size_t bytes_max_;
    Buffer out_;
    std::size_t count_ = 0;
    Sequence first_;
    std::int64_t wall_ = 0, protocol_ = 0;  // of the latest event
    std::vector<std::uint16_t> slots_;      // hash → place + 1
    std::vector<Place> places_;
};

/// One batch of consecutive events: at least one, at most batch_events_max, all fitting (asserted).
Buffer encode(std::span<const Stamped> events);

/// What a batch says about itself.
struct Extent {
    Sequence first, last;
    std::uint32_t count = 0;
    std::size_t bytes = 0;
    friend bool operator==(const Extent&, const Extent&) = default;
};

/// Of the batch at the start of `batches`, without reading its events: they may still be damaged.
tl::expected<Extent, DecodeError> extent(Bytes batches);

/// Goes through one or more batches, back to back. Total, and allocates no more than the texts that are there and a
/// table of at most 16 KiB. The bytes must outlive it. Of other batches in a row, reuse it with `restart`.
class Reader {
public:
    explicit Reader(Bytes batches) { restart(batches); }
    void restart(Bytes batches);

    /// False at the end, and at damage: what came before it was good. Fields of `into` that the event does not have
    /// are made empty; its strings keep their memory.
    bool next(Stamped& into);
    /// The next event about this rumor, as `next` would give it; those before it are passed over, at a fraction of what
    /// it costs to make them. `wanted` must not be empty (asserted).
    bool next_of(const Uuid& wanted, Stamped& into);
    const std::optional<DecodeError>& error() const { return error_; }

private:
    bool damaged(const char* reason);
    bool open_batch();
    bool open_event(EventKind& kind, std::uint64_t& present);
    bool close_event();
    bool read_fields(std::uint64_t present, Stamped& into);
    bool pass_fields(std::uint64_t present, Uuid& uuid);
    bool pass_numbers(std::uint64_t present);
    bool number(std::uint64_t& into);
    bool small_number(std::uint32_t& into);
    bool signed_number(std::int64_t& into);
    bool word(std::uint64_t& into);
    bool text(std::string_view& into);
    bool text(std::string& into);
    bool uuid(Uuid& into);
    bool time();

    /// Where an event begins, to be read once more.
    struct Mark {
        const std::uint8_t* at;
        std::int64_t wall, protocol;
        std::size_t table;
    };
    Mark mark() const { return {at_, wall_, protocol_, table_.size()}; }
    void go_back(const Mark& mark);

    const std::uint8_t* at_ = nullptr;
    const std::uint8_t* batch_end_ = nullptr;
    const std::uint8_t* end_ = nullptr;
    std::uint32_t left_ = 0;  // events of this batch
    std::uint64_t seq_ = 0;   // of the next event
    std::int64_t wall_ = 0, protocol_ = 0;
    std::vector<std::string_view> table_;
    std::optional<DecodeError> error_;
};

/// All events of one or more batches, or the first error. At most batch_events_max events per batch, each of which
/// takes at least two bytes.
tl::expected<std::vector<Stamped>, DecodeError> decode(Bytes batches);

}  // namespace watercooler::journal
