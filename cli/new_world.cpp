// What the world is like before somebody starts in it.
#include <sys/xattr.h>

#include "cli/new_plan.hpp"
#include "cli/starter.hpp"

namespace watercooler::cli {

Result<std::string> member_program() {
    if (auto program = find_program("watercooler-member")) return std::move(*program);
    return tl::unexpected{Failure{Exit::not_ready,
                                  "WC-MEMBER-PROGRAM",
                                  "the program watercooler-member is not to be found",
                                  "It belongs beside this program, or on PATH.",
                                  {}}};
}

NewWorld look_at_world(const Context& context, const std::string& program) {
    NewWorld world;
    if (const auto club = club::Folder::open_existing(context.place()))
        if (auto roster = read_roster(*club)) world.roster = std::move(*roster);
    world.rules = read_port_rules();
    world.probe = [](const std::string& host, std::uint16_t port) { return probe_port(host, port); };
    world.member_has_capability = ::getxattr(program.c_str(), "security.capability", nullptr, 0) > 0;
    return world;
}

}  // namespace watercooler::cli
