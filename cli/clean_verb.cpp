#include <algorithm>

#include "cli/ending.hpp"
#include "cli/progress.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "club/clean.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

/// Words as names; a glob means those that are there.
Result<std::vector<club::Name>> names_to_clean(const Roster& roster, const std::vector<std::string>& words) {
    std::vector<club::Name> names;
    if (words.empty()) return names;
    const auto chosen = select(roster, words);
    if (!chosen) return tl::unexpected{chosen.error()};
    for (const auto& member : *chosen) names.push_back(member.name);
    return names;
}

std::string kept_json(const std::vector<club::Kept>& kept) {
    std::vector<std::string> objects;
    for (const auto& each : kept)
        objects.push_back(json::Object{}.text("what", each.what).text("why", each.why).done());
    return json::array(objects);
}

/// Kept because it lives, and for no other reason.
bool lives(const club::Kept& kept) {
    return kept.why.starts_with("running") || kept.why.starts_with("starting") || kept.why.starts_with("stopped");
}

void print(const Context& context, bool planned, const std::vector<club::Name>& gone,
           const std::vector<club::Kept>& kept, bool club_goes) {
    std::vector<std::string> names, quoted;
    for (const auto& name : gone) names.push_back(name.text());
    if (context.json()) {
        for (const auto& name : names) quoted.push_back(json::quote(name));
        context.out(json::answer("clean")
                        .flag("planned", planned)
                        .raw("removed", json::array(quoted))
                        .raw("kept", kept_json(kept))
                        .flag("removed_club", club_goes)
                        .done() +
                    "\n");
        return;
    }
    if (names.empty() && kept.empty() && !club_goes) return context.note("nothing to clean\n");
    const std::string verb = planned ? "would remove " : "removed ";
    const auto most = context.verbose() ? names.size() : 12;
    context.out(verb + std::to_string(names.size()) + (names.size() == 1 ? " member" : " members") +
                (names.empty() ? "" : ": " + some_names(names, most)) + "\n");
    if (club_goes) context.out(verb + "the club's folder " + shown(context.place().path) + "\n");
    std::vector<std::string> alive;
    for (const auto& each : kept) {
        if (lives(each) && !context.verbose())
            alive.push_back(each.what);
        else
            context.note("kept " + shown(each.what) + ": " + shown(each.why) + "\n");
    }
    if (!alive.empty())
        context.note("kept " + some_names(alive) + ", who " + (alive.size() == 1 ? "lives\n" : "live\n"));
}

/// Everybody leaves before the cleaning. Nothing if they did, else how it ended.
Result<std::optional<Exit>> stop_everybody(const Context& context, const club::Folder& club, const Roster& alive) {
    if (alive.empty()) return std::nullopt;
    const auto sure = context.ask("stop all " + std::to_string(alive.size()) + " members of " + club.club().text() +
                                  " and remove what they left?");
    if (!sure) return tl::unexpected{sure.error()};
    if (!*sure) return Exit::done;
    const Interrupt interrupt;
    std::vector<MemberOutcome> outcomes;
    {
        Progress progress{context, "Stopping " + std::to_string(alive.size()) + " members", alive.size()};
        outcomes = stop_members(club, alive, context.timeout(std::chrono::seconds{10}), interrupt,
                                [&](std::size_t gone) { progress.show(gone); });
    }
    if (!context.json()) report(context, "stop", "stopped", outcomes);
    if (interrupt.came()) return Exit{interrupt.exit_code()};
    const auto exit = exit_of(outcomes);
    return exit == Exit::done ? std::nullopt : std::optional{exit};
}

Result<Exit> clean_up(const Context& context, const std::vector<club::Name>& names, bool history = false) {
    const auto plan = club::plan_clean(context.place(), names, history);
    if (!plan) return tl::unexpected{failure_of(plan.error())};
    if (context.dry_run()) {
        print(context, true, plan->ended, plan->kept, plan->removes_club);
        return Exit::done;
    }
    const auto done = club::clean(*plan);
    if (!done) return tl::unexpected{failure_of(done.error())};
    print(context, false, done->removed, done->kept, done->removed_club);
    return Exit::done;
}

}  // namespace

Result<Exit> run_clean(Context& context, const Arguments& arguments) {
    const bool all = arguments.has("--all");
    if (all && !arguments.words.empty())
        return tl::unexpected{usage("--all is everybody", "Leave the names out, or leave --all out.")};
    Roster roster;
    if (const auto club = club::Folder::open_existing(context.place())) {  // half a club is cleaned as well
        const auto read = read_roster(*club);
        if (!read) return tl::unexpected{read.error()};
        roster = *read;
        auto alive = living(roster);
        const auto sauron = read_sauron(*club);
        if (!sauron) return tl::unexpected{sauron.error()};
        if (sauron->lives()) alive.push_back(*sauron);  // last: it sees them go
        if (all && context.dry_run()) report_plan(context, "stop", names_of(alive));
        if (all && !context.dry_run()) {
            const auto stopped = stop_everybody(context, *club, alive);
            if (!stopped) return tl::unexpected{stopped.error()};
            if (*stopped) return **stopped;
        }
    }
    const auto names = names_to_clean(roster, arguments.words);
    if (!names) return tl::unexpected{names.error()};
    return clean_up(context, *names, all);
}

Result<Exit> run_rm(Context& context, const Arguments& arguments) {
    context.note("(rm is stop, then clean)\n");
    const auto stopped = run_stop(context, arguments);
    if (!stopped || *stopped != Exit::done) return stopped;
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    const auto names = names_to_clean(*roster, arguments.words);
    if (!names) return tl::unexpected{names.error()};
    return clean_up(context, *names);
}

}  // namespace watercooler::cli
