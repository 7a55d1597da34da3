#pragma once

// What `new` would start: names and ports given or chosen, all checked before anything starts.
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/first_names.hpp"
#include "cli/member_spec.hpp"
#include "cli/ports.hpp"
#include "cli/roster.hpp"

namespace watercooler::cli {

/// What was asked for, checked on its own; the world has not been looked at.
struct NewRequest {
    std::vector<MemberSpec> specs;
    PortBase base{std::nullopt, first_port};
    std::optional<std::uint64_t> seed;
    std::vector<std::string> extra;  ///< further arguments of each member program
    bool replace = false, partial = false, wait = true, book_given = false;
};
inline constexpr std::size_t members_at_once_max = 2'000;
Result<NewRequest> read_new_request(const Arguments& arguments);
/// What the files of settings say, where no flag did.
Result<void> apply_settings(const Settings& settings, const Arguments& arguments, NewRequest& request);

/// One member to be started.
struct Planned {
    std::string name{};
    std::string host{};
    std::uint16_t port = 0;
    bool name_given = false, port_given = false;
    bool again = false;                ///< there is a record of a life before
    bool remembers = false;            ///< and what it believed, its book too; known when it is started
    std::optional<Member> replaces{};  ///< who lives under that name and is to be stopped first
    std::vector<std::string> extra{};  ///< further arguments of this member's program alone
};

/// What the planner knows of the world; the tests make it up.
struct NewWorld {
    Roster roster;
    PortRules rules;
    PortProbe probe;
    /// Whether the member program may bind privileged ports although we may not.
    bool member_has_capability = false;
};

/// Errors: it is not installed.
Result<std::string> member_program();
NewWorld look_at_world(const Context& context, const std::string& program);

class NewPlanner {
public:
    NewPlanner(const Context& context, const NewRequest& request, NewWorld world);

    /// One result per spec, in their order.
    std::vector<Result<Planned>> plan();

    /// After somebody else was quicker: another name or port, the next that is free. Only for what we chose ourselves.
    Result<void> choose_other_name(Planned& planned, Roster roster);
    Result<void> choose_other_port(Planned& planned);

    const NewWorld& world() const { return world_; }

private:
    Result<Planned> plan_one(const MemberSpec& spec);
    Result<void> check_name(Planned& planned, const MemberSpec& spec);
    Result<void> check_port(const Planned& planned);
    Result<std::uint16_t> next_port(const std::string& host);
    std::string next_name();
    const Member* find(const std::string& name) const;

    const Context& context_;
    const NewRequest& request_;
    NewWorld world_;
    NameChooser names_;
    std::set<std::string> used_names_;
    std::set<std::uint16_t> used_ports_;
};

/// `-b "Dune" -i 5s`: of what cannot be wrong once read, told to each member program.
std::vector<std::string> member_command(const Context& context, const NewRequest& request, const Planned& planned);

}  // namespace watercooler::cli
