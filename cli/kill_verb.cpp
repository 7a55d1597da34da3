#include <algorithm>
#include <random>

#include "cli/ending.hpp"
#include "cli/runs.hpp"

namespace watercooler::cli {
namespace {

/// Any `count` of those; the same ones for the same seed and the same club.
Roster any_of_them(Roster members, std::size_t count, std::optional<std::uint64_t> seed) {
    std::mt19937_64 random{seed ? *seed : std::random_device{}()};
    Roster result;
    while (result.size() < count && !members.empty()) {
        const auto place = random() % members.size();
        result.push_back(std::move(members[place]));
        members.erase(members.begin() + static_cast<std::ptrdiff_t>(place));
    }
    std::ranges::sort(result, {}, &Member::name);
    return result;
}

Result<void> check(const Context& context, const Arguments& arguments) {
    const int ways =
        (arguments.words.empty() ? 0 : 1) + (arguments.has("--random") ? 1 : 0) + (arguments.has("--all") ? 1 : 0);
    if (ways == 1) return {};
    const auto cause = ways == 0 ? "Nobody is killed by accident." : "One of the three at a time.";
    return tl::unexpected{
        usage("kill wants names, --random N or --all", cause,
              {context.command("kill jimmy"), context.command("kill --random 1"), context.command("kill --all")})};
}

Result<Roster> whom(const Arguments& arguments, const Roster& roster) {
    if (const auto count = arguments.number("--random")) {
        const auto alive = living(roster);
        if (*count <= alive.size()) return any_of_them(alive, *count, arguments.number("--seed"));
        return tl::unexpected{Failure{
            Exit::none, "WC-CLUB-SMALL", "there are only " + std::to_string(alive.size()) + " living members", {}, {}}};
    }
    auto chosen = select(roster, arguments.words);
    if (chosen && arguments.has("--all")) return living(*chosen);
    return chosen;
}

}  // namespace

Result<Exit> run_kill(Context& context, const Arguments& arguments) {
    if (const auto fine = check(context, arguments); !fine) return tl::unexpected{fine.error()};
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    const auto chosen = whom(arguments, *roster);
    if (!chosen) return tl::unexpected{chosen.error()};
    if (context.dry_run()) {
        report_plan(context, "kill", names_of(living(*chosen)));
        return Exit::done;
    }
    if (arguments.has("--all")) {
        const auto sure =
            context.ask("kill all " + std::to_string(chosen->size()) + " members of " + club->club().text() + "?");
        if (!sure) return tl::unexpected{sure.error()};
        if (!*sure) return Exit::done;
    }
    const auto outcomes = kill_members(*club, *chosen);
    if (arguments.has("--random") && outcomes.size() > 1 && !context.json() && !context.verbose())
        context.out("killed " + some_names(names_of(*chosen), chosen->size()) + "\n");
    return report(context, "kill", "killed", outcomes);
}

}  // namespace watercooler::cli
