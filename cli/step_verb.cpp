#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "cli/calls.hpp"
#include "cli/freezing.hpp"
#include "cli/member_spec.hpp"
#include "cli/runs.hpp"
#include "cli/step.hpp"
#include "cli/wake.hpp"
#include "json/info.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::uint32_t steps_at_once_max = 10'000;  // as a member takes at most

struct StepRequest {
    std::uint32_t count = 1;
    std::vector<std::string> words;  ///< names and globs; none: the club
};

/// `step 3`, `step bob`, `step 3 'b*'`: a first word of digits is the count.
Result<StepRequest> read_request(const Arguments& arguments) {
    StepRequest request{1, arguments.words};
    if (request.words.empty()) return request;
    const auto& first = request.words.front();
    if (!std::ranges::all_of(first, [](char c) { return c >= '0' && c <= '9'; })) return request;
    const auto parsed = std::from_chars(first.data(), first.data() + first.size(), request.count);
    if (parsed.ec != std::errc{} || request.count == 0 || request.count > steps_at_once_max)
        return tl::unexpected{usage("\"" + first + "\" gossip intervals are not to be had",
                                    "From 1 to " + std::to_string(steps_at_once_max) + " in one step.")};
    request.words.erase(request.words.begin());
    return request;
}

Failure not_frozen(const Context& context) {
    return {Exit::violated,
            "WC-CLUB-NOT-FROZEN",
            "only a frozen club can be stepped",
            "Its time runs anyway.",
            {context.command("freeze")}};
}

std::string intervals(std::uint32_t count) {
    return std::to_string(count) + (count == 1 ? " gossip interval" : " gossip intervals");
}

Result<Exit> step_club(const Context& context, const club::Folder& club, const Roster& alive, std::uint32_t count) {
    auto page = club.freeze_page();
    if (!page) return tl::unexpected{failure_of(page.error())};
    if (!page->step(count)) return tl::unexpected{not_frozen(context)};
    wake_all(alive);
    std::vector<MemberOutcome> outcomes;
    for (const auto& member : alive)
        outcomes.push_back(member.stopped()
                               ? MemberOutcome{member.name.text(), "frozen hard", "it steps when it is thawed", {}}
                               : MemberOutcome{member.name.text(), "stepped", {}, {}});
    const auto exit = report(context, "step", "stepped", outcomes, "\"intervals\":" + std::to_string(count));
    if (!context.json()) context.note("the club's time runs for " + intervals(count) + ", then stands still again\n");
    return exit;
}

Result<Exit> step_by_name(const Context& context, const club::Folder& club, const Roster& chosen, std::uint32_t count) {
    const auto token = club.token();
    if (!token) return tl::unexpected{failure_of(token.error())};
    Roster running;
    std::vector<MemberOutcome> outcomes;
    for (const auto& member : chosen) {
        if (member.runs() && member.known())
            running.push_back(member);
        else
            outcomes.push_back(
                failed(member.name.text(),
                       {Exit::unreachable, "", member.stopped() ? "it is frozen hard" : "it is not running", {}, {}}));
    }
    const auto body = json::Object{}.number("intervals", count).done();
    const auto done = control(running, "/api/v1/control/step", body, *token, "stepped", "stepped");
    outcomes.insert(outcomes.end(), done.begin(), done.end());
    return report(context, "step", "stepped", outcomes, "\"intervals\":" + std::to_string(count));
}

/// Of whom the member's own table knows better than we do.
std::vector<json::MemberInfo> known_to(const Member& member) {
    const auto body = ask_all({member}, "/api/v1/state").front();
    const auto state = body ? json::read_state(*body) : json::Read<json::StateInfo>{};
    return body && state ? state->members : std::vector<json::MemberInfo>{};
}

/// Exactly one held input; what it was is told before.
Result<Exit> step_event(const Context& context, const club::Folder& club, const Member& member) {
    const auto token = club.token();
    if (!token) return tl::unexpected{failure_of(token.error())};
    if (!member.runs() || !member.known())
        return tl::unexpected{
            Failure{Exit::unreachable, "WC-MEMBER-SILENT", member.name.text() + " is not running", {}, {}}};
    const auto before = ask_all({member}, "/api/v1/messages").front();
    const auto messages = before ? json::read_messages(*before) : json::Read<json::MessagesInfo>{};
    const auto known = known_to(member);
    const auto answer = order_all({member}, "/api/v1/control/step", "{\"event\":true}", *token).front();
    if (!answer) return tl::unexpected{answer.error()};
    const auto info = json::read_control(*answer);
    const bool stepped = info && info->changed;
    MemberOutcome outcome{member.name.text(), stepped ? "stepped" : "nothing is held", {}, {}};
    if (stepped && before && messages && !messages->held.empty()) {
        const auto& held = messages->held.front();
        outcome.detail = "one " + held.kind + " from " + peer_text(held.peer, known) + ", " +
                         std::to_string(held.bytes) + " bytes; " + std::to_string(info->held) + " more wait";
        if (held.kind == "command")
            outcome.detail = "one command (" + held.peer + "); " + std::to_string(info->held) + " more wait";
    }
    return report(context, "step", "stepped", {outcome});
}

}  // namespace

std::string peer_text(const std::string& address, const std::vector<json::MemberInfo>& members) {
    const json::MemberInfo* found = nullptr;
    for (const auto& each : members) {
        const bool there = place_text(each.address, each.port) == address;
        if (there && (!found || each.status == "alive")) found = &each;
    }
    return found ? found->name + " (" + address + ")" : address;
}

Result<Exit> run_step(Context& context, const Arguments& arguments) {
    const auto request = read_request(arguments);
    if (!request) return tl::unexpected{request.error()};
    const auto event = arguments.text("--event");
    if (event && !arguments.words.empty())
        return tl::unexpected{usage("--event NAME goes alone", "It is one input of one member.",
                                    {context.command("step --event " + *event)})};
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    const auto chosen = event
                            ? find_member(*roster, *event).map([](Member member) { return Roster{std::move(member)}; })
                            : select(*roster, request->words);
    if (!chosen) return tl::unexpected{chosen.error()};
    const auto who = request->words.empty() && !event ? living(*chosen) : *chosen;
    if (context.dry_run()) {
        report_plan(context, "step", names_of(who));
        return Exit::done;
    }
    if (event) return step_event(context, *club, who.front());
    return request->words.empty() ? step_club(context, *club, who, request->count)
                                  : step_by_name(context, *club, who, request->count);
}

}  // namespace watercooler::cli
