#pragma once

#include <optional>
#include <string>
#include <vector>

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

/// A fault that a life was under, and the event that took it away, if one did.
struct FaultSpan {
    json::EventRecord set;
    std::optional<json::EventRecord> cleared;
};
struct FaultSpans {
    std::vector<FaultSpan> spans;  // in the order of their beginning
    std::optional<Ref> hole;       // an event is missing where there may be more; then there are no spans
};
/// Those that had begun before that event, of the last 64 changes.
FaultSpans faults_of(Trail& trail, const Stream& life, Sequence before);

}  // namespace watercooler::answers
