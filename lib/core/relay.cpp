#include "core/relay.hpp"

#include <charconv>
#include <string>
#include <utility>

namespace watercooler::core {

void Relay::serve(Context& context, const Receiver& requester, const message::IndirectPing& request) {
    const auto port = request.port != 0 ? request.port : parts_.settings.address.port;
    const auto target = make_address(request.target, port);
    if (!target || open_.size() >= count_max) {
        ++context.totals.queue_drops;
        context.emit({.kind = EventKind::dropped,
                      .peer = requester.peer,
                      .reason = target ? "indirect-ping: too-many" : "indirect-ping: bad-target"});
        return;
    }
    const auto sequence = parts_.numbers.next();
    open_.emplace(sequence, Request{requester, request.sequence, request.nack});
    const auto known = parts_.members.find(request.node) != nullptr;
    parts_.outgoing.send(context, {*target, known ? request.node : to_text(*target)},
                         {message::Ping{.node = request.node,
                                        .sequence = sequence,
                                        .source = source_of(parts_.beliefs.self()),
                                        .fingerprint = std::nullopt}});
    context.arm(parts_.settings.probe_timeout * 4 / 5, TimerKind::relay, std::to_string(sequence));
}

bool Relay::ack(Context& context, const message::Ack& ack) {
    const auto place = open_.find(ack.sequence);
    if (place == open_.end()) return false;
    const auto request = place->second;
    open_.erase(place);
    context.cancel(TimerKind::relay, std::to_string(ack.sequence));
    parts_.outgoing.send(
        context, request.requester,
        {message::Ack{.payload = std::nullopt, .sequence = request.sequence, .fingerprint = std::nullopt}});
    return true;
}

void Relay::timer(Context& context, const std::string& subject) {
    std::uint32_t sequence = 0;
    std::from_chars(subject.data(), subject.data() + subject.size(), sequence);
    silence(context, sequence);
}

void Relay::silence(Context& context, std::uint32_t sequence) {
    const auto place = open_.find(sequence);
    if (place == open_.end()) return;
    if (!std::exchange(place->second.nack, false)) {
        open_.erase(place);
        return;
    }
    const auto& request = place->second;
    parts_.outgoing.send(context, request.requester, {message::Nack{.sequence = request.sequence}});
    context.arm(parts_.settings.probe_timeout / 5, TimerKind::relay, std::to_string(sequence));
}

void Relay::abandon(Context& context) {
    for (const auto& [sequence, request] : open_) context.cancel(TimerKind::relay, std::to_string(sequence));
    open_.clear();
}

}  // namespace watercooler::core
