#pragma once

#include <optional>
#include <string>

#include "answers/trail.hpp"

namespace watercooler::answers {

/// What a member's own events say of it at a moment. Silent: it said nothing for longer than a running member would,
/// and never that it stopped; killed, stopped by the kernel or cut off from Sauron, nobody can tell.
struct Life {
    enum class State { never, running, frozen, stopped, silent };
    State state = State::never;
    std::optional<Ref> last;  // the event that says so
    std::int64_t last_ns = 0;
};
Life life_at(Trail& trail, const std::string& member, std::int64_t at_ns);
bool lives(Life::State state);  // running or frozen

}  // namespace watercooler::answers
