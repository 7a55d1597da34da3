#pragma once

// What can stand in the way of a new member, told with commands that work.
#include "cli/new_plan.hpp"

namespace watercooler::cli {

/// `free_port`: one that can be had now, for the suggestions; nothing if there is none.
Failure name_taken(const Context& context, const Planned& planned, const Member& holder, const std::string& free_name,
                   std::optional<std::uint16_t> free_port);
Failure port_privileged(const Context& context, const Planned& planned, const PortRules& rules,
                        std::optional<std::uint16_t> free_port);
Failure port_busy(const Context& context, const Planned& planned, std::optional<std::uint16_t> free_port);
Failure no_such_host(const Planned& planned);
/// A warning: the member runs, but browsers will not open its dashboard.
std::string browser_warning(const Planned& planned, std::optional<std::uint16_t> free_port);

/// Who holds a port, as a sentence: a member by its record, a process by /proc, or somebody who cannot be seen.
std::string holder_text(const Context& context, std::uint16_t port);

}  // namespace watercooler::cli
