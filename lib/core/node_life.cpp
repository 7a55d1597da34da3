#include <algorithm>
#include <chrono>
#include <watercooler/assert.hpp>

#include "core/formulas.hpp"
#include "core/node_state.hpp"

namespace watercooler {

using namespace core;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t seeds_max = 64;
/// A goodbye is over after this time, told often enough or not.
constexpr milliseconds goodbye_time_max{2000};
/// Members with whom we compare everything after having been asleep, and those tried at once while we are alone.
constexpr std::size_t compared_after_sleep = 3;
constexpr std::size_t tried_while_alone = 3;

}  // namespace

Duration Node::State::jittered(Duration time) {
    return time / 2 + Duration{static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(time.count())))};
}

std::size_t Node::State::living_others() const {
    return members.count(Status::alive) + members.count(Status::suspect) - 1;
}

// ---- beginning ----

void Node::State::start(Context& context) {
    WATERCOOLER_ASSERT(!started);
    started = true;
    const Incarnation incarnation{boot.memory.incarnation.value + 1};
    auto after = context.because(context.emit({.kind = EventKind::started, .incarnation = incarnation}));
    beliefs.introduce(after, incarnation);
    const Duration interval = settings.probe_interval;
    const auto first = Duration{static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(interval.count())))};
    after.arm(first, TimerKind::probe);
    if (settings.push_pull_interval.count() > 0) after.arm(jittered(settings.push_pull_interval), TimerKind::push_pull);
    for (const auto& peer : boot.memory.peers) {
        if (peer.name != settings.name)
            lost.remember(peer.name, {.address = peer.address, .incarnation = {}, .since = context.now});
    }
    after.arm(lost.all().empty() ? jittered(settings.reconnect_interval) : first, TimerKind::reconnect);
    rumors.start(after);
}

void Node::State::join(Context& context, std::span<const Address> addresses) {
    for (const auto& address : addresses.first(std::min(addresses.size(), seeds_max))) {
        if (same_place(address, beliefs.self().address)) continue;
        const auto known = [&](const Address& seed) { return same_place(seed, address); };
        if (std::none_of(seeds.begin(), seeds.end(), known)) seeds.push_back(address);
        join_to_announce = true;
        push_pull(context, receiver(address), true);
    }
    if (seeds.size() > seeds_max) seeds.erase(seeds.begin(), seeds.end() - seeds_max);
}

// ---- rounds ----

void Node::State::gossip_round(Context& context) {
    queues.round(context.now);
    const auto targets = members.sample(random, settings.gossip_nodes, [&](const Member& m) {
        if (&m == &beliefs.self() || m.status == Status::left) return false;
        return m.living() || context.now - m.changed <= settings.gossip_to_the_dead;
    });
    for (const auto* target : targets) {
        if (!outgoing.gossip(context, {target->address, target->name})) break;
    }
    if (!targets.empty()) queues.resume(context);  // else when somebody comes
}

/// Members of our own kind compare fingerprints with every ping; the others need the whole table now and then.
void Node::State::push_pull_timer(Context& context) {
    context.arm(push_pull_interval(settings.push_pull_interval, members.size()), TimerKind::push_pull);
    const auto others =
        members.sample(random, 1, [](const Member& m) { return m.status == Status::alive && !m.watercooler; });
    for (const auto* member : others) push_pull(context, {member->address, member->name}, false);
}

std::vector<Receiver> Node::State::lost_ones() const {
    std::vector<Receiver> found;
    for (const auto& [name, trace] : lost.all()) found.push_back({trace.address, name});
    for (const auto& [name, member] : members.all()) {
        if (member.status == Status::dead) found.push_back({member.address, name});
    }
    return found;
}

/// Tries somebody who was lost, as rarely as Serf does: each lost member is tried once per interval by all of us
/// together.
void Node::State::reconnect(Context& context) {
    context.arm(jittered(settings.reconnect_interval), TimerKind::reconnect);
    if (leaving_since) return;
    auto candidates = lost_ones();
    const auto others = living_others();
    if (others == 0) {
        for (const auto& seed : seeds) candidates.push_back(receiver(seed));
    }
    std::erase_if(candidates, [&](const Receiver& candidate) {
        const auto* there = members.at(candidate.address);
        return there != nullptr && there->living();  // the place has a new owner
    });
    if (candidates.empty() || (others > 0 && random.below(others) >= candidates.size())) return;
    random.shuffle(candidates);
    candidates.resize(std::min(candidates.size(), others == 0 ? tried_while_alone : 1));
    join_to_announce = true;
    for (const auto& candidate : candidates) push_pull(context, candidate, true);
}

// ---- goodbye ----

void Node::State::leave(Context& context) {
    if (leaving_since || !started) return;
    leaving_since = context.now;
    auto after = context.because(context.emit({.kind = EventKind::leaving}));
    const auto intent = serf.announce_leave(after);
    if (living_others() == 0) {
        goodbye_over = true;
        return;
    }
    tell_some(after, intent);
    // The intent has to be everywhere before the goodbye is, or members of other kinds call it a failure.
    const auto kin_only = members.living_watercooler() == living_others() + 1;
    after.arm(settings.gossip_interval * (kin_only ? 1 : 3), TimerKind::leave, "goodbye");
    after.arm(goodbye_time_max, TimerKind::leave, "over");
}

void Node::State::leave_timer(Context& context, const std::string& subject) {
    if (subject == "over") {
        goodbye_over = true;
        return;
    }
    goodbye = beliefs.say_goodbye(context);
    const auto& self = beliefs.self();
    tell_some(context, message::Dead{.from = self.name, .incarnation = self.incarnation, .node = self.name});
}

/// Straight to several members, whatever gossip does.
void Node::State::tell_some(Context& context, const message::Message& message) {
    const auto some = members.sample(random, 2 * settings.gossip_nodes, [&](const Member& m) {
        return m.status == Status::alive && &m != &beliefs.self();
    });
    for (const auto* member : some) {
        outgoing.send(context, {member->address, member->name}, {message}, Outgoing::Company::alone);
    }
}

bool Node::State::left() const {
    if (!leaving_since) return false;
    const auto told = goodbye && !queues.waits(GossipQueues::Queue::membership, *goodbye);
    return goodbye_over || told || living_others() == 0;
}

// ---- self-doubt ----

/// We did not run for a while: nobody else is to blame for that, and whatever is said about us may be true of then.
void Node::State::was_asleep(Context& context, Duration gap) {
    auto after = context.because(context.emit({.kind = EventKind::asleep,
                                               .incarnation = beliefs.raise_self(),
                                               .count = static_cast<std::uint64_t>(gap.count())}));
    timers.shift(gap);
    beliefs.shift(gap);
    probe.abandon(after);
    relay.abandon(after);
    woke = context.now;
    beliefs.assert_self(after);
    after.arm({}, TimerKind::probe);  // the sooner somebody answers, the sooner we trust ourselves
    after.arm({}, TimerKind::gossip);
    const auto some = members.sample(random, compared_after_sleep,
                                     [&](const Member& m) { return m.living() && &m != &beliefs.self(); });
    for (const auto* member : some) push_pull(after, {member->address, member->name}, false);
}

bool Node::State::may_accuse(const Member& member) const { return !woke || member.refused_since(*woke); }

void Node::State::answered(Context& context, Member& member, const std::optional<message::Fingerprint>& theirs) {
    woke.reset();
    if (theirs && reachable(member.name)) rumors.compare(context, member.name, *theirs);
}

// ---- others come and go ----

void Node::State::lives(Context& context, Member& member) {
    serf.lives(member);
    queues.resume(context);
}

void Node::State::gone(Context& context, Member& member) { rumors.unreachable(context, member.name); }

void Node::State::forgotten(Context& context, const Member& member) { rumors.reaped(context, member.name); }

/// Somebody else holds our name, or is thought to: ask again soon, in case that was only our earlier life.
void Node::State::name_taken(Context& context) {
    if (timers.armed(TimerKind::reconnect, "name")) return;
    reclaim_after = std::clamp<Duration>(reclaim_after * 2, 2 * settings.probe_interval, settings.reconnect_interval);
    context.arm(jittered(reclaim_after), TimerKind::reconnect, "name");
}

void Node::State::reclaim_name(Context& context) {
    const auto some = members.sample(random, 1, [&](const Member& m) { return m.living() && &m != &beliefs.self(); });
    join_to_announce = true;
    for (const auto* member : some) push_pull(context, {member->address, member->name}, true);
}

}  // namespace watercooler
