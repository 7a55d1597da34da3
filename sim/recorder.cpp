#include "sim/recorder.hpp"

#include <algorithm>

#include "json/event.hpp"
#include "json/recording.hpp"

namespace watercooler::sim {
namespace {

constexpr auto club = "simulated";

json::WallTime wall(Instant now) {
    return {Network::wall_zero_ms * 1'000'000 + now.time_since_epoch() / std::chrono::nanoseconds{1}};
}

}  // namespace

void Recorder::write(const std::string& text) {
    out_ << text;
    bytes_ += text.size();
}

void Recorder::begin(Instant now) {
    write(json::write_head(
        {.club = club, .run = run_, .started = wall(now), .program = "watercooler-sim", .members = {}}));
}

void Recorder::event(Instant now, const Host& host, const Event& event) {
    if (events_++ == 0) begin(now);
    if (lives_.size() <= host.id) lives_.resize(host.id + std::size_t{1});
    auto& [boots, before] = lives_[host.id];
    if (boots != host.boots) boots = host.boots, before = event.seq.value - 1;
    auto numbered = event;
    numbered.seq.value -= before;
    numbered.cause.value -= std::min(before, event.cause.value);
    write(json::write_event(numbered, {club, host.name(), host.node->boot().id, wall(now)}) + '\n');
}

}  // namespace watercooler::sim
