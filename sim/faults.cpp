// What each fault does to the network, and what can be seen of it.
#include <algorithm>

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
    if (!frozen()) club_ = FreezeOrder{.epoch = club_.epoch + 1, .frozen = true, .steps = 0, .thaw_at = std::nullopt};
    club_.thaw_at = fault.span ? std::optional{now_ + *fault.span} : std::nullopt;
    tell_all_of_the_word();
    return std::nullopt;
}

std::optional<std::string> Network::run(const ThawClub&) {
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
    const auto a = side_[from.id], b = side_[to.id];
    return (a == 0 || b == 0 || a == b) && !cuts_.contains({from.id, to.id});
}

}  // namespace watercooler::sim
