#include <algorithm>
#include <optional>

#include "cli/attach.hpp"
#include "cli/bulk.hpp"
#include "cli/duration.hpp"
#include "cli/ending.hpp"
#include "cli/new_errors.hpp"
#include "cli/new_launch.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t lines_max = 8;  // more members are told in one line
constexpr std::size_t tabs_max = 8;   // more of them nobody wants to see opened

void print_plan(const Context& context, const std::vector<Planned>& plans) {
    std::vector<std::string> objects;
    for (const auto& each : plans) {
        if (context.json()) {
            json::Object object;
            object.text("name", each.name).text("address", each.host).number("port", each.port);
            objects.push_back(object.flag("replaces", each.replaces.has_value()).flag("again", each.again).done());
        } else {
            context.out("would start " + each.name + " at " + place_text(each.host, each.port) +
                        (each.replaces ? " in place of the living one" : "") + "\n");
        }
    }
    if (context.json())
        context.out(json::answer("plan").text("verb", "new").raw("members", json::array(objects)).done() + "\n");
}

/// By a flag, or by the club's file.
bool book_given(const NewRequest& request, const Planned& planned) {
    return request.book_given ||
           std::ranges::any_of(planned.extra, [](const std::string& each) { return each.starts_with("--book="); });
}

/// Within `room` columns: first the reason goes, then a part of the title, then all of it.
std::string book_text(const NewRequest& request, const Launched& member, std::size_t room) {
    if (!member.book) return "";
    const auto title = cut(shown(*member.book), 60);
    const auto why = book_given(request, member.planned) ? ""
                     : member.planned.remembers          ? " (as before)"
                                                         : " (picked for you)";
    const auto whole = "   reads \"" + title + "\"" + why;
    constexpr std::size_t around = 11, title_min = 8;  // `   reads ""`
    if (display_width(whole) <= room) return whole;
    return room < around + title_min ? "" : "   reads \"" + cut(title, room - around) + "\"";
}

std::string member_line(const Context& context, const NewRequest& request, const Launched& member,
                        std::size_t name_width) {
    const auto& name = member.planned.name;
    const auto url = shown(member.url), ready = "   ready in " + duration_text(member.took);
    const auto taken = 2 + name_width + 3 + url.size() + ready.size();
    const auto width = context.width() == 0 ? std::string::npos : context.width();
    return paint("+", Paint::good, context.style()) + " " + paint(name, Paint::bold, context.style()) +
           std::string(name_width - std::min(name_width, name.size()) + 3, ' ') +
           paint(url, Paint::link, context.style()) + book_text(request, member, width - std::min(width, taken)) +
           ready + "\n";
}

std::string summary_line(const Context& context, const Launch& launch) {
    const auto& first = launch.ready.front();
    const auto& last = launch.ready.back();
    return paint("+", Paint::good, context.style()) + " " + std::to_string(launch.ready.size()) + " members ready in " +
           duration_text(launch.took) + ": " + first.planned.name + ":" + std::to_string(first.port) + " .. " +
           last.planned.name + ":" + std::to_string(last.port);
}

std::string joined_text(const Launch& launch) {
    if (!launch.joined) return "";
    if (launch.joined->frozen) return "   (the club is frozen: they join at the thaw)";
    return launch.joined->agreed ? "   (all joined; every table is the same)" : "";
}

void print_text(const Context& context, const NewRequest& request, const Launch& launch) {
    if (launch.ready.empty()) return;
    std::size_t name_width = 0;
    for (const auto& each : launch.ready) name_width = std::max(name_width, each.planned.name.size());
    for (const auto& each : launch.ready)
        if (each.planned.again && launch.ready.size() <= lines_max)
            context.note(each.planned.name + " was here before; starting again with " +
                         (each.planned.remembers && !book_given(request, each.planned) ? "the same" : "another") +
                         " book\n");
    const bool few = launch.ready.size() <= lines_max;
    if (few || context.verbose())
        for (const auto& each : launch.ready) context.out(member_line(context, request, each, name_width));
    if (!few) context.out(summary_line(context, launch) + joined_text(launch) + "\n");
    if (few && launch.joined && launch.ready.size() > 1)
        context.out("  " + std::to_string(launch.ready.size()) + " members ready in " + duration_text(launch.took) +
                    joined_text(launch) + "\n");
    context.suggest({"pick " + launch.ready.front().planned.name + " \"Emma\"", "books", "new"});
}

void print_json(const Context& context, const Launch& launch) {
    std::vector<std::string> objects;
    for (const auto& each : launch.ready) {
        json::Object object;
        object.text("name", each.planned.name).text("address", each.planned.host).number("port", each.port);
        object.number("pid", each.pid).text("url", each.url);
        if (each.book)
            object.text("book", *each.book);
        else
            object.null("book");
        object.flag("again", each.planned.again);
        objects.push_back(
            object.number("ready_ms", std::chrono::duration_cast<std::chrono::milliseconds>(each.took).count()).done());
    }
    auto answer = json::answer("new");
    answer.text("club", context.place().club.text()).raw("members", json::array(objects));
    answer.number("ready_ms", std::chrono::duration_cast<std::chrono::milliseconds>(launch.took).count());
    if (launch.joined)
        answer.flag("joined", launch.joined->agreed);
    else
        answer.null("joined");
    context.out(answer.done() + "\n");
}

void warn_of_browsers(const Context& context, const std::vector<Planned>& plans, const NewWorld& world) {
    for (const auto& each : plans) {
        if (each.port == 0 || !browsers_refuse(each.port)) continue;
        const auto better =
            choose_port(each.host, static_cast<std::uint16_t>(each.port + 1), {}, world.rules, world.probe);
        if (!context.json()) context.note(browser_warning(each, better));
    }
}

/// Everything checked before anything starts. With --partial the failures are told, and the rest goes on.
Result<std::vector<Planned>> checked(const Context& context, const NewRequest& request, NewPlanner& planner,
                                     std::size_t& failures) {
    std::vector<Planned> plans;
    for (const auto& each : planner.plan()) {
        if (each) {
            plans.push_back(*each);
            continue;
        }
        if (!request.partial || request.specs.size() == 1) return tl::unexpected{each.error()};
        context.warn(context.json() ? to_json(each.error()) : to_text(each.error()));
        ++failures;
    }
    return plans;
}

/// Nobody is stopped by an interrupt, so all that run are named.
std::string interrupted_text(const Launch& launch) {
    std::vector<std::string> names;
    for (const auto& each : launch.ready) names.push_back(each.planned.name);
    auto text = "interrupted: " + (names.empty() ? "nobody was ready" : some_names(names, names.size()) + " run on");
    if (!launch.starting.empty())
        text += "; " + some_names(launch.starting, launch.starting.size()) + " were just starting";
    if (launch.not_tried > 0) text += "; " + std::to_string(launch.not_tried) + " were not started";
    return text + "\n";
}

}  // namespace

Exit tell_launch(const Context& context, const NewRequest& request, const Launch& launch, std::size_t failures) {
    if (context.json())
        print_json(context, launch);
    else
        print_text(context, request, launch);
    if (launch.interrupted) {
        context.warn(interrupted_text(launch));
        return *launch.interrupted;
    }
    for (const auto& each : launch.failures) context.warn(context.json() ? to_json(each) : to_text(each));
    if (launch.ready.empty() && !launch.failures.empty()) return launch.failures.front().exit;
    if (failures + launch.failures.size() > 0) return Exit::partly;
    if (launch.joined && !launch.joined->agreed && !launch.joined->frozen) {
        context.warn("not all know each other yet: " + some_names(launch.joined->behind) + " of " +
                     std::to_string(launch.joined->members) + " are behind\n  try: " + context.command("books --diff") +
                     "\n");
        return Exit::not_ready;
    }
    return Exit::done;
}

namespace {

/// --open and --attach.
Result<Exit> afterwards(Context& context, const Arguments& arguments, const Launch& launch,
                        std::optional<Interrupt>& interrupt) {
    std::vector<std::string> names;
    for (const auto& each : launch.ready) names.push_back(each.planned.name);
    for (const auto& name : arguments.has("--open") ? names : std::vector<std::string>{}) {
        auto open = instead("open", arguments, {name});
        if (names.size() > tabs_max) open.flags["--print"] = {"true"};
        if (const auto told = run_open(context, open); !told) return told;
    }
    if (!interrupt || names.empty()) return Exit::done;
    const auto followed = follow_logs(context, arguments, names, *interrupt);
    interrupt.reset();  // the next one is for the stopping
    if (!followed) return followed;
    const auto ended = run_stop(context, instead("stop", arguments, names));
    return ended && *ended == Exit::done ? followed : ended;
}

}  // namespace

Result<Exit> run_new(Context& context, const Arguments& arguments) {
    auto request = read_new_request(arguments);
    if (!request) return tl::unexpected{request.error()};
    if (const auto fine = apply_settings(context.settings(), arguments, *request); !fine)
        return tl::unexpected{fine.error()};
    const auto program = member_program();
    if (!program) return tl::unexpected{program.error()};
    NewPlanner planner{context, *request, look_at_world(context, *program)};
    std::size_t failures = 0;
    const auto plans = checked(context, *request, planner, failures);
    if (!plans) return tl::unexpected{plans.error()};
    warn_of_browsers(context, *plans, planner.world());
    if (context.dry_run()) {
        print_plan(context, *plans);
        return failures > 0 ? Exit::partly : Exit::done;
    }
    const auto launch = launch_all(context, *request, planner, *program, *plans);
    if (!launch) return tl::unexpected{launch.error()};
    std::optional<Interrupt> interrupt;  // from now on a Ctrl-C means that they are to be stopped
    if (arguments.has("--attach")) interrupt.emplace();
    const auto exit = tell_launch(context, *request, *launch, failures);
    if (exit != Exit::done && exit != Exit::partly) return exit;
    const auto after = afterwards(context, arguments, *launch, interrupt);
    return after && *after == Exit::done ? exit : after;
}

}  // namespace watercooler::cli
