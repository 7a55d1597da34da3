#include <algorithm>
#include <array>
#include <span>

#include "cli/bulk.hpp"
#include "cli/new_launch.hpp"
#include "cli/restart.hpp"
#include "cli/runs.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds rejoin_patience{15'000};

/// The same place again. Errors: nothing is known of an earlier life.
Result<Planned> plan_again(const Context& context, const Member& member) {
    const auto& record = member.probe.record;
    if (!record)
        return tl::unexpected{Failure{Exit::none,
                                      "WC-MEMBER-NONE",
                                      member.name.text() + " has left no record of how it was started",
                                      {},
                                      {context.command("new " + member.name.text())}}};
    Planned planned{.name = record->name, .host = record->address, .port = record->port};
    planned.name_given = planned.port_given = planned.again = true;
    if (member.lives()) planned.replaces = member;
    if (!record->argv.empty()) planned.extra = flags_to_keep(std::span{record->argv}.subspan(1));
    return planned;
}

Result<std::vector<Planned>> plan_all(const Context& context, const Roster& members) {
    std::vector<Planned> plans;
    for (const auto& member : members) {
        auto planned = plan_again(context, member);
        if (!planned) return tl::unexpected{planned.error()};
        plans.push_back(std::move(*planned));
    }
    return plans;
}

/// Starts these again. Whoever cannot be is told in the outcomes.
Result<std::optional<Exit>> restart_these(const Context& context, const std::string& program,
                                          const std::vector<Planned>& plans, std::vector<MemberOutcome>& outcomes) {
    NewRequest request;
    request.partial = request.replace = true;
    NewPlanner planner{context, request, look_at_world(context, program)};
    const auto launch = launch_all(context, request, planner, program, plans);
    if (!launch) return tl::unexpected{launch.error()};
    auto failure = launch->failures.begin();
    for (const auto& planned : plans) {
        const auto is_it = [&](const Launched& each) { return each.planned.name == planned.name; };
        if (std::ranges::any_of(launch->ready, is_it))
            outcomes.push_back({planned.name, planned.replaces ? "restarted" : "started"});
        else if (failure != launch->failures.end())
            outcomes.push_back(failed(planned.name, *failure++));
        else
            outcomes.push_back({planned.name, "failed", "interrupted", Exit::interrupted});
    }
    if (launch->interrupted || !launch->joined || launch->joined->agreed || launch->joined->frozen)
        return launch->interrupted;
    context.warn("not all know each other yet: " + some_names(launch->joined->behind) + " are behind\n");
    return std::optional{Exit::not_ready};
}

/// One after the other; ends at the first that does not come back, so that the others stay.
Result<std::optional<Exit>> restart_rolling(const Context& context, const club::Folder& club,
                                            const std::string& program, const std::vector<Planned>& plans,
                                            std::vector<MemberOutcome>& outcomes) {
    for (const auto& planned : plans) {
        const auto interrupted = restart_these(context, program, {planned}, outcomes);
        if (!interrupted && !outcomes.empty()) {  // what was done before is told, too
            outcomes.push_back(failed(planned.name, interrupted.error()));
            return std::optional<Exit>{};
        }
        if (!interrupted || *interrupted || outcomes.back().failed()) return interrupted;
        const Interrupt interrupt;
        const auto joined =
            wait_until_joined(club, context.timeout(rejoin_patience), interrupt, [](std::size_t, std::size_t) {});
        if (!joined) return tl::unexpected{joined.error()};
        if (interrupt.came()) return std::optional{Exit{interrupt.exit_code()}};
        if (joined->agreed || joined->frozen) continue;
        outcomes.back() = {planned.name, "failed",
                           "is back, but not all know it yet: " + some_names(joined->behind) + " are behind",
                           Exit::not_ready};
        return std::optional<Exit>{};
    }
    return std::optional<Exit>{};
}

}  // namespace

std::vector<std::string> flags_to_keep(std::span<const std::string> argv) {
    static constexpr std::array<std::string_view, 11> given_anew{"-n",     "--name", "-p", "--port", "--host",    "-c",
                                                                 "--club", "--home", "-b", "--book", "--ready-fd"};
    std::vector<std::string> kept;
    for (std::size_t at = 0; at < argv.size(); ++at) {
        const auto& word = argv[at];
        if (word == "--log-to-folder") continue;
        const auto name = std::string_view{word}.substr(0, word.starts_with("--") ? word.find('=') : 2);
        if (std::ranges::count(given_anew, name) == 0)
            kept.push_back(word);
        else if (word == name)
            ++at;  // its value is the next word
    }
    return kept;
}

Result<Exit> run_restart(Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    auto chosen = select(*roster, arguments.words);
    if (!chosen) return tl::unexpected{chosen.error()};
    if (arguments.words.empty()) *chosen = living(*chosen);
    const auto plans = plan_all(context, *chosen);
    if (!plans) return tl::unexpected{plans.error()};
    if (context.dry_run()) {
        report_plan(context, "restart", names_of(*chosen));
        return Exit::done;
    }
    const auto program = member_program();
    if (!program) return tl::unexpected{program.error()};
    std::vector<MemberOutcome> outcomes;
    const auto interrupted = arguments.has("--rolling") ? restart_rolling(context, *club, *program, *plans, outcomes)
                             : plans->empty()           ? Result<std::optional<Exit>>{}
                                                        : restart_these(context, *program, *plans, outcomes);
    if (!interrupted) return tl::unexpected{interrupted.error()};
    const auto exit = report(context, "restart", "restarted", outcomes);
    return interrupted->value_or(exit);
}

}  // namespace watercooler::cli
