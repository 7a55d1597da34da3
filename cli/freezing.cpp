#include "cli/freezing.hpp"

#include <signal.h>

#include <algorithm>
#include <thread>

#include "cli/calls.hpp"
#include "club/process.hpp"
#include "json/info.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds look_again{10};
// A frozen member has few events after `frozen`; one that holds a lot of packets is asked for all it keeps.
constexpr auto few_events = "/api/v1/activity?limit=40";
constexpr auto all_events = "/api/v1/activity?limit=512";

std::optional<json::WallTime> asked_froze_at(const Member& member, json::WallTime since) {
    for (const auto* target : {few_events, all_events}) {
        const auto body = ask_all({member}, target).front();
        const auto events = body ? json::read_events(*body) : json::Read<std::vector<json::EventRecord>>{};
        if (!body || !events) return std::nullopt;
        if (const auto at = froze_at(*events, since)) return at;
    }
    return std::nullopt;
}

/// Whether it is frozen, and since when; `fresh` answers come from one request to all.
MemberOutcome outcome_of(const Facts& facts, const std::optional<json::WallTime>& since) {
    const auto name = facts.member.name.text();
    if (facts.frozen == "hard") return {name, "already frozen hard", {}, {}};
    if (!facts.answered) return failed(name, {Exit::unreachable, "", "it does not answer", {}, {}});
    if (facts.frozen == "no") return failed(name, {Exit::not_ready, "", "it is not frozen yet", {}, {}});
    return {name, since ? "frozen" : "already frozen", {}, {}};
}

}  // namespace

json::WallTime wall_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()};
}

std::optional<json::WallTime> froze_at(const std::vector<json::EventRecord>& events, json::WallTime since) {
    std::optional<json::WallTime> at;
    for (const auto& record : events) {
        const auto& time = record.context.wall_time;
        if (record.event.kind == EventKind::frozen && time && *time >= since) at = *time;
    }
    return at;
}

FreezeReport watch_freeze(const Roster& members, json::WallTime stored, milliseconds patience) {
    const auto deadline = SteadyClock::now() + patience;
    FreezeReport report;
    auto all = gather(members);
    const auto waiting = [](const Facts& facts) { return facts.answered && facts.frozen == "no"; };
    while (std::ranges::any_of(all, waiting) && SteadyClock::now() < deadline) {
        std::this_thread::sleep_for(look_again);
        all = gather(members);
    }
    Roster frozen;
    for (const auto& facts : all)
        if (facts.frozen == "soft") frozen.push_back(facts.member);
    const auto bodies = ask_all(frozen, few_events);
    std::size_t next = 0;
    for (const auto& facts : all) {
        std::optional<json::WallTime> at;
        if (facts.frozen == "soft") {
            const auto& body = bodies[next++];
            const auto events = body ? json::read_events(*body) : json::Read<std::vector<json::EventRecord>>{};
            if (body && events) at = froze_at(*events, stored);
            if (!at) at = asked_froze_at(facts.member, stored);
        }
        if (at)
            report.skew = std::max(report.skew.value_or(std::chrono::nanoseconds{0}),
                                   std::chrono::nanoseconds{at->ns - stored.ns});
        report.outcomes.push_back(outcome_of(facts, at));
    }
    return report;
}

std::vector<MemberOutcome> signal_hard(const Roster& members, const HardWords& words, std::chrono::nanoseconds& took) {
    std::vector<MemberOutcome> outcomes;
    std::vector<std::pair<std::size_t, club::Process>> held;
    for (const auto& member : members) {
        auto& outcome = outcomes.emplace_back(MemberOutcome{member.name.text(), std::string{words.already}, {}, {}});
        if (!member.known()) {
            outcome = failed(member.name.text(), {Exit::not_ready, "", "it is just starting or ending", {}, {}});
            continue;
        }
        auto process = club::Process::open(member.probe.record->process);
        if (!process)
            outcome = failed(member.name.text(), failure_of(process.error()));
        else if (!*process)
            outcome.what = "ended";
        else
            held.emplace_back(outcomes.size() - 1, std::move(**process));
    }
    const auto begin = SteadyClock::now();
    for (const auto& [place, process] : held) {
        const bool stopped = members[place].stopped();
        const auto sent = process.signal(words.signal);
        if (!sent)
            outcomes[place] = failed(outcomes[place].name, failure_of(sent.error()));
        else if (stopped != (words.signal == SIGSTOP))
            outcomes[place].what = words.done;
    }
    took = SteadyClock::now() - begin;
    return outcomes;
}

std::vector<MemberOutcome> control(const Roster& members, const std::string& target, const std::string& body,
                                   const std::string& token, std::string_view done, std::string_view already) {
    std::vector<MemberOutcome> outcomes;
    const auto answers = order_all(members, target, body, token);
    for (std::size_t at = 0; at < members.size(); ++at) {
        const auto name = members[at].name.text();
        if (!answers[at]) {
            outcomes.push_back(failed(name, answers[at].error()));
            continue;
        }
        const auto info = json::read_control(*answers[at]);
        outcomes.push_back({name, std::string{info && info->changed ? done : already}, {}, {}});
    }
    return outcomes;
}

}  // namespace watercooler::cli
