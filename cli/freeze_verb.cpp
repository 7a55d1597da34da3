#include <signal.h>

#include <algorithm>

#include "cli/duration.hpp"
#include "cli/freezing.hpp"
#include "cli/runs.hpp"
#include "cli/wait.hpp"
#include "cli/wake.hpp"
#include "json/info.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds freeze_patience{2'000};
constexpr milliseconds length_max = std::chrono::hours{24};  // as a member takes

Result<std::optional<milliseconds>> length_of(const Arguments& arguments) {
    const auto length = arguments.duration("--for");
    if (length && length->count() == 0)
        return tl::unexpected{
            usage("--for 0 freezes for no time", "Such as --for 5s; without --for it lasts until the thaw.")};
    if (length && *length > length_max)
        return tl::unexpected{usage("--for " + *arguments.text("--for") + " is too long",
                                    "At most 24h; without --for it lasts until the thaw.")};
    return length;
}

std::string skew_text(const std::optional<std::chrono::nanoseconds>& skew) {
    return skew ? "the last member froze " + duration_text(*skew) + " after the store\n" : std::string{};
}

/// One store freezes the club; then its members are woken, so that they see it at once.
Result<Exit> freeze_club(const Context& context, const club::Folder& club, const Roster& alive,
                         const std::optional<milliseconds>& length) {
    auto page = club.freeze_page();
    if (!page) return tl::unexpected{failure_of(page.error())};
    const bool before = page->load().frozen;
    const auto stored = wall_now();
    const auto now = club::boot_time();
    page->freeze(now, length ? std::optional{now + *length} : std::nullopt);
    wake_all(alive);
    const auto report_of_all = watch_freeze(alive, stored, context.timeout(freeze_patience));
    json::Object more;
    if (report_of_all.skew) more.number("skew_us", report_of_all.skew->count() / 1000);
    more.flag("club", true).flag("already", before);
    if (length) more.number("for_ms", length->count());
    const auto inner = more.done();
    const auto exit = report(context, "freeze", "frozen", report_of_all.outcomes, inner.substr(1, inner.size() - 2));
    if (!context.json()) {
        if (alive.empty()) context.note("nobody lives in the club; who starts now joins at the thaw\n");
        context.note(skew_text(report_of_all.skew));
        if (length) context.note("it thaws by itself in " + duration_text(*length) + "\n");
    }
    return exit;
}

/// The members' own flags, through their API.
Result<Exit> freeze_by_name(const Context& context, const club::Folder& club, const Roster& chosen,
                            const std::optional<milliseconds>& length) {
    const auto token = club.token();
    if (!token) return tl::unexpected{failure_of(token.error())};
    Roster running, others;
    for (const auto& member : chosen) (member.runs() && member.known() ? running : others).push_back(member);
    const auto body =
        length ? json::Object{}.text("for", std::to_string(length->count()) + "ms").done() : std::string{};
    auto outcomes = control(running, "/api/v1/control/freeze", body, *token, "frozen", "already frozen");
    for (const auto& member : others) {
        const auto name = member.name.text();
        outcomes.push_back(
            member.stopped()
                ? MemberOutcome{name, "already frozen hard", {}, {}}
                : failed(name, {Exit::none, "", member.lives() ? "it is just starting" : "it has ended", {}, {}}));
    }
    return report(context, "freeze", "frozen", outcomes);
}

Result<Exit> freeze_hard(const Context& context, const Roster& chosen, const std::optional<milliseconds>& length) {
    std::optional<Interrupt> interrupt;
    if (length) interrupt.emplace();  // before anything stops, so that Ctrl-C cannot leave it so
    std::chrono::nanoseconds took{};
    const auto outcomes = signal_hard(chosen, {SIGSTOP, "frozen hard", "already frozen hard"}, took);
    const auto more = "\"skew_us\":" + std::to_string(took.count() / 1000);
    if (!context.json() || !length) report(context, "freeze", "frozen hard", outcomes, more);
    if (!context.json() && outcomes.size() > 1)
        context.note("from the first to the last signal: " + duration_text(took) + "\n");
    if (!length) return exit_of(outcomes);
    if (!context.json()) context.note("waiting " + duration_text(*length) + "; Ctrl-C thaws at once\n");
    interrupt->sleep(*length);
    std::vector<std::string> stopped_here;
    for (const auto& each : outcomes)
        if (each.what == "frozen hard") stopped_here.push_back(each.name);
    Roster again;
    for (auto member : chosen) {
        if (std::ranges::count(stopped_here, member.name.text()) == 0) continue;
        member.probe.status = club::MemberStatus::stopped;
        again.push_back(std::move(member));
    }
    const auto thawed = signal_hard(again, {SIGCONT, "thawed", "thawed"}, took);
    report(context, "freeze", "thawed", thawed, more);
    return interrupt->came() ? Exit{interrupt->exit_code()} : exit_of(outcomes);
}

/// Clears the members' own flags of all that run, whether they have one or not, and lets stopped processes go on.
Result<std::vector<MemberOutcome>> thaw_all(const club::Folder& club, const Roster& chosen,
                                            const std::vector<std::string>& were_frozen) {
    const auto token = club.token();
    if (!token) return tl::unexpected{failure_of(token.error())};
    Roster stopped, awake;
    for (const auto& member : chosen) (member.stopped() ? stopped : awake).push_back(member);
    std::chrono::nanoseconds took{};
    auto outcomes = signal_hard(stopped, {SIGCONT, "thawed", "not frozen"}, took);
    Roster able;
    for (const auto& member : awake) {
        if (member.known())
            able.push_back(member);
        else
            outcomes.push_back(member.lives()
                                   ? MemberOutcome{member.name.text(), "not frozen", "it is just starting", {}}
                                   : failed(member.name.text(), {Exit::none, "", "it has ended", {}, {}}));
    }
    const auto answers = order_all(able, "/api/v1/control/thaw", "", *token);
    for (std::size_t at = 0; at < able.size(); ++at) {
        const auto name = able[at].name.text();
        const auto info = answers[at] ? json::read_control(*answers[at]) : json::Read<json::ControlInfo>{};
        if (!answers[at] || !info)
            outcomes.push_back(failed(name, answers[at]
                                                ? Failure{Exit::unreachable, "", "its answer is not understood", {}, {}}
                                                : answers[at].error()));
        else if (info->frozen != "no")
            outcomes.push_back({name, "still frozen", "with the whole club: thaw that", {}});
        else
            outcomes.push_back(
                {name, std::ranges::count(were_frozen, name) > 0 || info->changed ? "thawed" : "not frozen", {}, {}});
    }
    // Those that were stopped may have a flag of their own too; they are awake now.
    for (const auto& answer : order_all(stopped, "/api/v1/control/thaw", "", *token)) (void)answer;
    std::ranges::sort(outcomes, {}, &MemberOutcome::name);
    return outcomes;
}

struct Chosen {
    club::Folder club;
    Roster members;
};

Result<Chosen> choose(const Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    auto chosen = select(*roster, arguments.words);
    if (!chosen) return tl::unexpected{chosen.error()};
    if (arguments.words.empty()) *chosen = living(*chosen);
    return Chosen{*club, std::move(*chosen)};
}

}  // namespace

Result<Exit> run_freeze(Context& context, const Arguments& arguments) {
    const auto length = length_of(arguments);
    if (!length) return tl::unexpected{length.error()};
    const auto chosen = choose(context, arguments);
    if (!chosen) return tl::unexpected{chosen.error()};
    if (context.dry_run()) {
        report_plan(context, arguments.has("--hard") ? "freeze hard" : "freeze", names_of(chosen->members));
        return Exit::done;
    }
    if (arguments.has("--hard")) return freeze_hard(context, chosen->members, *length);
    return arguments.words.empty() ? freeze_club(context, chosen->club, chosen->members, *length)
                                   : freeze_by_name(context, chosen->club, chosen->members, *length);
}

Result<Exit> run_thaw(Context& context, const Arguments& arguments) {
    const auto chosen = choose(context, arguments);
    if (!chosen) return tl::unexpected{chosen.error()};
    if (context.dry_run()) {
        report_plan(context, "thaw", names_of(chosen->members));
        return Exit::done;
    }
    std::vector<std::string> were_frozen;
    if (arguments.words.empty()) {
        auto page = chosen->club.freeze_page();
        if (!page) return tl::unexpected{failure_of(page.error())};
        if (page->load().frozen) were_frozen = names_of(chosen->members);
        page->thaw();
        wake_all(chosen->members);
    }
    const auto outcomes = thaw_all(chosen->club, chosen->members, were_frozen);
    if (!outcomes) return tl::unexpected{outcomes.error()};
    if (arguments.words.empty() && chosen->members.empty() && !context.json())
        context.note("nobody lives in the club\n");
    return report(context, "thaw", "thawed", *outcomes);
}

}  // namespace watercooler::cli
