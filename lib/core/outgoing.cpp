#include "core/outgoing.hpp"

#include <algorithm>
#include <utility>

#include "core/hash.hpp"
#include "core/kinds.hpp"

namespace watercooler::core {

void Outgoing::put(Packet& packet, std::string_view kind, Buffer part) const {
    packet.size += part.size() + codec_.overhead_per_part();
    packet.kinds.push_back(kind);
    packet.parts.push_back(std::move(part));
}

/// Adds gossip; `cause` becomes the event that led to the first of it.
void Outgoing::fill(Packet& packet, Sequence* cause) const {
    if (packet.size >= settings_.datagram_bytes_max || packet.parts.size() >= parts_max) return;
    auto taken = queues_.take(settings_.datagram_bytes_max - packet.size, parts_max - packet.parts.size());
    if (cause != nullptr && !taken.empty()) *cause = taken.front().cause;
    for (auto& broadcast : taken) put(packet, broadcast.kind, std::move(broadcast.bytes));
}

void Outgoing::post(Context& context, const Receiver& to, const Packet& packet) {
    auto bytes = codec_.pack(packet.parts, false);
    ++context.totals.datagrams_out;
    context.totals.bytes_out += bytes.size();
    const auto event = context.emit({.kind = EventKind::sent,
                                     .peer = to.peer,
                                     .bytes = bytes.size(),
                                     .packet = PacketHash{Hash{}.bytes(bytes).value()},
                                     .reason = kinds_text(packet.kinds)});
    latest_[posted_++ % latest_.size()] = {to.address, event};
    context.out.datagrams.push_back({to.address, std::move(bytes)});
}

void Outgoing::send(Context& context, const Receiver& to, const std::vector<message::Message>& messages,
                    Company company) {
    auto packet = empty_packet();
    for (const auto& message : messages) put(packet, kind_of(message), codec_.encode(message));
    if (company == Company::with_gossip) fill(packet, nullptr);
    post(context, to, packet);
}

std::vector<const message::Message*> Outgoing::send_all(Context& context, const Receiver& to,
                                                        const std::vector<message::Message>& messages) {
    std::vector<const message::Message*> too_large;
    auto packet = empty_packet();
    for (const auto& message : messages) {
        auto part = codec_.encode(message);
        if (part.size() > room()) {
            too_large.push_back(&message);
            continue;
        }
        const auto size = packet.size + part.size() + codec_.overhead_per_part();
        if (!packet.parts.empty() && (size > settings_.datagram_bytes_max || packet.parts.size() == parts_max)) {
            post(context, to, packet);
            packet = empty_packet();
        }
        put(packet, kind_of(message), std::move(part));
    }
    if (!packet.parts.empty()) post(context, to, packet);
    return too_large;
}

bool Outgoing::gossip(Context& context, const Receiver& to) {
    auto packet = empty_packet();
    auto cause = context.cause;
    fill(packet, &cause);
    if (packet.parts.empty()) return false;
    auto after = context.because(cause);
    post(after, to, packet);
    return true;
}

Sequence Outgoing::latest_to(const Address& place) const {
    for (std::size_t back = 1; back <= std::min(posted_, latest_.size()); ++back) {
        const auto& sent = latest_[(posted_ - back) % latest_.size()];
        if (same_place(sent.to, place)) return sent.event;
    }
    return {};
}

std::size_t Outgoing::room() const {
    return settings_.datagram_bytes_max - codec_.overhead() - codec_.overhead_per_part();
}

}  // namespace watercooler::core
