// up and down: the club as its file says, and its end.
#include <algorithm>
#include <optional>
#include <utility>

#include "cli/attach.hpp"
#include "cli/duration.hpp"
#include "cli/ending.hpp"
#include "cli/faults_held.hpp"
#include "cli/new_launch.hpp"
#include "cli/progress.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "cli/up.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

/// All that `up` will do, found out before anything is done.
struct Steps {
    UpPlan club;
    NewRequest request;
    std::vector<Planned> start;
    Roster stop;
    bool sauron = false;
    std::vector<ClubFile::Fault> faults;

    bool nothing() const { return start.empty() && stop.empty() && !sauron && faults.empty(); }
};

Failure no_club_file(const Context& context) {
    return {Exit::bad_file,
            "WC-CLUBFILE-NONE",
            "there is no club.toml here, nor in a folder above",
            "It says what the club is to be; such as:\n[club]\nname = \"office\"\nmembers = 5",
            {context.command("up -f FILE"), context.command("config --schema")}};
}

/// Faults of the file that do not hold yet.
Result<std::vector<ClubFile::Fault>> missing_faults(const Context& context, const ClubFile& file) {
    if (file.faults.empty() || !club::Folder::open_existing(context.place())) return file.faults;
    const auto club = open_faulty_club(context);
    if (!club) return tl::unexpected{club.error()};
    const auto posted = club->board.read_if_attended();
    if (!posted) return tl::unexpected{failure_of(posted.error())};
    auto missing = file.faults;
    std::erase_if(missing, [&](const ClubFile::Fault& fault) {
        return std::ranges::count(posted->faults, fault.words, &club::PostedFault::words) > 0;
    });
    return missing;
}

Result<void> plan_members(const Context& context, Steps& steps, const std::string& program) {
    steps.request.specs = steps.club.start;
    if (steps.club.start.empty()) return {};
    const auto base = parse_port_base(context.settings().base_port.value);
    if (!base) return tl::unexpected{base.error()};
    steps.request.base = *base;
    NewPlanner planner{context, steps.request, look_at_world(context, program)};
    const auto plans = planner.plan();
    for (std::size_t at = 0; at < plans.size(); ++at) {
        if (!plans[at]) return tl::unexpected{plans[at].error()};
        steps.start.push_back(*plans[at]);
        steps.start.back().extra = steps.club.extra[at];
    }
    return {};
}

Result<Steps> plan_steps(const Context& context, const ClubFile& file, bool prune, const std::string& program) {
    Steps steps;
    Roster alive;
    if (const auto club = club::Folder::open_existing(context.place())) {
        const auto roster = read_roster(*club);
        if (!roster) return tl::unexpected{roster.error()};
        alive = living(*roster);
        const auto sauron = read_sauron(*club);
        if (!sauron) return tl::unexpected{sauron.error()};
        steps.sauron = file.sauron && !sauron->lives();
    } else if (club.error().code != "WC-CLUB-NONE") {
        return tl::unexpected{failure_of(club.error())};
    } else {
        steps.sauron = file.sauron.has_value();
    }
    steps.club = plan_up(file, alive);
    if (prune) steps.stop = steps.club.others;
    if (const auto planned = plan_members(context, steps, program); !planned) return tl::unexpected{planned.error()};
    const auto faults = missing_faults(context, file);
    if (!faults) return tl::unexpected{faults.error()};
    steps.faults = *faults;
    return steps;
}

std::string fault_text(const ClubFile::Fault& fault) {
    return fault.words + (fault.forever ? ", until it is healed" : fault.length ? ", for " + *fault.length : "");
}

void print_steps_json(const Context& context, const Steps& steps) {
    std::vector<std::string> objects;
    const auto add = [&](std::string_view what, std::string_view kind, std::string_view name) {
        objects.push_back(json::Object{}.text("do", what).text("what", kind).text("name", name).done());
    };
    if (steps.sauron) add("start", "sauron", "sauron");
    for (const auto& each : steps.start)
        objects.push_back(json::Object{}
                              .text("do", "start")
                              .text("what", "member")
                              .text("name", each.name)
                              .text("address", each.host)
                              .number("port", each.port)
                              .done());
    for (const auto& name : names_of(steps.club.keep)) add("keep", "member", name);
    for (const auto& name : names_of(steps.stop)) add("stop", "member", name);
    for (const auto& fault : steps.faults) add("add", "fault", fault.words);
    context.out(json::answer("plan").text("verb", "up").raw("steps", json::array(objects)).done() + "\n");
}

void print_steps(const Context& context, const Steps& steps) {
    if (context.json()) return print_steps_json(context, steps);
    std::size_t widest = std::string_view{"sauron"}.size();
    for (const auto& each : steps.start) widest = std::max(widest, each.name.size());
    for (const auto& each : steps.club.keep) widest = std::max(widest, each.name.text().size());
    const auto line = [&](std::string_view sign, Paint paint_as, std::string name, const std::string& says) {
        if (!says.empty()) name.resize(widest + 2, ' ');
        context.out(paint(sign, paint_as, context.style()) + " " + name + shown(says) + "\n");
    };
    if (steps.sauron) line("+", Paint::good, "sauron", "");
    for (const auto& each : steps.start) line("+", Paint::good, each.name, "at " + place_text(each.host, each.port));
    for (const auto& name : names_of(steps.club.keep)) line("=", Paint::muted, name, "lives already");
    for (const auto& name : names_of(steps.stop)) line("-", Paint::bad, name, "stops");
    for (const auto& fault : steps.faults) line("+", Paint::warning, "fault", fault_text(fault));
}

Result<Exit> start_sauron(Context& context, const Arguments& arguments, const ClubFile& file) {
    auto typed = instead("sauron", arguments, {"start"});
    for (const auto& [flag, value] : *file.sauron) typed.flags[flag] = {value};
    return run_sauron(context, typed);
}

Result<Exit> start_members(const Context& context, Steps& steps, const std::string& program) {
    NewPlanner planner{context, steps.request, look_at_world(context, program)};
    const auto launch = launch_all(context, steps.request, planner, program, steps.start);
    if (!launch) return tl::unexpected{launch.error()};
    return tell_launch(context, steps.request, *launch, 0);
}

Result<Exit> stop_others(const Context& context, const club::Folder& club, const Roster& others) {
    const Interrupt interrupt;
    const auto outcomes =
        stop_members(club, others, context.timeout(std::chrono::seconds{10}), interrupt, [](std::size_t) {});
    const auto exit = report(context, "stop", "stopped", outcomes);
    return interrupt.came() ? Exit{interrupt.exit_code()} : exit;
}

Result<Exit> add_faults(Context& context, const Arguments& arguments, const std::vector<ClubFile::Fault>& faults) {
    for (const auto& fault : faults) {
        auto typed = instead("chaos", arguments, {"add", fault.words});
        if (fault.length) typed.flags["--for"] = {*fault.length};
        if (fault.forever) typed.flags["--forever"] = {"true"};
        const auto exit = run_chaos(context, typed);
        if (!exit || *exit != Exit::done) return exit;
    }
    return Exit::done;
}

/// Sauron first, so that it sees all; the faults last, when all know each other. Ends at the first that goes wrong.
Result<Exit> do_steps(Context& context, const Arguments& arguments, const ClubFile& file, Steps& steps,
                      const std::string& program) {
    Result<Exit> exit = Exit::done;
    if (steps.sauron) exit = start_sauron(context, arguments, file);
    if (exit && *exit == Exit::done && !steps.start.empty()) exit = start_members(context, steps, program);
    if (exit && *exit == Exit::done && !steps.stop.empty()) {
        const auto club = context.club();
        if (!club) return tl::unexpected{club.error()};
        exit = stop_others(context, *club, steps.stop);
    }
    if (exit && *exit == Exit::done) exit = add_faults(context, arguments, steps.faults);
    return exit;
}

Result<Exit> make_so(const Context& context, const Arguments& arguments, const ClubFile& file, Steps& steps,
                     const std::string& program) {
    auto step = context.step();
    if (!steps.nothing()) return do_steps(step, arguments, file, steps, program);
    if (context.json())
        print_steps(context, steps);
    else
        context.out(context.place().club.text() + " is as the file says\n");
    return Exit::done;
}

/// --attach.
Result<Exit> stay(Context& context, const Arguments& arguments) {
    std::optional<Interrupt> interrupt{std::in_place};
    const auto followed = follow_logs(context, arguments, {}, *interrupt);
    interrupt.reset();  // the next one is for the stopping
    if (!followed) return followed;
    const auto ended = run_down(context, arguments);
    return ended && *ended == Exit::done ? followed : ended;
}

}  // namespace

Result<Exit> run_up(Context& context, const Arguments& arguments) {
    if (!context.settings().club_file) return tl::unexpected{no_club_file(context)};
    auto file = read_club_file(*context.settings().club_file);
    if (!file) return tl::unexpected{file.error()};
    if (!file->interval && context.settings().interval.origin != "default")  // the user's own
        file->interval = parse_duration(context.settings().interval.value);
    const auto program = member_program();
    if (!program) return tl::unexpected{program.error()};
    auto steps = plan_steps(context, *file, arguments.has("--prune"), *program);
    if (!steps) return tl::unexpected{steps.error()};
    steps->request.wait = !arguments.has("--no-wait");
    if (context.dry_run()) {
        print_steps(context, *steps);
        return Exit::done;
    }
    const auto exit = make_so(context, arguments, *file, *steps, *program);
    if (!exit || *exit != Exit::done) return exit;
    if (arguments.has("--attach")) return stay(context, arguments);
    context.suggest({"books", file->sauron ? "open sauron" : "ls", "down"});
    return exit;
}

Result<Exit> run_down(Context& context, const Arguments& arguments) {
    Roster alive;
    const auto club = club::Folder::open_existing(context.place());
    if (!club && club.error().code != "WC-CLUB-NONE") return tl::unexpected{failure_of(club.error())};
    if (club) {
        const auto roster = read_roster(*club);
        if (!roster) return tl::unexpected{roster.error()};
        alive = living(*roster);
        const auto sauron = read_sauron(*club);
        if (!sauron) return tl::unexpected{sauron.error()};
        if (sauron->lives()) alive.push_back(*sauron);  // last: it sees them go
    }
    if (context.dry_run()) {
        report_plan(context, "stop", names_of(alive));
        return Exit::done;
    }
    if (!alive.empty()) {
        const auto exit = stop_others(context, *club, alive);
        if (!exit || *exit != Exit::done) return exit;
    } else if (context.json()) {
        report(context, "stop", "stopped", {});
    } else {
        context.note("nobody of club " + context.place().club.text() + " lives: nothing to stop\n");
    }
    if (!arguments.has("--clean") || !club) return Exit::done;
    auto typed = instead("clean", arguments, {});
    typed.flags["--all"] = {"true"};
    return run_clean(context, typed);
}

}  // namespace watercooler::cli
