#include <algorithm>
#include <iterator>

#include "core/node_state.hpp"

namespace watercooler {

using namespace core;

std::vector<MemberView> Node::State::view_members() const {
    std::vector<MemberView> views;
    for (const auto& [name, member] : members.all()) {
        const auto tags = codec.decode_tags(member.meta);
        views.push_back({.name = name,
                         .address = member.address,
                         .status = member.status,
                         .incarnation = member.incarnation,
                         .tags = tags.value_or(message::Tags{}),
                         .watercooler = member.watercooler,
                         .changed = member.changed,
                         .last_heard = member.last_heard,
                         .round_trip = member.round_trip});
    }
    return views;
}

std::vector<MessageView> Node::State::view_messages(Instant now) const {
    std::vector<MessageView> views;
    for (const auto& [broadcast, transmits] : queues.view()) {
        views.push_back({.kind = std::string{broadcast->kind},
                         .peer = {},
                         .about = broadcast->about,
                         .uuid = {},
                         .transmits = transmits,
                         .bytes = broadcast->bytes.size()});
    }
    auto told = rumors.messages(now);
    std::move(told.begin(), told.end(), std::back_inserter(views));
    return views;
}

Memory Node::State::view_memory() const {
    constexpr std::size_t peers_max = 1024;
    Memory memory;
    memory.incarnation = started ? beliefs.self().incarnation : boot.memory.incarnation;
    memory.member_clock = serf.member_clock().read();
    memory.event_clock = serf.event_clock().read();
    memory.query_clock = serf.query_clock().read();
    memory.entries = rumors.own_entries();
    const auto remember = [&](const std::string& name, const Address& address) {
        if (memory.peers.size() < peers_max && name != settings.name) memory.peers.push_back({name, address});
    };
    for (const auto& [name, member] : members.all()) {
        if (member.living()) remember(name, member.address);
    }
    for (const auto& [name, member] : members.all()) {
        if (!member.living()) remember(name, member.address);
    }
    for (const auto& [name, trace] : lost.all()) remember(name, trace.address);
    return memory;
}

const Settings& Node::settings() const { return state_->settings; }
const Boot& Node::boot() const { return state_->boot; }
Incarnation Node::incarnation() const { return state_->started ? state_->beliefs.self().incarnation : Incarnation{}; }
std::vector<MemberView> Node::members(Instant) const { return state_->view_members(); }
std::vector<EntryView> Node::entries(Instant now) const { return state_->rumors.entries(now); }
std::optional<EntryView> Node::entry(std::string_view origin, std::string_view key, Instant now) const {
    return state_->rumors.entry(origin, key, now);
}
std::vector<MessageView> Node::messages(Instant now) const { return state_->view_messages(now); }
const EventCounters& Node::counters() const { return state_->journal.counters(); }

Totals Node::totals() const {
    auto totals = state_->totals;
    totals.awareness = state_->awareness.score();
    return totals;
}

std::pair<std::uint64_t, std::uint64_t> Node::fingerprint() const {
    const auto both = state_->rumors.fingerprint();
    return {both.members, both.entries};
}

Memory Node::memory() const { return state_->view_memory(); }

}  // namespace watercooler
