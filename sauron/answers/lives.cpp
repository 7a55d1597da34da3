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

}  // namespace watercooler::answers
