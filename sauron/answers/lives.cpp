#include "answers/lives.hpp"

namespace watercooler::answers {

bool lives(Life::State state) { return state == Life::State::running || state == Life::State::frozen; }

Life life_at(Trail& trail, const std::string& member, std::int64_t at_ns) {
    const auto* stream = trail.life(member, at_ns);
    if (stream == nullptr) return {};
    Life life{.state = Life::State::running, .last = {}, .last_ns = stream->last_ns};
    if (stream->last_ns > at_ns) return life;
    const Ref last{member, stream->boot, stream->last};
    const auto record = trail.events().at(last);
    if (record) life.last = last;
    const auto kind = record ? std::optional{record->event.kind} : std::nullopt;
    if (kind == EventKind::stopped) {
        life.state = Life::State::stopped;
    } else if (kind == EventKind::frozen || kind == EventKind::held) {
        life.state = Life::State::frozen;
    } else if (stream->last_ns < at_ns - Trail::silence_ns) {
        life.state = Life::State::silent;
    }
    return life;
}

FaultSpans faults_of(Trail& trail, const Stream& life, Sequence before) {
    const auto changes = trail.between(life, {.kinds = {EventKind::fault_set, EventKind::fault_cleared}}, {}, before);
    if (changes.hole) return {{}, changes.hole};
    FaultSpans faults;
    for (const auto& each : changes.found) {
        if (each.event.kind == EventKind::fault_set) {
            faults.spans.push_back({each, std::nullopt});
            continue;
        }
        for (auto& [set, cleared] : faults.spans) {
            const bool meant = set.event.count == each.event.count && each.event.reason.starts_with(set.event.reason);
            if (meant && !cleared) cleared = each;
        }
    }
    return faults;
}

}  // namespace watercooler::answers
