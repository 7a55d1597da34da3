#pragma once

#include <cstdint>
#include <set>

#include "answers/events.hpp"
#include "answers/packed.hpp"

namespace watercooler::answers {

/// The present life of one member, followed event by event. Events of earlier lives, and what was seen, are told apart.
struct Lifeline {
    enum class Phase : std::uint8_t { running, frozen, leaving, stopped };
    enum class News { old, next, reborn };

    BootId boot{};
    std::int64_t began_ns = 0;  // its first event that is known
    std::int64_t last_ns = 0;
    Sequence seq{};
    std::uint64_t missed = 0;  // events of this life that never came
    Phase phase = Phase::running;
    bool goodbye = false;        // it said that it would go
    std::uint64_t held = 0;      // messages that wait for its thaw
    std::set<BootId> earlier{};  // lives; at most `earlier_max` are remembered

    static constexpr std::size_t earlier_max = 64;
    News take(const json::EventRecord& record);
    /// Runs or stands frozen, and is not silent.
    bool lives(std::int64_t now_ns) const;

    /// Its part of a keyframe, and back: see packed.hpp.
    void save(Packer& out) const;
    static Lifeline load(Unpacker& in);
    friend bool operator==(const Lifeline&, const Lifeline&) = default;

private:
    void count_held(const Event& event);
};

}  // namespace watercooler::answers
