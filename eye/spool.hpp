#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <watercooler/bytes.hpp>
#include <watercooler/number.hpp>

#include "journal/frames.hpp"
#include "journal/handshake.hpp"

namespace watercooler::eye {

/// One closed batch of the journal (journal.hpp).
struct Batch {
    Sequence first, last;
    Buffer bytes;
};

/// One file of the spool: what an eye would have sent in one stretch.
///
/// Name:  number-boot-first.eye: a decimal number that grows with each file, 16 hexadecimal digits, a decimal seq.
/// Shape: the greeting, a hello frame (without a token), batch frames (frames.hpp). A tail that is cut is passed over.
struct Segment {
    std::uint64_t number = 0;
    BootId boot;
    Sequence first;
    Sequence last;            // of an earlier boot: 0 until it has been read to its end
    std::uint64_t bytes = 0;  // that are whole
};

/// A folder of segments, for the events that no Sauron has taken yet: append-only, bounded in bytes, oldest dropped
/// first. One process at a time: whoever holds the member's name.
///
/// What survives: the end of the process, by kill -9 too; not a power cut. Each append is one write of at most one
/// batch (64 KiB, typically 20 µs into the page cache, never an fsync), each drop one unlink. No other call touches
/// the disk, except the reading of what is to be sent.
class Spool {
public:
    static constexpr std::size_t segments_max = 256;

    /// Looks what is there, and makes nothing. `self` is written into new segments.
    Spool(std::string folder, std::uint64_t bytes_max, journal::Hello self);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    /// Errors: a sentence (disk full, read-only …); nothing is written then.
    tl::expected<void, std::string> append(const Batch& batch);
    /// Drops the oldest segment if there would be too much with `bytes` more; that one. Call until there is none.
    std::optional<Segment> drop_for(std::size_t bytes);
    void remove(std::uint64_t number);

    const std::deque<Segment>& segments() const { return segments_; }
    /// The first segment of that boot whose number is at least that; null if there is none.
    Segment* find(BootId boot, std::uint64_t number_min);
    std::uint64_t bytes() const { return bytes_; }
    std::string path(const Segment& segment) const;
    /// How many events are in it; reads all of it, so only for an old one that is about to be dropped.
    std::uint64_t count_events(const Segment& segment) const;

private:
    void look();
    tl::expected<void, std::string> begin_segment(Sequence first);
    tl::expected<void, std::string> write(Bytes bytes);
    void end_segment();
    std::string problem(const char* doing) const;

    std::string folder_;
    std::uint64_t bytes_max_, segment_bytes_;
    journal::Hello self_;
    std::deque<Segment> segments_;  // oldest first
    std::uint64_t bytes_ = 0;
    std::uint64_t next_number_ = 1;
    int fd_ = -1;  // of the last segment, while it may grow
};

/// Reads one segment from its start, batch by batch, while it may still grow.
class SegmentReader {
public:
    explicit SegmentReader(const std::string& path);
    ~SegmentReader();
    SegmentReader(const SegmentReader&) = delete;
    SegmentReader& operator=(const SegmentReader&) = delete;

    /// The next batch within the segment's first `bytes` bytes, read and found good to its last event. Nothing: the end
    /// so far, or damage. Lives until the next call. Reads at most 64 KiB at a time.
    std::optional<journal::BatchFrame> next(std::uint64_t bytes);
    /// Who wrote it; nothing if that cannot be read. Only before `next`.
    std::optional<journal::Hello> hello(std::uint64_t bytes);
    bool damaged() const { return damaged_; }

private:
    std::optional<journal::Frame> frame(std::uint64_t bytes);
    bool whole(Bytes batch);

    int fd_;
    std::uint64_t read_ = 0;
    journal::FrameReader frames_{true};
    journal::Stamped scratch_;
    bool damaged_ = false;
};

}  // namespace watercooler::eye
