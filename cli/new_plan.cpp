#include "cli/new_plan.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "cli/new_errors.hpp"

namespace watercooler::cli {

NewPlanner::NewPlanner(const Context& context, const NewRequest& request, NewWorld world)
    : context_(context), request_(request), world_(std::move(world)), names_(request.seed) {
    for (const auto& spec : request_.specs) {  // what is given is nobody else's to choose
        if (spec.name) used_names_.insert(*spec.name);
        if (spec.port) used_ports_.insert(*spec.port);
    }
}

std::vector<Result<Planned>> NewPlanner::plan() {
    std::vector<Result<Planned>> plans;
    for (const auto& spec : request_.specs) plans.push_back(plan_one(spec));
    return plans;
}

Result<Planned> NewPlanner::plan_one(const MemberSpec& spec) {
    Planned planned;
    planned.host = spec.host.value_or(request_.base.host.value_or("127.0.0.1"));
    planned.name_given = spec.name.has_value();
    planned.port_given = spec.port.has_value();
    planned.name = spec.name ? *spec.name : next_name();
    planned.port = spec.port.value_or(0);
    if (const auto fine = check_name(planned, spec); !fine) return tl::unexpected{fine.error()};
    if (planned.port_given) {
        if (const auto fine = check_port(planned); !fine) return tl::unexpected{fine.error()};
        return planned;
    }
    const auto* old = planned.replaces && planned.replaces->probe.record ? &*planned.replaces->probe.record : nullptr;
    if (old) {  // the same place, which is free once its holder is stopped
        planned.host = spec.host.value_or(old->address);
        planned.port = old->port;
        planned.port_given = true;
        return planned;
    }
    const auto port = next_port(planned.host);
    if (!port) return tl::unexpected{port.error()};
    planned.port = *port;
    return planned;
}

Result<void> NewPlanner::check_name(Planned& planned, const MemberSpec& spec) {
    const auto* known = find(planned.name);
    if (!known) return {};
    planned.again = known->probe.record.has_value();
    if (!known->lives()) return {};
    if (request_.replace) {
        planned.replaces = *known;
        return {};
    }
    const auto port = spec.port && *spec.port != 0 && world_.probe(planned.host, *spec.port) == PortState::free
                          ? spec.port
                          : choose_port(planned.host, request_.base.port, used_ports_, world_.rules, world_.probe);
    std::string free_name;
    for (int number = 2; free_name.empty() || find(free_name) || used_names_.count(free_name) > 0; ++number)
        free_name = planned.name.substr(0, 28) + "-" + std::to_string(number);
    return tl::unexpected{name_taken(context_, planned, *known, free_name, port)};
}

Result<void> NewPlanner::check_port(const Planned& planned) {
    if (planned.replaces && planned.replaces->probe.record && planned.replaces->probe.record->port == planned.port)
        return {};
    int error = 0;
    const auto state = world_.probe(planned.host, planned.port);
    const auto suggestion = [&] {
        const std::uint16_t from = state == PortState::privileged
                                       ? first_port
                                       : static_cast<std::uint16_t>(std::max<std::uint32_t>(
                                             1, std::min<std::uint32_t>(65535, planned.port + 1u)));
        return choose_port(planned.host, from, used_ports_, world_.rules, world_.probe);
    };
    switch (state) {
        case PortState::free:
            return {};
        case PortState::busy:
            return tl::unexpected{port_busy(context_, planned, suggestion())};
        case PortState::privileged:
            if (world_.member_has_capability) return {};
            return tl::unexpected{port_privileged(context_, planned, world_.rules, suggestion())};
        case PortState::no_such_address:
            return tl::unexpected{no_such_host(planned)};
        case PortState::other:
            break;
    }
    (void)probe_port(planned.host, planned.port, &error);
    return tl::unexpected{Failure{Exit::not_ready,
                                  "WC-PORT",
                                  "cannot use " + place_text(planned.host, planned.port),
                                  std::string{std::strerror(error)} + ".",
                                  {}}};
}

Result<std::uint16_t> NewPlanner::next_port(const std::string& host) {
    const auto port = choose_port(host, request_.base.port, used_ports_, world_.rules, world_.probe);
    if (port) {
        used_ports_.insert(*port);
        return *port;
    }
    if (world_.probe(host, 0) == PortState::no_such_address) return tl::unexpected{no_such_host({.host = host})};
    return tl::unexpected{Failure{Exit::port_busy,
                                  "WC-PORT-NONE",
                                  "no port from " + std::to_string(request_.base.port) + " upwards is free on " + host,
                                  "Ports of outgoing connections and those that browsers refuse are not taken.",
                                  {context_.command("new --from :1024")}}};
}

/// While others live, the names of the gone are left alone: they may still be mourned at their old address.
std::string NewPlanner::next_name() {
    const bool somebody = std::ranges::any_of(world_.roster, &Member::lives);
    auto name = names_.next([&](const std::string& candidate) {
        const auto* known = find(candidate);
        return used_names_.count(candidate) > 0 || (known && (somebody || known->lives()));
    });
    used_names_.insert(name);
    return name;
}

Result<void> NewPlanner::choose_other_name(Planned& planned, Roster roster) {
    world_.roster = std::move(roster);
    planned.name = next_name();
    planned.again = find(planned.name) != nullptr;
    return {};
}

Result<void> NewPlanner::choose_other_port(Planned& planned) {
    const auto port = next_port(planned.host);
    if (!port) return tl::unexpected{port.error()};
    planned.port = *port;
    return {};
}

const Member* NewPlanner::find(const std::string& name) const {
    const auto found =
        std::ranges::find_if(world_.roster, [&](const Member& member) { return member.name.text() == name; });
    return found == world_.roster.end() ? nullptr : &*found;
}

}  // namespace watercooler::cli
