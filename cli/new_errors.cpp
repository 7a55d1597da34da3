#include "cli/new_errors.hpp"

#include <unistd.h>

#include "cli/duration.hpp"
#include "cli/port_holder.hpp"
#include "cli/shown.hpp"
#include "cli/starter.hpp"
#include "club/files.hpp"
#include "json/wall_time.hpp"
#include "program/command_line.hpp"

namespace watercooler::cli {
namespace {

std::string spec_text(const Planned& planned, const std::string& name, std::uint16_t port) {
    const bool usual = planned.host == "127.0.0.1";
    return name + ":" + (usual ? std::to_string(port) : place_text(planned.host, port));
}

/// The living member of any club beside this one, or of this one, whose record names the port.
std::optional<std::string> member_holding(const Context& context, std::uint16_t port) {
    const auto clubs_path = club::split_path(context.place().path).first;
    const auto entries = club::list_folder(clubs_path);
    if (!entries || !*entries) return std::nullopt;
    for (const auto& entry : **entries) {
        const auto name = club::Name::parse_club(entry);
        if (!name || name->text() != entry) continue;
        const auto folder = club::Folder::open_existing({clubs_path + "/" + entry, *name});
        const auto roster = folder ? read_roster(*folder) : Result<Roster>{};
        if (!folder || !roster) continue;
        for (const auto& member : *roster)
            if (member.known() && member.probe.record->port == port)
                return "member \"" + member.name.text() + "\" of club \"" + entry + "\" (pid " +
                       std::to_string(member.probe.record->process.pid) + ")";
    }
    return std::nullopt;
}

std::string since(const std::string& started) {
    const auto then = json::parse_wall_time(started);
    const auto now = json::parse_wall_time(club::wall_time_text(std::chrono::system_clock::now()));
    if (!then || !now || *then > *now) return "";
    return ", started " + duration_text(std::chrono::nanoseconds{now->ns - then->ns}) + " ago";
}

}  // namespace

std::string holder_text(const Context& context, std::uint16_t port) {
    if (const auto member = member_holding(context, port)) return "Held by " + *member + ".";
    if (const auto holder = find_port_holder(port))
        return "Held by \"" + shown(holder->program) + "\" (pid " + std::to_string(holder->pid) + ").";
    return ::geteuid() == 0 ? "Held by a process that cannot be seen from here." : "Held by another user's process.";
}

Failure name_taken(const Context& context, const Planned& planned, const Member& holder, const std::string& free_name,
                   std::optional<std::uint16_t> free_port) {
    Failure failure{Exit::taken, "WC-NAME-TAKEN", "the name \"" + planned.name + "\" is taken", {}, {}};
    const auto& record = holder.probe.record;
    failure.cause = holder.known() ? planned.name + " is alive at " + record->url + since(record->started) + "."
                                   : planned.name + " is just starting or ending.";
    failure.tries.push_back(context.command("show " + planned.name));
    if (!free_port) return failure;
    failure.tries.push_back(context.command("new " + spec_text(planned, free_name, *free_port)));
    failure.tries.push_back(context.command("new " + spec_text(planned, planned.name, *free_port) + " --replace"));
    return failure;
}

Failure port_privileged(const Context& context, const Planned& planned, const PortRules& rules,
                        std::optional<std::uint16_t> free_port) {
    Failure failure{
        Exit::forbidden, "WC-PORT-PRIV", "port " + std::to_string(planned.port) + " needs privilege", {}, {}};
    failure.cause = "You are uid " + std::to_string(::geteuid()) + "; ports below " +
                    std::to_string(rules.unprivileged_start) +
                    " are reserved on this system (net.ipv4.ip_unprivileged_port_start = " +
                    std::to_string(rules.unprivileged_start) + ").";
    if (free_port) failure.tries.push_back(context.command("new " + spec_text(planned, planned.name, *free_port)));
    if (const auto program = find_program("watercooler-member"))
        failure.tries.push_back("sudo setcap cap_net_bind_service=+ep " + program::shell_word(*program));
    return failure;
}

Failure port_busy(const Context& context, const Planned& planned, std::optional<std::uint16_t> free_port) {
    Failure failure{Exit::port_busy,
                    "WC-PORT-BUSY",
                    "port " + std::to_string(planned.port) + " is taken",
                    holder_text(context, planned.port),
                    {}};
    if (!free_port) return failure;
    failure.cause += " Port " + std::to_string(*free_port) + " is free now.";
    failure.tries.push_back(context.command("new " + spec_text(planned, planned.name, *free_port)));
    return failure;
}

Failure no_such_host(const Planned& planned) {
    return {Exit::usage,
            "WC-PORT-HOST",
            planned.host + " is no address of this machine",
            "A member binds to one of its own, such as 127.0.0.1.",
            {}};
}

std::string browser_warning(const Planned& planned, std::optional<std::uint16_t> free_port) {
    std::string text = "warning: browsers refuse to open port " + std::to_string(planned.port) +
                       " (WC-PORT-BROWSER)\n" +
                       "  The member runs and gossips, but its dashboard will show ERR_UNSAFE_PORT.";
    if (free_port) text += "   Try port " + std::to_string(*free_port) + ".";
    return text + "\n";
}

}  // namespace watercooler::cli
