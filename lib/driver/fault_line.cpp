#include "driver/fault_line.hpp"

#include <algorithm>

#include "driver/boot_time.hpp"

namespace watercooler::driver {
namespace {

std::string why_text(const faults::Active& by) { return "fault " + faults::to_text(by.fault); }

/// What is due so soon goes with the others: a timer is not more exact.
constexpr Duration at_once = std::chrono::microseconds{50};

}  // namespace

FaultLine::FaultLine(boost::asio::io_context& io, std::string self, std::uint64_t seed, Handlers handlers)
    : self_(std::move(self)), decider_(seed), handlers_(std::move(handlers)), timer_(io) {}

void FaultLine::set(std::vector<faults::Active> faults) { decider_.set(std::move(faults)); }

void FaultLine::stop() {
    timer_.cancel();
    delayed_.clear();
    delayed_bytes_ = 0;
}

Peer FaultLine::who(const Address& address) const { return names_.at ? names_.at(address) : Peer{}; }

Peer FaultLine::who_connected(const Address& from) const { return names_.connected ? names_.connected(from) : Peer{}; }

void FaultLine::incoming(const Address& from, Bytes datagram) {
    if (decider_.empty()) return pass(Way::in, from, datagram);
    decide(Way::in, from, who(from), datagram);
}

void FaultLine::outgoing(const Address& to, Bytes datagram) {
    if (decider_.empty()) return pass(Way::out, to, datagram);
    const auto peer = who(to);
    if (!peer.makes_faults) return decide(Way::out, to, peer, datagram);
    if (const auto* by = decider_.cut({self_, peer.name})) return drop(to, peer, datagram, why_text(*by));
    pass(Way::out, to, datagram);
}

void FaultLine::decide(Way way, const Address& address, const Peer& peer, Bytes datagram) {
    const auto now = boot_time();
    const auto link = way == Way::in ? faults::Link{peer.name, self_} : faults::Link{self_, peer.name};
    const auto verdict = decider_.datagram(link, datagram.size(), now);
    if (verdict.dropped_by) return drop(address, peer, datagram, why_text(*verdict.dropped_by));
    for (const auto& delivery : verdict.deliveries) {
        if (delivery.delay <= Duration{} && !delivery.flip) {
            pass(way, address, datagram);
            continue;
        }
        Buffer bytes(datagram.begin(), datagram.end());
        if (delivery.flip) bytes[*delivery.flip / 8] ^= static_cast<std::uint8_t>(1u << (*delivery.flip % 8));
        if (delivery.delay <= Duration{})
            pass(way, address, bytes);
        else
            keep(now + delivery.delay, {way, address, std::move(bytes)});
    }
}

void FaultLine::drop(const Address& address, const Peer& peer, Bytes datagram, const std::string& why) {
    handlers_.dropped(peer.name.empty() ? to_text(address) : peer.name, datagram, why);
}

void FaultLine::keep(Instant due, Packet packet) {
    if (delayed_.size() >= delayed_count_max || delayed_bytes_ + packet.bytes.size() > delayed_bytes_max)
        return drop(packet.address, who(packet.address), packet.bytes, "fault delays more than it can hold");
    delayed_bytes_ += packet.bytes.size();
    delayed_.emplace(Due{due, ++kept_}, std::move(packet));
    arm();
}

void FaultLine::pass(Way way, const Address& address, Bytes datagram) {
    if (way == Way::in) return handlers_.arrive(address, datagram);
    handlers_.send(address, datagram);
}

void FaultLine::arm() {
    const auto next = delayed_.empty() ? never : delayed_.begin()->first.first;
    if (next == armed_for_) return;
    armed_for_ = next;
    if (next == never) return;
    timer_.expires_after(std::max(Duration{}, next - boot_time()));
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error) release();
    });
}

/// A fault that was set meanwhile cuts what is under way too: on both ends nothing crosses any more.
void FaultLine::release() {
    armed_for_ = never;
    const auto until = boot_time() + at_once;
    while (!delayed_.empty() && delayed_.begin()->first.first <= until) {
        const auto packet = std::move(delayed_.begin()->second);
        delayed_.erase(delayed_.begin());
        delayed_bytes_ -= packet.bytes.size();
        const auto peer = decider_.empty() ? Peer{} : who(packet.address);
        const auto link = packet.way == Way::in ? faults::Link{peer.name, self_} : faults::Link{self_, peer.name};
        if (const auto* by = decider_.cut(link))
            drop(packet.address, peer, packet.bytes, why_text(*by));
        else
            pass(packet.way, packet.address, packet.bytes);
    }
    arm();
    handlers_.released();
}

bool FaultLine::silent(const std::string& peer) const {
    return !decider_.empty() && (decider_.cut({self_, peer}) || decider_.cut({peer, self_}));
}

void FaultLine::tell_silence(const Address& address, const std::string& peer) {
    const auto* by = decider_.cut({self_, peer});
    if (!by) by = decider_.cut({peer, self_});
    if (by) drop(address, {peer, false}, {}, why_text(*by) + " (stream)");
}

faults::StreamVerdict FaultLine::arrived(const std::string& peer, std::size_t bytes) {
    if (decider_.empty()) return {};
    return decider_.stream({peer, self_}, bytes, boot_time());
}

}  // namespace watercooler::driver
