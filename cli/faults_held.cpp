#include "cli/faults_held.hpp"

#include <algorithm>
#include <thread>

#include "cli/bulk.hpp"
#include "cli/calls.hpp"

namespace watercooler::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds faults_look_again{20};

/// In the order of `members`; nothing of who does not answer.
std::vector<std::optional<json::FaultsInfo>> ask_faults(const Roster& members, milliseconds patience) {
    std::vector<std::optional<json::FaultsInfo>> all;
    for (const auto& body : ask_all(members, "/api/v1/faults", patience)) {
        const auto info =
            body ? json::read_faults(*body) : json::Read<json::FaultsInfo>{tl::unexpected{json::ReadError{}}};
        all.push_back(info ? std::optional{*info} : std::nullopt);
    }
    return all;
}

}  // namespace

Result<FaultyClub> open_faulty_club(const Context& context) {
    const auto folder = context.club();
    if (!folder) return tl::unexpected{folder.error()};
    const auto roster = read_roster(*folder);
    if (!roster) return tl::unexpected{roster.error()};
    return FaultyClub{*folder, club::FaultBoard{*folder}, living(*roster)};
}

Roster awake(const Roster& members) {
    Roster running;
    for (const auto& member : members)
        if (member.runs() && member.known()) running.push_back(member);
    return running;
}

std::string count_of(std::size_t count, std::string_view what) {
    return std::to_string(count) + " " + std::string{what} + (count == 1 ? "" : "s");
}

std::vector<std::string> wait_for_faults(const Roster& members, milliseconds patience,
                                         const std::function<bool(const json::FaultsInfo&)>& wanted) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    auto waiting = members;
    for (;;) {
        const auto left =
            std::max(milliseconds{100}, std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()));
        const auto answers = ask_faults(waiting, left);
        Roster still;
        for (std::size_t at = 0; at < waiting.size(); ++at)
            if (!answers[at] || !wanted(*answers[at])) still.push_back(waiting[at]);
        waiting = std::move(still);
        if (waiting.empty() || std::chrono::steady_clock::now() >= deadline) return names_of(waiting);
        std::this_thread::sleep_for(faults_look_again);
    }
}

std::vector<FaultLine> gather_fault_lines(const FaultyClub& club, const club::Posted& posted) {
    std::vector<FaultLine> lines;
    for (const auto& each : posted.faults)
        lines.push_back(
            {std::to_string(each.id), "", each.words, each.words.substr(0, each.words.find(' ')), {}, 0, !each.length});
    const auto running = awake(club.alive);
    const auto answers = ask_faults(running, answer_patience);
    for (std::size_t at = 0; at < running.size(); ++at) {
        if (!answers[at]) continue;
        const auto name = running[at].name.text();
        for (const auto& fault : answers[at]->faults) {
            if (fault.own) {
                lines.push_back({name + ":" + std::to_string(fault.id), name, fault.fault, fault.kind, fault.left_ms, 1,
                                 !fault.left_ms});
                continue;
            }
            const auto line = std::ranges::find(lines, std::to_string(fault.id), &FaultLine::id);
            if (line == lines.end()) continue;
            ++line->members;
            if (fault.left_ms) line->left_ms = std::max(line->left_ms.value_or(0), *fault.left_ms);
        }
    }
    return lines;
}

Exit report_late(const Context& context, const std::vector<std::string>& late, std::size_t all, std::string_view what) {
    if (late.empty()) return Exit::done;
    context.warn(some_names(late) + ": " + std::string{what} + "\n");
    return late.size() < all ? Exit::partly : Exit::unreachable;
}

}  // namespace watercooler::cli
