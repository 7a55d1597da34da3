#include "cli/freezing.hpp"

#include <signal.h>

#include <algorithm>
#include <map>
#include <thread>

#include "cli/calls.hpp"
#include "club/process.hpp"
#include "json/info.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds freezing_look_again{10};
constexpr milliseconds hard_look_again{1}, hard_patience{2'000};
// A frozen member has few events after `frozen`; one that holds a lot of packets is asked for all it keeps.
constexpr auto few_events = "/api/v1/activity?limit=40";
constexpr auto all_events = "/api/v1/activity?limit=512";

using FrozeAt = std::map<std::string, json::WallTime>;  // by name

bool reach_back(const std::vector<json::EventRecord>& events, json::WallTime since) {
    return std::ranges::any_of(
        events, [&](const auto& record) { return record.context.wall_time && *record.context.wall_time < since; });
}

/// Asks all at once when they froze. Those whose answer does not reach back far enough; who was frozen before is not
/// among them.
Roster ask_when(const Roster& members, const std::string& target, json::WallTime since, milliseconds patience,
                FrozeAt& found) {
    const auto bodies = ask_all(members, target, patience);
    Roster unknown;
    for (std::size_t place = 0; place < members.size(); ++place) {
        if (!bodies[place]) continue;
        const auto events = json::read_events(*bodies[place]);
        if (!events) continue;
        if (const auto at = froze_at(*events, since))
            found.emplace(members[place].name.text(), *at);
        else if (!reach_back(*events, since))
            unknown.push_back(members[place]);
    }
    return unknown;
}

/// What is left until then, at least enough to ask at all.
milliseconds left_until(SteadyClock::time_point deadline) {
    return std::max(milliseconds{100}, std::chrono::ceil<milliseconds>(deadline - SteadyClock::now()));
}

/// All of them, and whether they are frozen by now; asks those again that are not, until the deadline.
std::vector<Facts> gather_frozen(const Roster& members, SteadyClock::time_point deadline) {
    auto all = gather(members, left_until(deadline));
    for (;;) {
        Roster waiting;
        for (const auto& facts : all)
            if (facts.answered && facts.frozen == "no") waiting.push_back(facts.member);
        if (waiting.empty() || SteadyClock::now() >= deadline) return all;
        std::this_thread::sleep_for(freezing_look_again);
        for (auto& again : gather(waiting, left_until(deadline))) {
            const auto old =
                std::ranges::find_if(all, [&](const Facts& facts) { return facts.member.name == again.member.name; });
            if (again.answered) *old = std::move(again);
        }
    }
}

MemberOutcome outcome_of(const Facts& facts, bool by_this_store) {
    const auto name = facts.member.name.text();
    if (facts.frozen == "hard") return {name, "already frozen hard", {}, {}};
    if (!facts.answered) return failed(name, {Exit::unreachable, "", "it does not answer", {}, {}});
    if (facts.frozen == "no") return failed(name, {Exit::not_ready, "", "it is not frozen yet", {}, {}});
    return {name, by_this_store ? "frozen" : "already frozen", {}, {}};
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
    const auto all = gather_frozen(members, SteadyClock::now() + patience);
    Roster frozen;
    for (const auto& facts : all)
        if (facts.frozen == "soft") frozen.push_back(facts.member);
    FrozeAt found;
    const auto unknown = ask_when(frozen, few_events, stored, patience, found);
    ask_when(unknown, all_events, stored, patience, found);
    FreezeReport report;
    for (const auto& [name, at] : found)
        report.skew =
            std::max(report.skew.value_or(std::chrono::nanoseconds{0}), std::chrono::nanoseconds{at.ns - stored.ns});
    for (const auto& facts : all)
        report.outcomes.push_back(outcome_of(facts, found.count(facts.member.name.text()) > 0));
    return report;
}

namespace {

using Held = std::vector<std::pair<std::size_t, club::Process>>;  // with their places among the outcomes

/// A signal only asks: on a machine with much to do a process stops when it is next given a processor.
void wait_until_stopped(const Held& held, std::vector<MemberOutcome>& outcomes) {
    const auto deadline = SteadyClock::now() + hard_patience;
    for (const auto& [place, process] : held) {
        const auto runs = [&] { return club::state_of(process.identity()) == club::ProcessState::running; };
        while (runs() && SteadyClock::now() < deadline) std::this_thread::sleep_for(hard_look_again);
        if (!outcomes[place].failed() && runs())
            outcomes[place].detail = "it was told to, and does not stand still yet";
    }
}

}  // namespace

std::vector<MemberOutcome> signal_hard(const Roster& members, const HardWords& words, std::chrono::nanoseconds& took) {
    std::vector<MemberOutcome> outcomes;
    Held held;
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
    if (words.signal == SIGSTOP) wait_until_stopped(held, outcomes);
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
