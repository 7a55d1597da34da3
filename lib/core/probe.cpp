#include "core/probe.hpp"

#include <utility>

namespace watercooler::core {

message::Source source_of(const Member& self) {
    const auto ip = self.address.ip_bytes();
    return {.address = Buffer(ip.begin(), ip.end()), .node = self.name, .port = self.address.port};
}

void Probe::tick(Context& context) {
    if (!open_) {
        if (auto* member = next(context)) begin(context, *member);
    }
    context.arm(parts_.settings.probe_interval, TimerKind::probe);  // after the probe's own end: that one fires first
}

/// The next of the list that may live; where the list ends, the long gone are forgotten.
Member* Probe::next(Context& context) {
    for (int wraps = 0; wraps < 2;) {
        bool wrapped = false;
        auto* member = parts_.members.next_to_probe(context.random, wrapped);
        if (wrapped) {
            ++wraps;
            parts_.beliefs.reap(context);
        } else if (member != &parts_.beliefs.self() && member->living()) {
            return member;
        }
    }
    return nullptr;
}

void Probe::begin(Context& context, Member& member) {
    const auto patience = parts_.awareness.stretch(parts_.settings.probe_interval);
    open_ = Open{.name = member.name,
                 .sequence = parts_.numbers.next(),
                 .incarnation = member.incarnation,
                 .sent = context.now,
                 .ends = context.now + patience};
    auto after = context.because(
        context.emit({.kind = EventKind::probed, .peer = member.name, .incarnation = member.incarnation}));
    ping(after, member);
    after.arm(parts_.settings.probe_timeout, TimerKind::probe_direct);
    after.arm(patience, TimerKind::probe_end);
}

void Probe::ping(Context& context, const Member& member) {
    message::Ping ping{.node = member.name,
                       .sequence = open_->sequence,
                       .source = source_of(parts_.beliefs.self()),
                       .fingerprint = std::nullopt};
    if (member.watercooler) ping.fingerprint = parts_.surroundings.fingerprint();
    const Receiver to{member.address, member.name};
    if (member.status == Status::alive) return parts_.outgoing.send(context, to, {ping});
    // A suspect hears at once what it has to refute.
    const message::Suspect accusation{
        .from = parts_.beliefs.self().name, .incarnation = member.incarnation, .node = member.name};
    parts_.outgoing.send(context, to, {ping, accusation}, Outgoing::Company::alone);
}

void Probe::direct_timeout(Context& context) {
    if (!open_ || open_->indirect) return;
    open_->indirect = true;
    if (const auto* member = parts_.members.find(open_->name)) ask_helpers(context, *member);
}

void Probe::ask_helpers(Context& context, const Member& member) {
    const auto& self = parts_.beliefs.self();
    const auto helpers = parts_.members.sample(context.random, parts_.settings.indirect_checks, [&](const Member& m) {
        return m.status == Status::alive && &m != &self && &m != &member;
    });
    std::string names;
    for (const auto* helper : helpers) names += (names.empty() ? "" : ", ") + helper->name;
    auto after = context.because(context.emit({.kind = EventKind::probed,
                                               .peer = member.name,
                                               .incarnation = member.incarnation,
                                               .reason = names.empty() ? "by stream" : "indirect via " + names}));
    context.timers.arm(open_->ends, TimerKind::probe_end, {}, after.cause);
    const auto ip = member.address.ip_bytes();
    open_->helpers = helpers.size();
    for (const auto* helper : helpers) {
        const auto knows_nack = protocol_max(helper->versions) >= nack_protocol;
        if (knows_nack) ++open_->nacks_due;
        parts_.outgoing.send(after, {helper->address, helper->name},
                             {message::IndirectPing{.nack = knows_nack,
                                                    .node = member.name,
                                                    .port = member.address.port,
                                                    .sequence = open_->sequence,
                                                    .source = source_of(self),
                                                    .target = Buffer(ip.begin(), ip.end())}});
    }
    if (protocol_max(member.versions) >= stream_ping_protocol) {
        parts_.surroundings.ping_by_stream(after, member, open_->sequence);
    }
}

bool Probe::ack(Context& context, const message::Ack& ack, const Address& from) {
    if (!open_ || ack.sequence != open_->sequence) return false;
    auto* member = parts_.members.find(open_->name);
    if (member == nullptr) return close(context), true;
    const auto direct = same_place(from, member->address);
    if (direct) member->round_trip = context.now - open_->sent;
    const auto indirect = open_->indirect && !direct;
    succeed(context, *member, indirect ? "through a helper" : "");
    parts_.surroundings.answered(context, *member, ack.fingerprint);
    return true;
}

void Probe::nack(const message::Nack& nack) {
    if (open_ && nack.sequence == open_->sequence && open_->nacks < open_->nacks_due) ++open_->nacks;
}

void Probe::stream_ack(std::uint32_t sequence) {
    if (open_ && sequence == open_->sequence) open_->stream_answered = true;
}

void Probe::end(Context& context) {
    if (!open_) return;
    auto* member = parts_.members.find(open_->name);
    if (member == nullptr) return close(context);
    if (!open_->stream_answered) return fail(context, *member);
    succeed(context, *member, "by stream only: datagrams are lost on the way");
    parts_.surroundings.answered(context, *member, std::nullopt);
}

void Probe::succeed(Context& context, Member& member, std::string_view how) {
    const auto round_trip = static_cast<std::uint64_t>((context.now - open_->sent).count());
    context.emit({.kind = EventKind::acked, .peer = member.name, .count = round_trip, .reason = std::string{how}});
    parts_.awareness.change(-1);
    close(context);
}

void Probe::fail(Context& context, const Member& member) {
    const auto probe = *open_;
    close(context);
    const auto missing = static_cast<std::int64_t>(probe.nacks_due - probe.nacks);
    parts_.awareness.change(probe.nacks_due > 0 ? missing : 1);
    auto after =
        context.because(context.emit({.kind = EventKind::probe_failed,
                                      .peer = member.name,
                                      .incarnation = probe.incarnation,
                                      .reason = std::to_string(probe.helpers) + " helpers asked, " +
                                                std::to_string(probe.nacks) + " of them heard nothing either"}));
    if (!parts_.surroundings.may_accuse(member)) return;
    parts_.beliefs.suspect(after,
                           {.from = parts_.beliefs.self().name, .incarnation = probe.incarnation, .node = member.name});
}

void Probe::refused(Context& context, const Member& member) {
    if (!open_ || open_->indirect || open_->name != member.name) return;
    context.cancel(TimerKind::probe_direct);
    direct_timeout(context);
}

void Probe::abandon(Context& context) {
    if (open_) close(context);
}

void Probe::close(Context& context) {
    if (open_->indirect) parts_.surroundings.end_ping_by_stream(context);
    context.cancel(TimerKind::probe_direct);
    context.cancel(TimerKind::probe_end);
    open_.reset();
}

}  // namespace watercooler::core
