#include "core/serf.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <watercooler/rumor.hpp>

#include "core/hash.hpp"

namespace watercooler::core {
namespace {

constexpr std::chrono::minutes buffered_age_max{5};

bool is_name(const std::string& name) { return !name.empty() && name.size() <= limits::origin_bytes_max; }

}  // namespace

bool RecentTimes::insert(std::uint64_t clock, std::uint64_t time, std::uint64_t id) {
    if (clock > time_count && time < clock - time_count) return false;
    auto& slot = slots_[time % time_count];
    if (slot.time != time) slot = {time, {}};
    if (std::find(slot.ids.begin(), slot.ids.end(), id) != slot.ids.end()) return false;
    if (slot.ids.size() >= ids_per_time_max) return false;
    slot.ids.push_back(id);
    return true;
}

Serf::Serf(const Parts& parts, const Memory& memory)
    : parts_(parts), member_(memory.member_clock), event_(memory.event_clock), query_(memory.query_clock) {}

void Serf::forward(Context& context, GossipQueues::Queue queue, const Buffer& raw, const message::Message& message) {
    if (!raw.empty()) parts_.queues.tell(context, queue, message);
}

/// Keeps an intent about somebody who is not known yet. True if it is newer than what was kept.
bool Serf::buffer(Context& context, const std::string& name, const Buffered& intent) {
    if (buffered_.size() >= buffered_max) {
        std::erase_if(buffered_, [&](const auto& row) { return context.now - row.second.since > buffered_age_max; });
    }
    const auto known = buffered_.find(name);
    if (known != buffered_.end() && context.now - known->second.since <= buffered_age_max) {
        if (intent.time <= known->second.time) return false;
    } else if (known == buffered_.end() && buffered_.size() >= buffered_max) {
        ++context.totals.queue_drops;
        return false;
    }
    buffered_[name] = intent;
    return true;
}

void Serf::join(Context& context, const message::JoinIntent& intent, bool onward) {
    member_.witness(intent.ltime);
    if (!is_name(intent.node)) return;
    auto* member = parts_.members.find(intent.node);
    if (member == nullptr) {
        if (!buffer(context, intent.node, {intent.ltime, false, context.now})) return;
    } else {
        if (intent.ltime <= member->status_time) return;
        member->status_time = intent.ltime;
        if (member->living()) member->leaving = false;
    }
    if (onward) forward(context, GossipQueues::Queue::intents, intent.raw, intent);
}

void Serf::leave(Context& context, const message::LeaveIntent& intent, bool onward) {
    member_.witness(intent.ltime);
    if (!is_name(intent.node)) return;
    auto* member = parts_.members.find(intent.node);
    if (member == nullptr) {
        if (!buffer(context, intent.node, {intent.ltime, true, context.now})) return;
    } else {
        if (intent.ltime <= member->status_time || !begin_leaving(context, *member, intent)) return;
    }
    if (onward) forward(context, GossipQueues::Queue::intents, intent.raw, intent);
}

/// False if the intent is about ourselves and wrong.
bool Serf::begin_leaving(Context& context, Member& member, const message::LeaveIntent& intent) {
    if (member.name == parts_.self && !leaving_) {
        context.emit({.kind = EventKind::refuted, .peer = member.name, .reason = "leave-intent"});
        announce_join(context);
        return false;
    }
    const auto died = member.status == Status::dead && !member.leaving;
    member.status_time = intent.ltime;
    member.leaving = true;
    member.prune = member.prune || intent.prune;
    if (!died) return true;
    // Somebody says that it will not come back.
    parts_.members.change(member, [](Member& m) { m.status = Status::left; });
    context.emit({.kind = EventKind::left, .peer = member.name, .incarnation = member.incarnation, .reason = "forced"});
    return true;
}

void Serf::receive(Context& context, const message::UserEvent& event) {
    event_.witness(event.ltime);
    const auto payload = event.payload.value_or(Buffer{});
    const auto id = Hash{}.text(event.name).number(payload.size()).bytes(payload).value();
    if (!events_.insert(event_.read(), event.ltime, id)) return;
    forward(context, GossipQueues::Queue::events, event.raw, event);
}

void Serf::receive(Context& context, const message::Query& query) {
    constexpr std::uint32_t do_not_forward = 2;
    query_.witness(query.ltime);
    if (!queries_.insert(query_.read(), query.ltime, query.id) || (query.flags & do_not_forward) != 0) return;
    forward(context, GossipQueues::Queue::queries, query.raw, query);
}

void Serf::announce_join(Context& context) {
    const auto time = member_.read();
    member_.witness(time);
    parts_.members.find(parts_.self)->status_time = time;
    parts_.queues.tell(context, GossipQueues::Queue::intents,
                       message::JoinIntent{.ltime = time, .node = parts_.self, .raw = {}});
}

message::LeaveIntent Serf::announce_leave(Context& context) {
    leaving_ = true;
    const message::LeaveIntent intent{.ltime = member_.read(), .node = parts_.self, .prune = false, .raw = {}};
    member_.increment();
    auto& self = *parts_.members.find(parts_.self);
    self.status_time = intent.ltime;
    self.leaving = true;
    parts_.queues.tell(context, GossipQueues::Queue::intents, intent);
    return intent;
}

void Serf::lives(Member& member) {
    const auto kept = buffered_.extract(member.name);
    if (!kept || kept.mapped().time <= member.status_time) return;
    member.status_time = kept.mapped().time;
    member.leaving = kept.mapped().leaving;
}

message::SerfState Serf::state(const message::Fingerprint& fingerprint) const {
    message::SerfState state;
    state.member_ltime = member_.read();
    state.event_ltime = event_.read();
    state.query_ltime = query_.read();
    for (const auto& [name, member] : parts_.members.all()) {
        state.status_ltimes.emplace(name, member.status_time);
        if (member.status == Status::left) state.left_members.push_back(name);
    }
    state.fingerprint = fingerprint;
    return state;
}

/// Nothing of a merge is told on.
void Serf::merge(Context& context, const message::SerfState& theirs) {
    const auto witness = [](LamportClock& clock, std::uint64_t next_unused) {
        if (next_unused > 0) clock.witness(next_unused - 1);
    };
    witness(member_, theirs.member_ltime);
    witness(event_, theirs.event_ltime);
    witness(query_, theirs.query_ltime);
    const std::set<std::string> left(theirs.left_members.begin(), theirs.left_members.end());
    for (const auto& name : left) {
        const auto time = theirs.status_ltimes.find(name);
        if (time == theirs.status_ltimes.end()) continue;
        leave(context, {.ltime = time->second + 1, .node = name, .prune = false, .raw = {}}, false);
    }
    for (const auto& [name, time] : theirs.status_ltimes) {
        if (!left.contains(name)) join(context, {.ltime = time, .node = name, .raw = {}}, false);
    }
}

}  // namespace watercooler::core
