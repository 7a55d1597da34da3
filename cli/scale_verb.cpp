#include <algorithm>

#include "cli/ending.hpp"
#include "cli/first_names.hpp"
#include "cli/new_plan.hpp"
#include "cli/progress.hpp"
#include "cli/runs.hpp"
#include "cli/scale.hpp"

namespace watercooler::cli {
namespace {

/// Its place in the order in which names are chosen; nothing for a name that never is.
std::optional<std::size_t> place_of_name(std::string_view name) {
    const auto names = first_names();
    std::size_t round = 0;
    if (const auto dash = name.find('-'); dash != std::string_view::npos) {
        const auto number = name.substr(dash + 1);
        const bool digits = !number.empty() && number.size() < 4 &&
                            std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
        if (!digits || number[0] == '0') return std::nullopt;
        for (const char c : number) round = round * 10 + static_cast<std::size_t>(c - '0');
        if (round < 2) return std::nullopt;
        --round;
        name = name.substr(0, dash);
    }
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return round * names.size() + static_cast<std::size_t>(found - names.begin());
}

Failure too_many_named(const Context& context, std::size_t wanted, std::size_t alive, std::size_t may_go) {
    return {Exit::none,
            "WC-SCALE-NAMED",
            "only " + std::to_string(may_go) + " of the " + std::to_string(alive) +
                " members may be stopped, so the club cannot come down to " + std::to_string(wanted),
            "The others have names that somebody gave them.",
            {context.command("ls"), context.command("stop NAME")}};
}

Result<Exit> scale_down(const Context& context, const club::Folder& club, const Roster& alive, std::size_t wanted) {
    auto leaving = who_may_go(alive);
    if (leaving.size() < alive.size() - wanted)
        return tl::unexpected{too_many_named(context, wanted, alive.size(), leaving.size())};
    leaving.erase(leaving.begin() + static_cast<std::ptrdiff_t>(alive.size() - wanted), leaving.end());
    if (context.dry_run()) {
        report_plan(context, "stop", names_of(leaving));
        return Exit::done;
    }
    const Interrupt interrupt;
    std::vector<MemberOutcome> outcomes;
    {
        Progress progress{context, "Stopping " + std::to_string(leaving.size()) + " members", leaving.size()};
        outcomes = stop_members(club, leaving, context.timeout(std::chrono::seconds{10}), interrupt,
                                [&](std::size_t gone) { progress.show(gone); });
    }
    const auto exit = report(context, "scale", "stopped", outcomes);
    return interrupt.came() ? Exit{interrupt.exit_code()} : exit;
}

/// As `new --count` does it.
Result<Exit> scale_up(Context& context, const Arguments& arguments, std::size_t more) {
    auto start = instead("new", arguments, {});
    start.flags["--count"] = {std::to_string(more)};
    return run_new(context, start);
}

Result<std::size_t> wanted_of(const Arguments& arguments) {
    const auto& word = arguments.words.front();
    const bool digits =
        word.size() < 7 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; }) && !word.empty();
    if (digits && std::stoul(word) <= members_at_once_max) return std::stoul(word);
    return tl::unexpected{usage("\"" + word + "\" is no number of members",
                                "From 0 to " + std::to_string(members_at_once_max) + ", as in: scale 12")};
}

}  // namespace

bool is_chosen_name(std::string_view name) { return place_of_name(name).has_value(); }

Roster who_may_go(const Roster& alive) {
    Roster result;
    for (const auto& member : alive)
        if (is_chosen_name(member.name.text())) result.push_back(member);
    std::ranges::sort(result, std::ranges::greater{},
                      [](const Member& member) { return *place_of_name(member.name.text()); });
    return result;
}

Result<Exit> run_scale(Context& context, const Arguments& arguments) {
    const auto wanted = wanted_of(arguments);
    if (!wanted) return tl::unexpected{wanted.error()};
    Roster alive;
    const auto club = club::Folder::open_existing(context.place());
    if (!club && club.error().code != "WC-CLUB-NONE") return tl::unexpected{failure_of(club.error())};
    if (club) {
        const auto roster = read_roster(*club);
        if (!roster) return tl::unexpected{roster.error()};
        alive = living(*roster);
    }
    if (*wanted > alive.size()) return scale_up(context, arguments, *wanted - alive.size());
    if (*wanted < alive.size()) return scale_down(context, *club, alive, *wanted);
    if (context.json()) return report(context, "scale", "stopped", {});
    context.note(std::to_string(alive.size()) + " members live already\n");
    return Exit::done;
}

}  // namespace watercooler::cli
