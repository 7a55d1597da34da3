#include <algorithm>
#include <utility>
#include <watercooler/assert.hpp>
#include <watercooler/freeze_gate.hpp>

#include "core/hash.hpp"

namespace watercooler {
namespace {

// Reasons of `frozen` and `thawed`.
constexpr std::string_view by_club = "club";
constexpr std::string_view by_own_flag = "own flag";
constexpr std::string_view by_both = "club and own flag";
constexpr std::string_view time_is_up = "time is up";
constexpr std::string_view unseen = "club, and froze again at once";

std::uint64_t nanoseconds(Duration span) { return static_cast<std::uint64_t>(std::max(span, Duration{}).count()); }

Event event_of(EventKind kind) {
    Event event;
    event.kind = kind;
    return event;
}

std::string stream_peer(StreamId id, const StreamInput& input) {
    if (const auto* accepted = std::get_if<StreamAccepted>(&input)) return to_text(accepted->from);
    return "stream " + std::to_string(id.value);
}

}  // namespace

FreezeGate::FreezeGate(Node& node, Instant host_now) : node_(node), host_anchor_(host_now) {}

// ---- orders ----

void FreezeGate::club(Instant host_now, const FreezeOrder& order, Outbox& out) {
    settle(host_now, out);
    auto steps_seen = club_.steps;
    if (order.epoch != club_.epoch) {
        // A thaw between two looks went unseen: it is made up for, then the new freeze begins.
        const bool by_club_alone = mode_ != Mode::running && !own_;
        club_ = FreezeOrder{};
        if (by_club_alone) thaw(host_now, unseen, out);
        steps_seen = 0;
    }
    club_ = order;
    follow(host_now, order.frozen ? time_is_up : by_club, out);
    // Who starts in a frozen club takes part in later steps only.
    if (started_ && order.frozen && order.steps > steps_seen) step(host_now, order.steps - steps_seen, out);
}

void FreezeGate::freeze_self(Instant host_now, std::optional<Instant> thaw_at, Outbox& out) {
    settle(host_now, out);
    own_ = FreezeOrder{.epoch = 0, .frozen = true, .steps = 0, .thaw_at = thaw_at};
    follow(host_now, time_is_up, out);
}

void FreezeGate::thaw_self(Instant host_now, Outbox& out) {
    settle(host_now, out);
    own_.reset();
    follow(host_now, by_own_flag, out);
}

void FreezeGate::step_self(Instant host_now, std::uint32_t intervals, Outbox& out) {
    settle(host_now, out);
    step(host_now, intervals, out);
}

bool FreezeGate::step_event(Instant host_now, Outbox& out) {
    settle(host_now, out);
    if (mode_ != Mode::standing || held_.empty()) return false;
    auto item = std::move(held_.front());
    held_.pop_front();
    hand_over(item, out);
    auto event = event_of(EventKind::stepped);
    event.peer = item.view.peer;
    event.reason = item.view.kind;
    emit(host_now, std::move(event), out);
    return true;
}

// ---- inputs ----

void FreezeGate::start(Instant host_now, Outbox& out) {
    WATERCOOLER_ASSERT(!started_);
    settle(host_now, out);
    node_.start(protocol_now(host_now), out);
    started_ = true;
    if (mode_ == Mode::standing) tell_frozen(host_now, out);
}

void FreezeGate::receive(Instant host_now, const Address& from, Bytes datagram, Outbox& out) {
    settle(host_now, out);
    if (mode_ != Mode::standing) return node_.receive(protocol_now(host_now), from, datagram, out);
    hold({.view = {.kind = "datagram", .peer = to_text(from), .bytes = datagram.size(), .since = host_now},
          .packet = PacketHash{core::Hash{}.bytes(datagram).value()},
          .input = HeldDatagram{from, Buffer(datagram.begin(), datagram.end())}},
         out);
}

void FreezeGate::refused(Instant host_now, const Address& to, Outbox& out) {
    settle(host_now, out);
    if (mode_ != Mode::standing) return node_.refused(protocol_now(host_now), to, out);
    hold({.view = {.kind = "refusal", .peer = to_text(to), .bytes = 0, .since = host_now},
          .packet = {},
          .input = HeldRefusal{to}},
         out);
}

void FreezeGate::stream(Instant host_now, StreamId id, const StreamInput& input, Outbox& out) {
    settle(host_now, out);
    if (mode_ != Mode::standing) return node_.stream(protocol_now(host_now), id, input, out);
    HeldStream kept{.id = id, .input = input, .bytes = {}};
    if (const auto* data = std::get_if<StreamData>(&input)) {
        kept.bytes.assign(data->bytes.begin(), data->bytes.end());
        kept.input = StreamData{};
    }
    hold({.view = {.kind = "stream", .peer = stream_peer(id, input), .bytes = kept.bytes.size(), .since = host_now},
          .packet = {},
          .input = std::move(kept)},
         out);
}

void FreezeGate::wake(Instant host_now, Outbox& out) {
    settle(host_now, out);
    if (mode_ != Mode::standing) node_.wake(protocol_now(host_now), out);
}

bool FreezeGate::command(Instant host_now, std::string what, Command run, Outbox& out) {
    settle(host_now, out);
    if (mode_ != Mode::standing) {
        run(node_, protocol_now(host_now), out);
        return true;
    }
    const auto bytes = what.size();
    hold({.view = {.kind = "command", .peer = std::move(what), .bytes = bytes, .since = host_now},
          .packet = {},
          .input = std::move(run)},
         out);
    return false;
}

bool FreezeGate::command_room() const { return commands_.room(limits::payload_bytes_max); }

void FreezeGate::command_now(Instant host_now, const Command& run, Outbox& out) {
    settle(host_now, out);
    run(node_, protocol_now(host_now), out);
}

void FreezeGate::leave(Instant host_now, Outbox& out) {
    settle(host_now, out);
    const auto now = protocol_now(host_now);
    protocol_anchor_ = now;
    host_anchor_ = host_now;
    mode_ = Mode::running;
    leaving_ = true;
    node_.leave(now, out);
}

// ---- how time runs ----

/// What was due before this input: the end of a step, a thaw that was promised.
void FreezeGate::settle(Instant host_now, Outbox& out) {
    if (mode_ == Mode::stepping && to_host(step_end_) <= host_now && to_host(step_end_) < thaws_at()) end_step(out);
    if (own_ && own_->thaw_at && *own_->thaw_at <= host_now) own_.reset();
    if (mode_ != Mode::running && thaws_at() <= host_now) thaw(host_now, time_is_up, out);
}

/// Does what club and own flag say together; `word` is the reason if that ends the freeze.
void FreezeGate::follow(Instant host_now, std::string_view word, Outbox& out) {
    const bool wanted = thaws_at() > host_now;
    if (wanted && mode_ == Mode::running) freeze(host_now, out);
    if (!wanted && mode_ != Mode::running) thaw(host_now, word, out);
}

void FreezeGate::freeze(Instant host_now, Outbox& out) {
    if (leaving_) return;
    protocol_anchor_ = protocol_now(host_now);
    stands_since_ = host_now;
    stood_ = Duration{};
    mode_ = Mode::standing;
    tell_frozen(host_now, out);
}

void FreezeGate::tell_frozen(Instant host_now, Outbox& out) {
    const auto holds = [&](const FreezeOrder& order) {
        return order.frozen && order.thaw_at.value_or(never) > host_now;
    };
    const bool club = holds(club_), own = own_ && holds(*own_);
    auto event = event_of(EventKind::frozen);
    event.reason = club && own ? by_both : own ? by_own_flag : by_club;
    emit(host_now, std::move(event), out);
}

void FreezeGate::thaw(Instant host_now, std::string_view reason, Outbox& out) {
    if (mode_ == Mode::standing) {
        stood_ += host_now - stands_since_;
        hand_over_all(out);
        host_anchor_ = host_now;
    }
    mode_ = Mode::running;
    auto event = event_of(EventKind::thawed);
    event.count = nanoseconds(stood_);
    event.reason = reason;
    emit(host_now, std::move(event), out);
}

void FreezeGate::step(Instant host_now, std::uint32_t intervals, Outbox& out) {
    if (mode_ == Mode::running || intervals == 0) return;
    if (mode_ == Mode::standing) {
        stood_ += host_now - stands_since_;
        hand_over_all(out);
        step_end_ = stepped_from_ = protocol_anchor_;
        host_anchor_ = host_now;
        mode_ = Mode::stepping;
    }
    step_end_ += std::min(intervals, step_intervals_max) * Duration{node_.settings().gossip_interval};
}

void FreezeGate::end_step(Outbox& out) {
    node_.wake(step_end_, out);  // what was due within the step
    stands_since_ = to_host(step_end_);
    protocol_anchor_ = step_end_;
    mode_ = Mode::standing;
    auto event = event_of(EventKind::stepped);
    event.count = nanoseconds(step_end_ - stepped_from_);
    event.reason = "time";
    emit(stands_since_, std::move(event), out);
}

/// When the freeze ends by itself: `Instant::min()` if nobody wants it, `never` if nobody said when.
Instant FreezeGate::thaws_at() const {
    const auto of = [](const FreezeOrder& order) {
        return order.frozen ? order.thaw_at.value_or(never) : Instant::min();
    };
    return std::max(of(club_), own_ ? of(*own_) : Instant::min());
}

Instant FreezeGate::to_host(Instant protocol) const {
    return protocol == never ? never : host_anchor_ + (protocol - protocol_anchor_);
}

// ---- what is held ----

FreezeGate::Load& FreezeGate::load(const Held& item) {
    return std::holds_alternative<Command>(item.input) ? commands_ : packets_;
}

void FreezeGate::hold(Held item, Outbox& out) {
    const auto host_now = item.view.since;
    auto& taken = load(item);
    const bool kept = taken.room(item.view.bytes);
    auto event = event_of(kept ? EventKind::held : EventKind::dropped);
    event.peer = item.view.peer;
    event.bytes = item.view.bytes;
    if (item.packet != PacketHash{}) event.packet = item.packet;
    event.reason = kept ? item.view.kind : "held-full";
    if (kept) {
        ++taken.count;
        taken.bytes += item.view.bytes;
        held_.push_back(std::move(item));
    } else {
        ++held_dropped_;
    }
    emit(host_now, std::move(event), out);
}

void FreezeGate::hand_over(Held& item, Outbox& out) {
    auto& taken = load(item);
    --taken.count;
    taken.bytes -= item.view.bytes;
    const auto now = protocol_anchor_;
    if (auto* datagram = std::get_if<HeldDatagram>(&item.input)) {
        node_.receive(now, datagram->from, datagram->bytes, out);
    } else if (auto* refusal = std::get_if<HeldRefusal>(&item.input)) {
        node_.refused(now, refusal->to, out);
    } else if (auto* part = std::get_if<HeldStream>(&item.input)) {
        const bool data = std::holds_alternative<StreamData>(part->input);
        node_.stream(now, part->id, data ? StreamInput{StreamData{part->bytes}} : part->input, out);
    } else {
        std::get<Command>(item.input)(node_, now, out);
    }
}

void FreezeGate::hand_over_all(Outbox& out) {
    auto items = std::exchange(held_, {});
    for (auto& item : items) {
        if (std::holds_alternative<Command>(item.input)) hand_over(item, out);
    }
    for (auto& item : items) {
        if (!std::holds_alternative<Command>(item.input)) hand_over(item, out);
    }
}

void FreezeGate::emit(Instant host_now, Event event, Outbox& out) {
    if (started_) node_.note(protocol_now(host_now), std::move(event), out);
}

// ---- views ----

bool FreezeGate::frozen() const { return mode_ == Mode::standing; }
bool FreezeGate::frozen_or_stepping() const { return mode_ != Mode::running; }

Instant FreezeGate::protocol_now(Instant host_now) const {
    if (mode_ == Mode::standing) return protocol_anchor_;
    const auto running = protocol_anchor_ + (host_now - host_anchor_);
    return mode_ == Mode::stepping ? std::min(running, step_end_) : running;
}

Instant FreezeGate::next_wakeup(Instant) const {
    if (mode_ == Mode::standing) return thaws_at();
    const auto due = to_host(node_.next_wakeup());
    return mode_ == Mode::stepping ? std::min({due, to_host(step_end_), thaws_at()}) : due;
}

std::vector<FreezeGate::HeldView> FreezeGate::held() const {
    std::vector<HeldView> views;
    for (const auto& item : held_) views.push_back(item.view);
    return views;
}
std::size_t FreezeGate::held_count() const { return held_.size(); }
std::uint64_t FreezeGate::held_dropped() const { return held_dropped_; }

}  // namespace watercooler
