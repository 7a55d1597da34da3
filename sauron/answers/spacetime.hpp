#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "answers/events.hpp"

namespace watercooler::answers {

/// What an event is about, as a diagram tells it by the style of a line. `ping`: a probe, and what answers it; with
/// anything else in the same packet it is membership, or more.
enum class Line : std::uint8_t { push, pull, digest, ping, membership, fault, control };
inline constexpr std::size_t line_count = 7;
std::string_view to_text(Line line);
std::optional<Line> parse_line(std::string_view text);
Line line_of(const Event& event);
/// A set of lines, one bit each.
using Lines = std::uint8_t;
constexpr Lines bit(Line line) { return static_cast<Lines>(1u << static_cast<unsigned>(line)); }
inline constexpr Lines every_line = (1u << line_count) - 1;

/// A part of a run: some members, each a lane, for a stretch of time.
struct Window {
    std::int64_t from_ns = 0, to_ns = 0;  // both included
    std::vector<std::string> lanes{};     // in this order
    std::set<std::string> without{};      // nothing that goes there or comes from there is told
    Lines lines = every_line;
    std::size_t events_max = 5'000;
    /// Until then nothing more will come in, wherever the last event is.
    std::int64_t known_until_ns = INT64_MIN;
    /// How far beyond the window the events go that are handed over, on both sides: so long a message may take.
    static constexpr std::int64_t margin_ns = 1'000'000'000;
};

/// What became of a message. `open`: too late in what is known to tell. `outside`: it went to somebody who has no lane.
/// `unknown`: events of the receiver are missing, or it said nothing at all.
enum class Fate : std::uint8_t { received, held, dropped, refused, lost, open, outside, unknown };
inline constexpr std::size_t fate_count = 8;
std::string_view to_text(Fate fate);

/// Members, what they did and what they sent each other, in time and in causal order (Lamport's diagram).
struct Spacetime {
    struct Node {
        json::EventRecord record;
        std::size_t lane = 0;
        Line line{};
        std::uint32_t rank = 0;  // Lamport's clock: above that of all that led to it, as far as it is shown
    };
    /// From `sent` to `received`; either may lie outside of the window, or with nobody who has a lane.
    struct Arrow {
        std::optional<std::size_t> from{}, to{};                // lanes
        std::string sender{}, receiver{};                       // by name, or by address
        std::optional<std::size_t> sent{}, held{}, received{};  // nodes
        std::optional<std::int64_t> sent_ns{}, received_ns{};
        Line line{};
        Fate fate = Fate::open;
        std::string why{};  // of a drop: the reason
    };
    struct Freeze {
        std::size_t lane = 0;
        std::optional<std::int64_t> from_ns{}, to_ns{};  // nothing: since before, or still
    };

    std::int64_t from_ns = 0, to_ns = 0;  // what is told of: less than the window where there was too much
    std::vector<std::string> lanes;
    std::vector<Node> nodes;  // in causal order
    std::vector<Arrow> arrows;
    std::vector<Freeze> freezes;                     // by lane, then time
    std::array<std::uint64_t, line_count> counts{};  // of all that happened in the window, shown or not
    std::uint64_t left_out = 0;                      // events, as they were with somebody of `without`
};

/// `records`: all that the window's members did from `margin_ns` before it to `margin_ns` behind it, in the order of
/// `comes_before`. `frozen`: who stood still when these begin.
Spacetime spacetime(const Window& window, std::vector<json::EventRecord> records,
                    const std::set<std::string>& frozen = {});

/// Kinds that say that something is wrong with the member that tells them, or with the peer.
const std::vector<EventKind>& anomalies();
/// Those whom most anomalies are about, the most first, then by name.
std::vector<std::string> most_anomalous(const std::vector<json::EventRecord>& records, std::size_t most);

std::string to_json(const Spacetime::Node& node, std::int64_t from_ns);
std::string to_json(const Spacetime::Arrow& arrow, std::int64_t from_ns);
std::string to_json(const Spacetime::Freeze& freeze, std::int64_t from_ns);

}  // namespace watercooler::answers
