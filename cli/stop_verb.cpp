#include <algorithm>

#include "cli/ending.hpp"
#include "cli/progress.hpp"
#include "cli/runs.hpp"

namespace watercooler::cli {

Result<Exit> run_stop(Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    auto chosen = select(*roster, arguments.words);
    if (!chosen) return tl::unexpected{chosen.error()};
    if (arguments.words.empty()) *chosen = living(*chosen);  // "the whole club" is those who live
    if (context.dry_run()) {
        report_plan(context, "stop", names_of(living(*chosen)));
        return Exit::done;
    }
    const Interrupt interrupt;
    std::vector<MemberOutcome> outcomes;
    {
        Progress progress{context, "Stopping " + std::to_string(chosen->size()) + " members", chosen->size()};
        outcomes = stop_members(*club, *chosen, context.timeout(std::chrono::seconds{10}), interrupt,
                                [&](std::size_t gone) { progress.show(gone); });
    }
    const auto exit = report(context, "stop", "stopped", outcomes);
    return interrupt.came() ? Exit{interrupt.exit_code()} : exit;
}

}  // namespace watercooler::cli
