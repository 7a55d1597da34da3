#include "cli/ending.hpp"

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "cli/duration.hpp"
#include "club/process.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds start_patience{2'000};
constexpr milliseconds kill_patience{5'000};

/// One member whose end is awaited.
struct Target {
    std::size_t place;  ///< among the outcomes
    club::Process process;
};

Failure still_starting(const Member& member) {
    return {
        Exit::not_ready, "WC-MEMBER-STARTING", member.name.text() + " is just starting or ending; try again", {}, {}};
}

/// A hold on each process that lives; for the others the outcome is told at once.
std::vector<Target> take_hold(const Roster& members, std::vector<MemberOutcome>& outcomes) {
    std::vector<Target> targets;
    for (const auto& member : members) {
        auto& outcome = outcomes.emplace_back(MemberOutcome{member.name.text(), "already ended", {}, {}});
        if (!member.lives()) continue;
        if (!member.known()) {
            outcome = failed(member.name.text(), still_starting(member));
            continue;
        }
        auto process = club::Process::open(member.probe.record->process);
        if (!process)
            outcome = failed(member.name.text(), failure_of(process.error()));
        else if (*process)
            targets.push_back({outcomes.size() - 1, std::move(**process)});
    }
    return targets;
}

/// Sends the signal; who is gone or may not be signalled is no target any more.
void signal_all(std::vector<Target>& targets, int number, std::vector<MemberOutcome>& outcomes) {
    std::erase_if(targets, [&](const Target& target) {
        const auto sent = target.process.signal(number);
        if (!sent) outcomes[target.place] = failed(outcomes[target.place].name, failure_of(sent.error()));
        return !sent || !*sent;
    });
}

/// Waits until all are gone, or the deadline, or an interrupt. Each that went gets its word; the others stay in
/// `targets`.
void wait_for_ends(std::vector<Target>& targets, SteadyClock::time_point deadline, const Interrupt* interrupt,
                   const std::function<void(const Target&)>& gone) {
    while (!targets.empty()) {
        std::vector<pollfd> polled;
        for (const auto& target : targets) polled.push_back({target.process.fd(), POLLIN, 0});
        if (interrupt) polled.push_back({interrupt->fd(), POLLIN, 0});
        const auto left = std::chrono::ceil<milliseconds>(deadline - SteadyClock::now());
        ::poll(polled.data(), polled.size(), static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 200)));
        std::erase_if(targets, [&](const Target& target) {
            const auto ended = target.process.wait_for_end(milliseconds{0});
            if (!ended || !*ended) return false;
            gone(target);
            return true;
        });
        if (SteadyClock::now() >= deadline || (interrupt && interrupt->came())) return;
    }
}

}  // namespace

Roster settled(const club::Folder& club, Roster members, milliseconds patience) {
    const auto deadline = SteadyClock::now() + patience;
    const auto unsettled = [](const Member& member) { return member.lives() && !member.known(); };
    while (std::ranges::any_of(members, unsettled) && SteadyClock::now() < deadline) {
        std::this_thread::sleep_for(milliseconds{10});
        for (auto& member : members) {
            if (!unsettled(member)) continue;
            if (auto probe = club::MemberFolder{club, member.name}.probe()) member.probe = std::move(*probe);
        }
    }
    return members;
}

std::vector<MemberOutcome> stop_members(const club::Folder& club, const Roster& given, milliseconds patience,
                                        const Interrupt& interrupt, const std::function<void(std::size_t)>& progress) {
    const auto members = settled(club, given, start_patience);
    std::vector<MemberOutcome> outcomes;
    auto targets = take_hold(members, outcomes);
    signal_all(targets, SIGTERM, outcomes);
    for (const auto& target : targets) {
        if (!members[target.place].stopped()) continue;
        if (const auto sent = target.process.signal(SIGCONT); sent && *sent)
            outcomes[target.place].detail = "it was frozen hard, and thawed to say goodbye";
    }
    std::size_t gone = 0;
    const auto mark_gone = [&](std::string what) {
        return [&, what = std::move(what)](const Target& target) {
            outcomes[target.place].what = what;
            progress(++gone);
        };
    };
    wait_for_ends(targets, SteadyClock::now() + patience, &interrupt, mark_gone("stopped"));
    if (interrupt.came()) {
        for (const auto& target : targets)
            outcomes[target.place] =
                failed(outcomes[target.place].name,
                       {Exit{interrupt.exit_code()}, "", "interrupted; it was asked to leave", {}, {}});
        return outcomes;
    }
    signal_all(targets, SIGKILL, outcomes);
    for (const auto& target : targets)
        outcomes[target.place].detail = "no goodbye within " + duration_text(patience) + ", so it was killed";
    wait_for_ends(targets, SteadyClock::now() + kill_patience, nullptr, mark_gone("killed"));
    for (const auto& target : targets)
        outcomes[target.place] = failed(outcomes[target.place].name, {Exit::not_ready, "", "it does not end", {}, {}});
    return outcomes;
}

std::vector<MemberOutcome> kill_members(const club::Folder& club, const Roster& given) {
    const auto members = settled(club, given, start_patience);
    std::vector<MemberOutcome> outcomes;
    auto targets = take_hold(members, outcomes);
    signal_all(targets, SIGKILL, outcomes);
    wait_for_ends(targets, SteadyClock::now() + kill_patience, nullptr,
                  [&](const Target& target) { outcomes[target.place].what = "killed"; });
    for (const auto& target : targets)
        outcomes[target.place] = failed(outcomes[target.place].name, {Exit::not_ready, "", "it does not end", {}, {}});
    return outcomes;
}

}  // namespace watercooler::cli
