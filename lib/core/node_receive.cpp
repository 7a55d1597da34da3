#include <variant>
#include <watercooler/rumor.hpp>

#include "core/hash.hpp"
#include "core/kinds.hpp"
#include "core/node_state.hpp"

namespace watercooler {

using namespace core;

/// Events call an address by its member's name if there is one.
Receiver Node::State::receiver(const Address& address) {
    const auto* member = members.at(address);
    return {address, member != nullptr ? member->name : to_text(address)};
}

/// An answer goes where the asker says it is; if it does not say, where it asked from.
Receiver Node::State::reply_to(const message::Source& source, const Receiver& sender) {
    const auto address = make_address(source.address, source.port);
    return address && source.port != 0 ? receiver(*address) : sender;
}

void Node::State::datagram(Context& context, const Address& from, Bytes bytes) {
    if (bytes.empty()) return;
    ++totals.datagrams_in;
    totals.bytes_in += bytes.size();
    const auto decoded = codec.decode_datagram(bytes);
    const auto sender = receiver(from);
    std::vector<std::string_view> kinds;
    for (const auto& part : decoded.parts) kinds.push_back(kind_of(part.message));
    auto after = context.because(context.emit({.kind = EventKind::received,
                                               .peer = sender.peer,
                                               .bytes = bytes.size(),
                                               .packet = PacketHash{Hash{}.bytes(bytes).value()},
                                               .reason = kinds.empty() ? "nothing readable" : kinds_text(kinds)}));
    for (const auto& problem : decoded.problems) {
        after.emit({.kind = EventKind::dropped, .peer = sender.peer, .reason = problem.reason});
    }
    auto* member = members.at(from);
    if (member != nullptr && !decoded.parts.empty()) member->last_heard = context.now;
    // Anew for each: by the one before, the sender may have come back to life.
    for (const auto& part : decoded.parts) handle(after, receiver(from), part.message);
    // Whoever accused us hears of our defence now, not by chance.
    if (beliefs.take_refuted()) outgoing.send(after, sender, {beliefs.tell_self()}, Outgoing::Company::alone);
}

void Node::State::handle(Context& context, const Receiver& sender, const message::Message& message) {
    struct Route {
        State& node;
        Context& context;
        const Receiver& sender;

        void operator()(const message::Ping& m) { node.ping(context, sender, m); }
        void operator()(const message::IndirectPing& m) { node.indirect_ping(context, sender, m); }
        void operator()(const message::Ack& m) { node.ack(context, sender, m); }
        void operator()(const message::Nack& m) { node.probe.nack(m); }
        void operator()(const message::Suspect& m) { node.beliefs.suspect(context, m); }
        void operator()(const message::Alive& m) { node.beliefs.alive(context, m); }
        void operator()(const message::Dead& m) { node.beliefs.dead(context, m); }
        void operator()(const message::JoinIntent& m) { node.serf.receive(context, m); }
        void operator()(const message::LeaveIntent& m) { node.serf.receive(context, m); }
        void operator()(const message::UserEvent& m) { node.serf.receive(context, m); }
        void operator()(const message::Query& m) { node.serf.receive(context, m); }
        void operator()(const message::OtherUser&) {}  // not for us
        void operator()(const message::RumorCopy& m) { node.rumors.receive(context, sender.peer, m); }
        void operator()(const message::RumorBatch& m) { node.rumors.receive(context, sender.peer, m); }
        void operator()(const message::Announce& m) { node.rumors.receive(context, sender.peer, m); }
        void operator()(const message::Have& m) { node.rumors.receive(context, sender.peer, m); }
        void operator()(const message::Pull& m) { node.rumors.receive(context, sender.peer, m); }
        void operator()(const message::Sums& m) { node.rumors.receive(context, sender.peer, m); }
        void operator()(const message::Digests& m) { node.rumors.receive(context, sender.peer, m); }
    };
    std::visit(Route{*this, context, sender}, message);
}

void Node::State::ping(Context& context, const Receiver& sender, const message::Ping& ping) {
    if (!ping.node.empty() && ping.node != settings.name) {
        context.emit({.kind = EventKind::dropped, .peer = sender.peer, .reason = "ping: for another name"});
        return;
    }
    message::Ack ack{.payload = std::nullopt, .sequence = ping.sequence, .fingerprint = std::nullopt};
    const auto asker = reply_to(ping.source, sender);
    const auto ours = ping.fingerprint && reachable(ping.source.node);
    if (ours) ack.fingerprint = fingerprint();
    outgoing.send(context, asker, {ack});
    if (ours) {
        rumors.compare(context, ping.source.node, *ping.fingerprint);
    } else if (ping.fingerprint) {
        stranger(context, asker, ping.source.node);
    }
}

/// Somebody of our kind takes us for a member of its club, and is none of ours: held dead, or never heard of.
void Node::State::stranger(Context& context, const Receiver& asker, const std::string& name) {
    if (name.empty() || name == settings.name || beliefs.challenge(context, name, asker.address)) return;
    if (stranger_asked && context.now - *stranger_asked < settings.sync_interval) return;
    stranger_asked = context.now;
    push_pull(context, {asker.address, name.substr(0, limits::origin_bytes_max)}, false);
}

void Node::State::indirect_ping(Context& context, const Receiver& sender, const message::IndirectPing& ping) {
    relay.serve(context, reply_to(ping.source, sender), ping);
}

void Node::State::ack(Context& context, const Receiver& sender, const message::Ack& ack) {
    if (!probe.ack(context, ack, sender.address)) relay.ack(context, ack);
}

/// A stream's refusal has its cause. ICMP names the place alone: what went there last was refused.
void Node::State::refused(Context& context, const Address& to) {
    const auto where = receiver(to);
    const auto cause = context.cause != Sequence{} ? context.cause : outgoing.latest_to(to);
    auto after = context.because(context.emit({.kind = EventKind::refused, .cause = cause, .peer = where.peer}));
    auto* member = members.at(to);
    if (member == nullptr || member == &beliefs.self()) return;
    const auto news = member->status == Status::alive && !member->refused_since(member->changed);
    if (news) members.probe_soon(*member);  // who can be asked by chance only may wait for its turn for long
    beliefs.refused(after, *member);
    probe.refused(after, *member);
    rumors.unreachable(after, where.peer);
}

}  // namespace watercooler
