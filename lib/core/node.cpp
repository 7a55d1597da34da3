#include <utility>
#include <watercooler/assert.hpp>
#include <watercooler/node.hpp>

#include "core/hash.hpp"
#include "core/node_state.hpp"

namespace watercooler {

using namespace core;

namespace {

std::uint64_t seed_of(const Settings& settings, const Boot& boot) {
    return Hash{}.number(boot.seed).number(boot.id.value).text(settings.name).value();
}

}  // namespace

Node::State::State(const Settings& given, const Codec& given_codec, const Boot& given_boot)
    : settings(given),
      codec(given_codec),
      boot(given_boot),
      random(seed_of(given, given_boot)),
      awareness(given.awareness_max),
      queues(settings, codec, members),
      outgoing(settings, codec, queues),
      beliefs({settings, codec, members, lost, awareness, queues, outgoing, *this}),
      numbers(random),
      probe({settings, members, awareness, beliefs, outgoing, numbers, *this}),
      relay({settings, members, beliefs, outgoing, numbers}),
      serf({settings.name, members, queues}, boot.memory),
      exchange({codec, members, beliefs, serf}),
      streams(settings, codec, *this),
      rumors(settings, boot, *this) {
    WATERCOOLER_ASSERT(check(settings).empty());
    WATERCOOLER_ASSERT(boot.id != BootId{});
}

Context Node::State::begin(Instant now, Outbox& out) {
    WATERCOOLER_ASSERT(now >= last_now);
    last_now = now;
    Context context{now, {}, out, journal, timers, random, totals};
    const auto due = timers.next();
    if (due < now && now - due > settings.asleep_gap) was_asleep(context, now - due);
    return context;
}

void Node::State::timer(Context& context, const Timer& timer) {
    switch (timer.kind) {
        case TimerKind::probe:
            return probe.tick(context);
        case TimerKind::probe_direct:
            return probe.direct_timeout(context);
        case TimerKind::probe_end:
            return probe.end(context);
        case TimerKind::relay:
            return relay.timer(context, timer.subject);
        case TimerKind::suspicion:
            return beliefs.timer(context, timer.subject);
        case TimerKind::gossip:
            return gossip_round(context);
        case TimerKind::push_pull:
            return push_pull_timer(context);
        case TimerKind::stream:
            return streams.timer(context, timer.subject);
        case TimerKind::reconnect:
            return timer.subject.empty() ? reconnect(context) : reclaim_name(context);
        case TimerKind::reap:
            return beliefs.reap(context);
        case TimerKind::leave:
            return leave_timer(context, timer.subject);
        case TimerKind::announce:
        case TimerKind::answer:
        case TimerKind::pull:
        case TimerKind::refute:
        case TimerKind::sync:
        case TimerKind::expire:
            return rumors.timer(context, timer);
    }
}

// ---- the public face: every input begins, and then is somebody's; before the start there is nobody ----

Node::Node(const Settings& settings, const Codec& codec, const Boot& boot)
    : state_(std::make_unique<State>(settings, codec, boot)) {}
Node::~Node() = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(Node&&) noexcept = default;

void Node::start(Instant now, Outbox& out) {
    auto context = state_->begin(now, out);
    state_->start(context);
}

void Node::receive(Instant now, const Address& from, Bytes datagram, Outbox& out) {
    if (!state_->started) return;
    auto context = state_->begin(now, out);
    state_->datagram(context, from, datagram);
}

void Node::refused(Instant now, const Address& to, Outbox& out) {
    if (!state_->started) return;
    auto context = state_->begin(now, out);
    state_->refused(context, to);
}

void Node::stream(Instant now, StreamId id, const StreamInput& input, Outbox& out) {
    if (!state_->started) return;
    auto context = state_->begin(now, out);
    state_->streams.input(context, id, input);
}

void Node::wake(Instant now, Outbox& out) {
    auto context = state_->begin(now, out);
    while (const auto timer = state_->timers.pop(now)) {
        auto after = context.because(timer->cause);
        state_->timer(after, *timer);
    }
}

void Node::join(Instant now, std::span<const Address> seeds, Outbox& out) {
    if (!state_->started) return;
    auto context = state_->begin(now, out);
    state_->join(context, seeds);
}

tl::expected<Version, RumorError> Node::set(Instant now, std::string_view key, std::string_view value, Outbox& out) {
    auto context = state_->begin(now, out);
    return state_->rumors.set(context, key, value);
}

Told Node::tell(Instant now, const Rumor& rumor, std::string_view from, Outbox& out) {
    auto context = state_->begin(now, out);
    return state_->rumors.tell(context, rumor, from);
}

void Node::leave(Instant now, Outbox& out) {
    if (!state_->started) return;
    auto context = state_->begin(now, out);
    state_->leave(context);
}

void Node::stop(Instant now, std::string_view reason, Outbox& out) {
    note(now, {.kind = EventKind::stopped, .reason = std::string{reason}}, out);
}

/// Notes are about the driver, not inputs of the protocol: whether we were asleep is found at the next of those.
Sequence Node::note(Instant now, Event event, Outbox& out) {
    WATERCOOLER_ASSERT(now >= state_->last_now);
    state_->last_now = now;
    return state_->journal.add(now, {}, std::move(event), out);
}

bool Node::left() const { return state_->left(); }
Instant Node::next_wakeup() const { return state_->timers.next(); }

}  // namespace watercooler
