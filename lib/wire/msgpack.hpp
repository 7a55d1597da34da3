#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <watercooler/bytes.hpp>

namespace watercooler::wire {

/// Reads msgpack, older and newer forms alike, from bytes that may hold anything.
///
/// Total: the first thing that is wrong becomes `problem()`; from then on every call changes nothing and answers zero
/// or nothing. Nothing is allocated, nothing recurses, and no length is believed beyond the bytes at hand.
/// What it answers points into the bytes given.
class Reader {
public:
    static constexpr std::size_t any_size = std::numeric_limits<std::size_t>::max();

    explicit Reader(Bytes all) : all_{all} {}

    bool ok() const { return problem_ == nullptr; }
    /// The first problem's code; null while all is well.
    const char* problem() const { return problem_; }
    void fail(const char* problem);
    /// True if the problem is that the bytes ended too early.
    bool truncated() const { return wanted_ > 0; }
    /// Then: with fewer bytes than this in all, the same calls are truncated again.
    std::size_t wanted() const { return wanted_; }

    std::size_t position() const { return position_; }
    std::size_t remaining() const { return all_.size() - position_; }

    /// True, and past it, if a nil comes next. False at the end.
    bool nil();
    /// Any width, signed form or not. Problems: out-of-range above `max` or below zero.
    std::uint64_t number(std::uint64_t max);
    std::int64_t signed_number();
    /// True, false, 1 or 0.
    bool boolean();
    /// Raw or 8-bit string. Problems: text-too-long above `bytes_max`.
    std::string_view text(std::size_t bytes_max = any_size);
    /// Raw, 8-bit string or binary.
    Bytes bytes(std::size_t bytes_max = any_size);
    /// How many entries, or items, follow. Problems: too-many when all lists together pass list_items_max.
    std::size_t map();
    std::size_t array();
    bool array_next() const;
    /// Past one value of any kind, with all that is in it.
    void skip();
    bool text_next() const;

    /// Bytes that are not msgpack.
    std::uint8_t byte();
    Bytes raw(std::size_t size);
    std::uint64_t big_endian(std::size_t size);

private:
    struct Head;
    bool take(std::uint64_t size);
    Head head();
    void missing(std::uint64_t size);
    void charge(std::uint64_t items);

    Bytes all_;
    std::size_t position_ = 0;
    std::size_t wanted_ = 0;
    std::size_t items_ = 0;
    const char* problem_ = nullptr;
};

/// Writes msgpack as the older generation does: raw strings, smallest unsigned numbers.
/// The caller gives each map its count first and its keys in ascending byte order.
class Writer {
public:
    void nil() { byte(0xc0); }
    void number(std::uint64_t value);
    void signed_number(std::int64_t value);
    void boolean(bool value) { byte(value ? 0xc3 : 0xc2); }
    void text(std::string_view value) { bytes(bytes_of(value)); }
    void bytes(Bytes value);
    void map(std::size_t count);
    void array(std::size_t count);

    /// Bytes that are not msgpack.
    void byte(std::uint8_t value) { out_.push_back(value); }
    void raw(Bytes value) { out_.insert(out_.end(), value.begin(), value.end()); }
    void big_endian(std::uint64_t value, std::size_t size);

    Buffer take() && { return std::move(out_); }

private:
    void container(std::size_t count, std::uint8_t small, std::uint8_t large);

    Buffer out_;
};

}  // namespace watercooler::wire
