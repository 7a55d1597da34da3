#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/joined.hpp"
#include "cli/new_plan.hpp"
#include "cli/starter.hpp"

namespace watercooler::cli {

/// One member that runs.
struct Launched {
    Planned planned;
    std::uint16_t port = 0;  ///< the real one, where 0 was asked for
    pid_t pid = 0;
    std::string url;
    std::optional<std::string> book;
    std::chrono::nanoseconds took{};
};

struct Launch {
    std::vector<Launched> ready;  ///< in the order of the plan
    std::vector<Failure> failures;
    std::vector<std::string> starting;  ///< interrupted while they were: they may become ready yet
    std::size_t not_tried = 0;
    std::optional<Exit> interrupted;
    std::optional<Joined> joined;  ///< nothing if it was not waited for
    std::chrono::nanoseconds took{};
};

/// Stops whom the plans replace, starts all, and tries again with the next name or port where somebody else was
/// quicker, if we had chosen it. Unless --partial a failure stops those that had started, and is returned. Then waits
/// until all know each other, as asked.
Result<Launch> launch_all(const Context& context, const NewRequest& request, NewPlanner& planner,
                          const std::string& program, const std::vector<Planned>& plans);

/// Prints what came of it, and says how the verb ends. `failures`: those that were not even tried.
Exit tell_launch(const Context& context, const NewRequest& request, const Launch& launch, std::size_t failures);

}  // namespace watercooler::cli
