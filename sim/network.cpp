#include "sim/network.hpp"

#include <algorithm>
#include <watercooler/assert.hpp>

#include "sim/wire.hpp"

namespace watercooler::sim {
namespace {

Address numbered_place(std::size_t number) {
    const std::uint8_t ip[] = {10, static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8),
                               static_cast<std::uint8_t>(number)};
    return *make_address(ip, 7946);
}

}  // namespace

Network::Network(Options options)
    : options_(std::move(options)),
      codec_(memberlist_codec(Envelope{options_.label})),
      random_(options_.seed),
      weather_(options_.weather),
      decider_(options_.seed),
      wire_(std::make_unique<Wire>(*this)) {}

Network::~Network() = default;

// ---- members ----

Host& Network::start(const Start& start) {
    WATERCOOLER_ASSERT(!handles_.contains(start.handle));
    auto& host = hosts_.emplace_back();
    host.id = static_cast<HostId>(hosts_.size() - 1);
    host.handle = start.handle;
    host.settings = start.settings.value_or(options_.settings);
    host.settings.name = start.name.empty() ? start.handle : start.name;
    host.settings.address = start.at.value_or(numbered_place(hosts_.size()));
    handles_.emplace(host.handle, host.id);
    side_.push_back(0);
    boot(host);
    join(host, start.join);
    return host;
}

void Network::boot(Host& host) {
    WATERCOOLER_ASSERT(!host.running() && !places_.contains(host.settings.address));
    ++host.boots;
    const Boot boot{.id = BootId{random_.next() | 1},
                    .seed = random_.next(),
                    .wall_zero_ms = wall_zero_ms + now_.time_since_epoch() / std::chrono::milliseconds{1},
                    .memory = host.memory};
    host.node = std::make_unique<Node>(host.settings, *codec_, boot);
    host.gate = std::make_unique<FreezeGate>(*host.node, now_);
    host.hard_frozen = host.leaving = false;
    host.born = now_;
    host.wake_at = never;
    host.next_accepted = 2;
    places_.emplace(host.settings.address, host.id);
    known_places_.insert(host.settings.address);
    for (auto* observer : observers_) observer->started(now_, host);
    look(host, out_);
    host.gate->start(now_, out_);
    worked(host);
}

void Network::end(Host& host) {
    host.memory = host.node->memory();
    for (auto* observer : observers_) observer->ended(now_, host);
    wire_->ended(host);
    places_.erase(host.settings.address);
    host.gate.reset();
    host.node.reset();
    host.inbox.clear();
    host.inbox_bytes = 0;
    host.hard_frozen = false;
    host.down_since = now_;
}

void Network::join(Host& host, const std::vector<std::string>& seeds) {
    std::vector<Address> places;
    for (const auto& seed : seeds) {
        if (const auto* other = find(seed); other && other->id != host.id) places.push_back(other->settings.address);
    }
    if (places.empty()) return;
    command(host, "join", [places](Node& node, Instant now, Outbox& out) { node.join(now, places, out); });
}

bool Network::command(Host& host, std::string what, FreezeGate::Command run) {
    WATERCOOLER_ASSERT(host.running() && !host.hard_frozen);
    look(host, out_);
    const bool ran = host.gate->command(now_, std::move(what), std::move(run), out_);
    worked(host);
    return ran;
}

bool Network::step_event(Host& host) {
    WATERCOOLER_ASSERT(host.running() && !host.hard_frozen);
    look(host, out_);
    const bool stepped = host.gate->step_event(now_, out_);
    worked(host);
    return stepped;
}

// ---- time ----

void Network::run_until(Instant until) {
    while (queue_.next() <= until) {
        now_ = queue_.next();
        happen(queue_.pop());
    }
    now_ = until;
}

bool Network::run_until(const std::function<bool()>& done, Instant bound, Duration every) {
    while (!done()) {
        if (now_ >= bound) return false;
        run_until(std::min(bound, now_ + every));
    }
    return true;
}

void Network::happen(Happening what) {
    if (const auto* due = std::get_if<Wake>(&what)) return wake(hosts_[due->host]);
    if (auto* part = std::get_if<StreamArrival>(&what)) return wire_->arrive(std::move(*part));
    if (auto* arrival = std::get_if<Arrival>(&what)) return arrived(std::move(*arrival));
    if (auto* noted = std::get_if<Noted>(&what)) {
        auto& host = hosts_[noted->host];
        if (!host.running() || host.boots != noted->boot) return;
        host.gate->command_now(
            now_, [&](Node& node, Instant now, Outbox& out) { node.note(now, noted->event, out); }, out_);
        return worked(host);
    }
    if (const auto* over = std::get_if<FaultOver>(&what)) return fault_over(over->id);
    if (auto* refusal = std::get_if<Refusal>(&what)) {
        auto& host = hosts_[refusal->to];
        if (host.running() && host.boots == refusal->boot) deliver(host, refusal->refusal);
    } else if (apply(std::get<Planned>(what).fault)) {
        ++faults_void_;
    }
}

void Network::wake(Host& host) {
    if (host.wake_at != now_) return;  // it was moved meanwhile
    host.wake_at = never;
    if (!host.running() || host.hard_frozen) return;
    look(host, out_);
    host.gate->wake(now_, out_);
    worked(host);
}

void Network::arm(Host& host) {
    if (!host.running() || host.hard_frozen) return;
    const auto next = std::max(now_, host.gate->next_wakeup(now_));
    if (next >= host.wake_at) return;  // an earlier one is on its way, and will look again
    host.wake_at = next;
    queue_.push(next, timers, Wake{host.id});
}

// ---- a process works ----

/// Each member looks at the club's word before it handles an input.
void Network::look(Host& host, Outbox& out) { host.gate->club(now_, club_, out); }

void Network::deliver(Host& host, Input input) {
    if (!host.running()) return;
    if (!host.hard_frozen) {
        hand_over(host, input);
        return worked(host);
    }
    if (const auto* datagram = std::get_if<DatagramIn>(&input)) {
        if (host.inbox_bytes + datagram->bytes.size() > Host::socket_bytes_max) {
            ++host.socket_drops;
            ++counts_.socket_drops;
            return;
        }
        host.inbox_bytes += datagram->bytes.size();
    }
    host.inbox.push_back(std::move(input));
}

void Network::hand_over(Host& host, const Input& input) {
    look(host, out_);
    if (const auto* datagram = std::get_if<DatagramIn>(&input)) {
        host.gate->receive(now_, datagram->from, datagram->bytes, out_);
    } else if (const auto* refusal = std::get_if<RefusalIn>(&input)) {
        host.gate->refused(now_, refusal->to, out_);
    } else {
        const auto& part = std::get<StreamIn>(input);
        const bool data = std::holds_alternative<StreamData>(part.input);
        host.gate->stream(now_, part.id, data ? StreamInput{StreamData{part.bytes}} : part.input, out_);
    }
}

/// What the node wanted is done; then it sleeps.
void Network::worked(Host& host) {
    auto out = std::exchange(out_, {});
    for (const auto& event : out.events) emit(host, event);
    for (auto& datagram : out.datagrams) send(host, std::move(datagram));
    for (auto& action : out.streams) wire_->act(host, std::move(action));
    out.clear();
    out_ = std::move(out);  // keeps its room
    for (auto* observer : observers_) observer->worked(now_, host);
    if (host.leaving && host.node->left()) {
        host.leaving = false;
        host.gate->command_now(
            now_, [](Node& node, Instant now, Outbox& result) { node.stop(now, "left", result); }, out_);
        worked(host);
        return end(host);
    }
    arm(host);
}

void Network::emit(Host& host, const Event& event) {
    trace_.event(now_, host.handle, event);
    for (auto* observer : observers_) observer->event(now_, host, event);
}

// ---- datagrams ----

Duration Network::trip() {
    const auto jitter = static_cast<std::uint64_t>(weather_.jitter.count());
    return weather_.latency + Duration{jitter == 0 ? 0 : static_cast<std::int64_t>(random_.below(jitter + 1))};
}

void Network::send(Host& from, Datagram datagram) {
    trace_.datagram(now_, from.handle, datagram.to, datagram.bytes);
    ++counts_.datagrams;
    counts_.bytes += datagram.bytes.size();
    const auto* to = at(datagram.to);
    if (to && !wired(from, *to)) {
        ++counts_.cut;
        return;
    }
    static const std::vector<faults::Delivery> plain(1);
    faults::Verdict verdict;
    if (to && !decider_.empty())
        verdict = decider_.datagram({from.settings.name, to->settings.name}, datagram.bytes.size(), now_);
    if (verdict.dropped_by) {
        // A cut is made where it is sent, as real members do it; all else where it arrives.
        const bool cut = faults::cuts(verdict.dropped_by->fault);
        ++(cut ? counts_.cut : counts_.lost);
        return dropped(cut ? from : *to, cut ? *to : from, verdict.dropped_by->fault, datagram.bytes);
    }
    const auto& deliveries = verdict.deliveries.empty() ? plain : verdict.deliveries;
    const int copies = random_.chance(weather_.duplicate) ? 2 : 1;
    counts_.duplicated += static_cast<std::uint64_t>(copies - 1) + deliveries.size() - 1;
    for (int copy = 0; copy < copies; ++copy) {
        if (random_.chance(weather_.loss)) {
            ++counts_.lost;
            continue;
        }
        auto bytes = copy + 1 < copies ? datagram.bytes : std::move(datagram.bytes);
        if (random_.chance(weather_.corrupt) && !bytes.empty()) {
            ++counts_.corrupted;
            const auto bit = random_.below(bytes.size() * 8);
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
        }
        auto time = trip();
        if (random_.chance(weather_.reorder)) {
            ++counts_.reordered;
            time += Duration{static_cast<std::int64_t>(
                random_.below(static_cast<std::uint64_t>(weather_.latency.count()) * 10 + 1))};
        }
        for (const auto& delivery : deliveries) {
            auto arriving = &delivery == &deliveries.back() ? std::move(bytes) : bytes;
            if (delivery.flip) {
                ++counts_.corrupted;
                arriving[*delivery.flip / 8] ^= static_cast<std::uint8_t>(1u << (*delivery.flip % 8));
            }
            fly(from, datagram.to, time + delivery.delay, std::move(arriving));
        }
    }
}

void Network::fly(Host& from, const Address& to, Duration time, Buffer bytes) {
    ++under_way_;
    queue_.push(
        now_ + time, packets,
        Arrival{
            .sender = from.id, .boot = from.boots, .from = from.settings.address, .to = to, .bytes = std::move(bytes)});
}

void Network::arrived(Arrival arrival) {
    --under_way_;
    if (const auto place = places_.find(arrival.to); place != places_.end()) {
        const auto& from = hosts_[arrival.sender];
        const auto& to = hosts_[place->second];
        if (const auto* by =
                decider_.cut({from.settings.name, to.settings.name})) {  // it came while that was on its way
            ++counts_.cut;
            return dropped(to, from, by->fault, arrival.bytes);
        }
        ++counts_.delivered;
        return deliver(hosts_[place->second], DatagramIn{arrival.from, std::move(arrival.bytes)});
    }
    if (!weather_.refuse || !known_places_.contains(arrival.to)) {
        ++counts_.into_the_void;
        return;
    }
    ++counts_.refused;
    queue_.push(now_ + trip(), packets, Refusal{arrival.sender, arrival.boot, RefusalIn{arrival.to}});
}

}  // namespace watercooler::sim
