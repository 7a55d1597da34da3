#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <watercooler/bytes.hpp>
#include <watercooler/number.hpp>

#include "eye/spool.hpp"

namespace watercooler::eye {

/// The events of one boot that no Sauron has acknowledged: the older ones on disk, the newer ones in memory. No
/// clocks, no sockets.
class Backlog {
public:
    /// `spool` may be null: memory only. It outlives this.
    Backlog(Spool* spool, BootId boot, std::size_t memory_bytes_max);

    /// Takes a closed batch, newer than all before. Beyond the bound the oldest in memory are lost.
    void add(Batch batch);

    /// The oldest batch that ends after `sent`; nothing: all that is here was sent. Lives until the next call.
    struct Piece {
        Sequence first, last;
        Bytes bytes;
    };
    std::optional<Piece> after(Sequence sent);

    /// A new connection, on which Sauron says what it has: reading starts anew.
    void welcomed(Sequence have);
    /// All up to this one is durable.
    void acked(Sequence seq);

    /// Moves the oldest batch in memory to disk: one write. False: there is none, or no disk. Errors: a sentence; the
    /// batch stays.
    tl::expected<bool, std::string> spill();

    /// True for a boot of before, once all of it was handed out.
    bool read_to_the_end() const { return at_end_; }
    /// Removes what is left on disk of this boot.
    void discard();
    /// What the oldest file says about who wrote it.
    std::optional<journal::Hello> hello() const;

    /// The oldest that is here; nothing if nothing is.
    std::optional<Sequence> first() const;
    std::size_t memory_bytes() const { return memory_bytes_; }
    bool memory_empty() const { return memory_.empty(); }
    /// Events that were dropped and that no Sauron has, as far as is known. What was sent before it was dropped counts
    /// only when the next connection shows that it did not arrive.
    std::uint64_t lost() const { return lost_; }

private:
    void count_dropped(const Segment& segment);
    void count_dropped(Sequence first, Sequence last);
    std::optional<Piece> after_on_disk(Sequence sent);
    Segment* reading();
    void forget_oldest();

    Spool* spool_;
    BootId boot_;
    std::size_t memory_bytes_max_;
    std::deque<Batch> memory_;
    std::size_t memory_bytes_ = 0;
    std::unique_ptr<SegmentReader> reader_;
    std::uint64_t reader_number_ = 0;  // the segment that is being read, or was last
    Sequence read_last_;               // of that segment
    bool at_end_ = false;
    Sequence sent_;                            // since the last welcome
    Sequence doubtful_first_, doubtful_last_;  // sent, then dropped; 0 = none
    std::uint64_t lost_ = 0;
};

}  // namespace watercooler::eye
