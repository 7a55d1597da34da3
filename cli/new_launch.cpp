#include "cli/new_launch.hpp"

#include <signal.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/bulk.hpp"
#include "cli/calls.hpp"
#include "cli/ending.hpp"
#include "cli/new_death.hpp"
#include "cli/new_errors.hpp"
#include "cli/progress.hpp"
#include "club/files.hpp"
#include "club/state_file.hpp"
#include "json/info.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int rounds_max = 40;  // of trying again where somebody else was quicker
constexpr int given_rounds_max = 3;
constexpr std::size_t start_bytes = 16 * 1024;  // record, log and state, each in blocks of 4 KiB, and one to spare
constexpr milliseconds stop_patience{5'000};
constexpr milliseconds joined_patience{10'000};  // and for each member:
constexpr milliseconds joined_patience_each{100};

std::uint16_t port_of_url(const std::string& url) {
    const auto colon = url.rfind(':');
    return colon == std::string::npos ? std::uint16_t{0}
                                      : static_cast<std::uint16_t>(std::atoi(url.c_str() + colon + 1));
}

/// One plan on its way.
struct Attempt {
    std::size_t place;
    Planned planned;
    int tries = 0;
    std::uint64_t log_size = 0;
};

class Launcher {
public:
    Launcher(const Context& context, const NewRequest& request, NewPlanner& planner, const std::string& program,
             const std::vector<Planned>& plans)
        : context_(context), request_(request), planner_(planner), program_(program), launched_(plans.size()) {
        for (const auto& each : plans) pending_.push_back({pending_.size(), each, 0, 0});
    }

    Result<Launch> run() {
        const auto begin = SteadyClock::now();
        if (auto stopped = stop_replaced(); !stopped) return tl::unexpected{stopped.error()};
        start_pending();
        if (interrupt_.came()) launch_.interrupted = Exit{interrupt_.exit_code()};
        if (!launch_.failures.empty() && !request_.partial && !launch_.interrupted) {
            stop_started();
            return tl::unexpected{launch_.failures.front()};
        }
        for (auto& each : launched_)
            if (each) launch_.ready.push_back(std::move(*each));
        launch_.took = SteadyClock::now() - begin;
        if (auto told = learn_books(); !told) return tl::unexpected{told.error()};
        if (auto joined = wait_for_others(); !joined) return tl::unexpected{joined.error()};
        launch_.took = launch_.joined ? launch_.took : SteadyClock::now() - begin;
        return std::move(launch_);
    }

private:
    Result<void> stop_replaced() {
        Roster members;
        for (const auto& each : pending_)
            if (each.planned.replaces) members.push_back(*each.planned.replaces);
        if (members.empty()) return {};
        if (const auto room = check_room_for_all(); !room) return room;
        const auto club = context_.club();
        if (!club) return tl::unexpected{club.error()};
        for (const auto& each : stop_members(*club, members, stop_patience, interrupt_, [](std::size_t) {}))
            if (each.failed())
                return tl::unexpected{
                    Failure{each.exit, "WC-NAME-TAKEN", each.name + " could not be replaced: " + each.detail, {}, {}}};
        return {};
    }

    /// Who was stopped and could not be started again would be lost.
    Result<void> check_room_for_all() const {
        std::vector<std::string> folders;
        for (const auto& each : pending_)
            if (auto path = folder_of(each.planned.name); club::exists(path)) folders.push_back(std::move(path));
        const auto room = club::check_room(folders, start_bytes);
        if (room) return {};
        auto failure = failure_of(room.error());
        failure.cause = "Nobody was stopped, since nobody could be started again: " + failure.cause;
        return tl::unexpected{std::move(failure)};
    }

    void start_pending() {
        Progress progress{
            context_, "Starting " + std::to_string(launched_.size()) + (launched_.size() == 1 ? " member" : " members"),
            launched_.size()};
        const StartLimits limits{.patience = context_.timeout(StartLimits{}.patience)};
        for (int round = 0; !pending_.empty() && round < rounds_max && !interrupt_.came(); ++round) {
            std::vector<std::vector<std::string>> commands;
            for (auto& each : pending_) {
                each.log_size = file_size(path_of(each.planned.name, "log"));
                each.planned.remembers = each.planned.again && club::has_state(path_of(each.planned.name, "state"));
                commands.push_back(member_command(context_, request_, each.planned));
            }
            const auto before = launched_.size() - pending_.size();
            const auto results = start_all(program_, commands, limits, interrupt_,
                                           [&](std::size_t told) { progress.show(before + told); });
            auto attempts = std::move(pending_);
            pending_.clear();
            for (std::size_t at = 0; at < attempts.size(); ++at) take(std::move(attempts[at]), results[at]);
            if (!launch_.failures.empty() && !request_.partial) break;
        }
        launch_.not_tried += pending_.size();
    }

    void take(Attempt attempt, const Started& started) {
        switch (started.how) {
            case Started::How::ready:
                launched_[attempt.place] =
                    Launched{attempt.planned, port_of_url(started.url), started.pid, started.url, {}, started.took};
                return;
            case Started::How::refused:
                return take_refused(std::move(attempt), started);
            case Started::How::died:
                launch_.failures.push_back(died(attempt, started));
                return;
            case Started::How::slow:
                if (interrupt_.came()) return launch_.starting.push_back(attempt.planned.name);
                slow_.push_back(started.pid);
                return launch_.failures.push_back(
                    member_slow(context_, attempt.planned.name, started, request_.partial));
            case Started::How::not_tried:
                ++launch_.not_tried;
                return;
        }
    }

    /// Somebody else may have been quicker with a name or port: then the next one, if we had chosen it. A port that was
    /// given may only have been looked at by another program.
    void take_refused(Attempt attempt, const Started& started) {
        ++attempt.tries;
        auto& planned = attempt.planned;
        if (started.error.code == "WC-PORT-BUSY") {
            if (!planned.port_given) {
                const auto other = planner_.choose_other_port(planned);
                if (!other) return launch_.failures.push_back(other.error());
                return pending_.push_back(std::move(attempt));
            }
            if (attempt.tries < given_rounds_max && probe_port(planned.host, planned.port) == PortState::free)
                return pending_.push_back(std::move(attempt));
            return launch_.failures.push_back(
                port_busy(context_, planned,
                          choose_port(planned.host, first_port, {}, planner_.world().rules, probe_port_plainly)));
        }
        if (started.error.code == "WC-NAME-TAKEN" && !planned.name_given) {
            const auto roster = roster_now();
            (void)planner_.choose_other_name(planned, roster);
            return pending_.push_back(std::move(attempt));
        }
        auto failure = failure_of(started.error);
        if (started.error.code == "WC-PORT-PRIV")
            failure =
                port_privileged(context_, planned, planner_.world().rules,
                                choose_port(planned.host, first_port, {}, planner_.world().rules, probe_port_plainly));
        launch_.failures.push_back(std::move(failure));
    }

    static PortState probe_port_plainly(const std::string& host, std::uint16_t port) { return probe_port(host, port); }

    Roster roster_now() const {
        const auto club = context_.club();
        auto roster = club ? read_roster(*club) : Result<Roster>{};
        return club && roster ? *roster : Roster{};
    }

    std::string folder_of(const std::string& name) const {
        return club::Folder::at(context_.place()).members_path() + "/" + name;
    }

    std::string path_of(const std::string& name, const char* file) const { return folder_of(name) + "/" + file; }

    Failure died(const Attempt& attempt, const Started& started) const {
        return member_died(attempt.planned.name, started, path_of(attempt.planned.name, "log"), attempt.log_size);
    }

    /// Either all or none: those that had started go again.
    void stop_started() {
        for (const auto pid : slow_) ::kill(pid, SIGKILL);  // our own child, not reaped: the pid is still its own
        Roster members;
        const auto club = context_.club();
        if (!club) return;
        for (const auto& member : roster_now()) {
            const bool ours = std::ranges::any_of(
                launched_, [&](const auto& each) { return each && each->planned.name == member.name.text(); });
            if (ours) members.push_back(member);
        }
        (void)stop_members(*club, members, stop_patience, interrupt_, [](std::size_t) {});
        if (!members.empty()) context_.note("stopped again: " + some_names(names_of(members)) + "\n");
    }

    /// Asks each for its book; one that has died meanwhile is a failure.
    Result<void> learn_books() {
        if (launch_.ready.empty()) return {};
        const auto roster = roster_now();
        Roster members;
        for (const auto& each : launch_.ready) {
            const auto found = std::ranges::find_if(
                roster, [&](const Member& member) { return member.name.text() == each.planned.name; });
            if (found == roster.end() || !found->known()) {
                Attempt attempt{0, each.planned, 0, 0};
                launch_.failures.push_back(died(attempt, {}));
                if (!request_.partial) return tl::unexpected{launch_.failures.back()};
                continue;
            }
            members.push_back(*found);
        }
        const auto bodies = ask_all(members, "/book");
        for (std::size_t at = 0; at < members.size(); ++at) {
            const auto row = bodies[at] ? json::read_book(*bodies[at]) : json::Read<json::BookRow>{};
            const auto found = std::ranges::find_if(
                launch_.ready, [&](const Launched& each) { return each.planned.name == members[at].name.text(); });
            if (bodies[at] && row) found->book = row->book;
        }
        return {};
    }

    Result<void> wait_for_others() {
        if (!request_.wait || launch_.ready.size() < 2 || launch_.interrupted) return {};
        const auto club = context_.club();
        if (!club) return tl::unexpected{club.error()};
        Progress progress{context_, "Joining " + std::to_string(launch_.ready.size()) + " members",
                          launch_.ready.size()};
        const auto joined =
            wait_until_joined(*club, context_.timeout(joined_patience + launch_.ready.size() * joined_patience_each),
                              interrupt_, [&](std::size_t done, std::size_t all) { progress.show(done, all); });
        if (!joined) return tl::unexpected{joined.error()};
        launch_.joined = *joined;
        if (interrupt_.came()) launch_.interrupted = Exit{interrupt_.exit_code()};
        return {};
    }

    const Context& context_;
    const NewRequest& request_;
    NewPlanner& planner_;
    const std::string& program_;
    const Interrupt interrupt_;
    std::vector<Attempt> pending_;
    std::vector<std::optional<Launched>> launched_;
    std::vector<pid_t> slow_;
    Launch launch_;
};

}  // namespace

Result<Launch> launch_all(const Context& context, const NewRequest& request, NewPlanner& planner,
                          const std::string& program, const std::vector<Planned>& plans) {
    return Launcher{context, request, planner, program, plans}.run();
}

}  // namespace watercooler::cli
