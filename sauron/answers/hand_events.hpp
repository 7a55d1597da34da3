#pragma once

// For tests: events written by hand.
#include <string>

#include "answers/events.hpp"

namespace watercooler::answers {

/// Millisecond `ms` of a morning.
inline constexpr std::int64_t morning_ns = 1'772'323'200'000'000'000;  // 2026-03-01T00:00:00Z

inline json::EventRecord happened(const std::string& member, std::uint64_t seq, std::int64_t ms, Event event) {
    event.seq = {seq};
    event.protocol_time = Instant{std::chrono::milliseconds{ms}};
    return {std::move(event),
            {"office", member, BootId{member.empty() ? 1u : static_cast<unsigned>(member[0])},
             json::WallTime{morning_ns + ms * 1'000'000}}};
}

}  // namespace watercooler::answers
