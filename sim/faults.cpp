// What each fault does to the network, and what can be seen of it.
#include <algorithm>

#include "core/hash.hpp"
#include "sim/network.hpp"

namespace watercooler::sim {

std::optional<std::string> Network::apply(const Fault& fault) {
    return std::visit([this](const auto& what) { return run(what); }, fault);
}

void Network::schedule(Instant at, Fault fault) { queue_.push(std::max(at, now_), plans, Planned{std::move(fault)}); }

/// Calls `act` with the member, if its process runs.
template <class Do>
std::optional<std::string> Network::with_awake(std::string_view who, Do act) {
    if (const auto* host = find(who); host && host->hard_frozen)
        return "'" + std::string{who} + "' is frozen hard and does not answer";
    return with_process(who, act);
}

template <class Do>
std::optional<std::string> Network::with_process(std::string_view who, Do act) {
    auto* host = find(who);
    if (!host) return "no member is called '" + std::string{who} + "'";
    if (!host->running()) return "'" + std::string{who} + "' does not run";
    act(*host);
    return std::nullopt;
}

// ---- the network ----

std::optional<std::string> Network::run(const SetWeather& fault) {
    weather_ = fault.weather;
    return std::nullopt;
}

std::optional<std::string> Network::run(const Partition& fault) {
    std::vector<std::uint32_t> sides(hosts_.size(), 0);
    for (std::size_t side = 0; side < fault.sides.size(); ++side) {
        for (const auto& who : fault.sides[side]) {
            const auto* host = find(who);
            if (!host) return "no member is called '" + who + "'";
            sides[host->id] = static_cast<std::uint32_t>(side + 1);
        }
    }
    side_ = std::move(sides);
    return std::nullopt;
}

std::optional<std::string> Network::run(const Cut& fault) {
    const auto* from = find(fault.from);
    const auto* to = find(fault.to);
    if (!from || !to) return "no member is called '" + (from ? fault.to : fault.from) + "'";
    cuts_.insert({from->id, to->id});
    return std::nullopt;
}

std::optional<std::string> Network::run(const Heal&) {
    std::fill(side_.begin(), side_.end(), 0);
    cuts_.clear();
    return std::nullopt;
}

// ---- faults as real members have them ----

/// What the club's time has been: a fault of a frozen club waits with it.
Duration Network::fault_time() const {
    const auto until = club_.frozen ? std::min(now_, club_.thaw_at.value_or(never)) : now_;
    const auto frozen = club_.frozen ? until - frozen_since_ : Duration{};
    return now_.time_since_epoch() - frozen_before_ - frozen;
}

std::optional<std::string> Network::run(const AddFault& fault) {
    if (faults::is_nothing(fault.fault)) return std::nullopt;  // 0 % is the same as none, to the byte
    Had had{++fault_ids_, fault.fault, std::nullopt};
    if (fault.span) {
        had.until = fault_time() + *fault.span;
        queue_.push(now_ + *fault.span, plans, FaultOver{had.id});
    }
    had_.push_back(had);
    apply_faults();
    for (const auto& host : hosts_)
        if (faults::touches(fault.fault, host.settings.name))
            note(host, {.kind = EventKind::fault_set, .count = had.id, .reason = faults::to_text(fault.fault)});
    return std::nullopt;
}

std::optional<std::string> Network::run(const RemoveFault& fault) {
    const auto found = std::ranges::find(had_, fault.id, &Had::id);
    if (found == had_.end()) return "there is no fault " + std::to_string(fault.id);
    end_fault(*found, "");
    had_.erase(found);
    apply_faults();
    return std::nullopt;
}

std::optional<std::string> Network::run(const HealFaults&) {
    for (const auto& had : std::exchange(had_, {})) end_fault(had, "");
    apply_faults();
    return std::nullopt;
}

/// Its time has come, unless the club was frozen meanwhile.
void Network::fault_over(std::uint64_t id) {
    const auto found = std::ranges::find(had_, id, &Had::id);
    if (found == had_.end()) return;
    if (const auto left = *found->until - fault_time(); left > Duration{}) {
        constexpr Duration look_again = std::chrono::milliseconds{10};  // while frozen nobody knows until when
        return queue_.push(now_ + (club_.frozen ? std::max(left, look_again) : left), plans, FaultOver{id});
    }
    end_fault(*found, " (its time has come)");
    had_.erase(found);
    apply_faults();
}

void Network::end_fault(const Had& had, std::string_view why) {
    for (const auto& host : hosts_)
        if (faults::touches(had.fault, host.settings.name))
            note(host, {.kind = EventKind::fault_cleared,
                        .count = had.id,
                        .reason = faults::to_text(had.fault) + std::string{why}});
}

void Network::apply_faults() {
    std::vector<faults::Active> active;
    for (const auto& had : had_) active.push_back({had.id, had.fault});
    decider_.set(std::move(active));
}

/// As an input of its own: the node may be at work.
void Network::note(const Host& host, Event event) {
    if (host.running()) queue_.push(now_, plans, Noted{host.id, host.boots, std::move(event)});
}

void Network::dropped(const Host& where, const Host& peer, const faults::Fault& by, Bytes datagram) {
    note(where, {.kind = EventKind::dropped,
                 .peer = peer.settings.name,
                 .bytes = datagram.size(),
                 .packet = PacketHash{core::Hash{}.bytes(datagram).value()},
                 .reason = "fault " + faults::to_text(by)});
}

std::vector<Network::ActiveFault> Network::faults() const {
    std::vector<ActiveFault> list;
    for (const auto& had : had_)
        list.push_back({had.id, had.fault, had.until ? std::optional{*had.until - fault_time()} : std::nullopt});
    return list;
}

// ---- processes ----

std::optional<std::string> Network::run(const Crash& fault) {
    return with_process(fault.who, [&](Host& host) { end(host); });
}

std::optional<std::string> Network::run(const Restart& fault) {
    auto* host = find(fault.who);
    if (!host) return "no member is called '" + fault.who + "'";
    if (host->running()) return "'" + fault.who + "' runs already";
    const auto place = fault.at.value_or(host->settings.address);
    if (places_.contains(place)) return to_text(place) + " is taken";
    host->settings.address = place;
    if (!fault.memory) host->memory = Memory{};
    boot(*host);
    return std::nullopt;
}

std::optional<std::string> Network::run(const Leave& fault) {
    return with_awake(fault.who, [&](Host& host) {
        host.leaving = true;
        look(host, out_);
        host.gate->leave(now_, out_);
        worked(host);
    });
}

std::optional<std::string> Network::run(const FreezeHard& fault) {
    return with_process(fault.who, [](Host& host) { host.hard_frozen = true; });
}

std::optional<std::string> Network::run(const ThawHard& fault) {
    return with_process(fault.who, [&](Host& host) {
        if (!host.hard_frozen) return;
        host.hard_frozen = false;
        host.wake_at = never;
        // A driver drains its sockets before it looks at its timer.
        auto inbox = std::exchange(host.inbox, {});
        host.inbox_bytes = 0;
        for (const auto& input : inbox) {
            hand_over(host, input);
            worked(host);
            if (!host.running()) return;
        }
        look(host, out_);
        host.gate->wake(now_, out_);
        worked(host);
    });
}

// ---- the freeze word ----

void Network::tell_all_of_the_word() {
    for (auto& host : hosts_) {
        if (!host.running() || host.hard_frozen) continue;
        look(host, out_);
        worked(host);
    }
}

std::optional<std::string> Network::run(const FreezeClub& fault) {
    if (!frozen()) {
        frozen_before_ = now_.time_since_epoch() - fault_time();
        frozen_since_ = now_;
        club_ = FreezeOrder{.epoch = club_.epoch + 1, .frozen = true, .steps = 0, .thaw_at = std::nullopt};
    }
    club_.thaw_at = fault.span ? std::optional{now_ + *fault.span} : std::nullopt;
    tell_all_of_the_word();
    return std::nullopt;
}

std::optional<std::string> Network::run(const ThawClub&) {
    frozen_before_ = now_.time_since_epoch() - fault_time();
    club_.frozen = false;
    club_.thaw_at.reset();
    // As the command line does it: the club's word, and each member's own flag.
    for (auto& host : hosts_) {
        if (!host.running() || host.hard_frozen) continue;
        look(host, out_);
        host.gate->thaw_self(now_, out_);
        worked(host);
    }
    return std::nullopt;
}

std::optional<std::string> Network::run(const StepClub& fault) {
    if (!frozen()) return "the club is not frozen";
    club_.steps += fault.intervals;
    tell_all_of_the_word();
    return std::nullopt;
}

std::optional<std::string> Network::run(const FreezeOne& fault) {
    return with_awake(fault.who, [&](Host& host) {
        look(host, out_);
        host.gate->freeze_self(now_, fault.span ? std::optional{now_ + *fault.span} : std::nullopt, out_);
        worked(host);
    });
}

std::optional<std::string> Network::run(const ThawOne& fault) {
    return with_awake(fault.who, [&](Host& host) {
        look(host, out_);
        host.gate->thaw_self(now_, out_);
        worked(host);
    });
}

std::optional<std::string> Network::run(const StepOne& fault) {
    return with_awake(fault.who, [&](Host& host) {
        look(host, out_);
        host.gate->step_self(now_, fault.intervals, out_);
        worked(host);
    });
}

// ---- views ----

Host* Network::find(std::string_view handle) {
    const auto place = handles_.find(handle);
    return place == handles_.end() ? nullptr : &hosts_[place->second];
}

const Host* Network::at(const Address& address) const {
    const auto place = places_.find(address);
    return place == places_.end() ? nullptr : &hosts_[place->second];
}

std::size_t Network::running() const { return places_.size(); }

bool Network::connected(const Host& from, const Host& to) const {
    return wired(from, to) && !decider_.cut({from.settings.name, to.settings.name});
}

bool Network::wired(const Host& from, const Host& to) const {
    const auto a = side_[from.id], b = side_[to.id];
    return (a == 0 || b == 0 || a == b) && !cuts_.contains({from.id, to.id});
}

}  // namespace watercooler::sim
