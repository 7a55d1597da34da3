#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>
#include <watercooler/time.hpp>

#include "faults/glob.hpp"
#include "faults/units.hpp"

namespace watercooler::faults {

enum class Kind : std::uint8_t { latency, loss, duplicate, reorder, corrupt, rate, partition, isolate, oneway };
std::string_view to_text(Kind kind);

/// One thing that is wrong with the network between members. The same words everywhere: command line, API, stories,
/// logs.
///
///   latency 100ms | 100ms+-20ms     each packet takes so much longer, evenly spread over what is given
///   loss 5%   duplicate 1%   reorder 10%   corrupt 0.1%     so many datagrams; loss 100% is a cut
///   rate 64kbit                     so many bits a second from one member to another; what must wait too long is lost
///   partition A | B [| C …]         nothing gets from one side to another; who is on no side reaches all
///   isolate A                       nothing gets to A, nor from A
///   oneway A -> B                   nothing gets from A to B; the other way is as it was
///
/// A, B, C are names or globs, several by commas (or spaces, where a bar or an arrow says which belong together).
/// Without bars each word of a partition is a side; the arrow may be left out between two words. The first six take a
/// scope:
///
///   [--from A] [--to B] [--both]    only what goes from A to B; --both: and back
struct Fault {
    Kind kind{};
    Duration latency{}, jitter{};       // of latency: latency - jitter to latency + jitter
    Chance chance = 0;                  // of loss, duplicate, reorder, corrupt
    std::uint64_t bits_per_second = 0;  // of rate
    std::vector<Globs> sides{};         // of partition: 2 to 16; of isolate: whom; of oneway: from, to
    Globs from{}, to{};                 // the scope; empty: everybody
    bool both = false;

    friend bool operator==(const Fault&, const Fault&) = default;
};

inline constexpr std::size_t text_bytes_max = 1024;
inline constexpr std::size_t sides_max = 16;
inline constexpr Duration latency_max = std::chrono::seconds{60};
inline constexpr std::uint64_t rate_min = 1'000;  // bits a second

/// What is wrong with some words, and where.
struct Error {
    std::string message{};  // one sentence without a full stop; the words are somebody else's
    std::string hint{};     // may be empty
    std::size_t at = 0;     // which byte of the text, from 0

    friend bool operator==(const Error&, const Error&) = default;
};

/// Errors: nothing of it is usable. Total, bounded by `text_bytes_max`.
tl::expected<Fault, Error> parse(std::string_view text);
/// Parses back to the same.
std::string to_text(const Fault& fault);

/// Whether it does anything at all: a share of 0 % or a latency of 0 is the same as no fault.
bool is_nothing(const Fault& fault);
/// Whether it cuts: nothing gets through where it applies.
bool cuts(const Fault& fault);
/// Whether any packet to or from this member may feel it.
bool touches(const Fault& fault, std::string_view name);
/// Whether it applies to what goes from the one to the other. An empty name is somebody unknown, whom only `*` means.
bool applies(const Fault& fault, std::string_view from, std::string_view to);

}  // namespace watercooler::faults
