#pragma once

// Looks at a club for `top`, again and again, and asks no more each time than must be new.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/beliefs.hpp"
#include "cli/calls.hpp"
#include "cli/roster.hpp"
#include "cli/top_own.hpp"
#include "cli/top_process.hpp"
#include "cli/top_sauron.hpp"
#include "cli/top_sight.hpp"
#include "cli/top_wanted.hpp"
#include "club/members_watch.hpp"

namespace watercooler::cli {

/// Some of many in turn, so that each is asked as often as any other.
class Turns {
public:
    std::vector<std::size_t> next(std::size_t count, std::size_t most);

private:
    std::size_t at_ = 0;
};

/// Requests that are sent together, each with what takes its answer.
class Questions {
public:
    using Take = std::function<void(const http::ClientResult&)>;
    void ask(http::ClientRequest request, Take take);
    void ask_all(std::chrono::milliseconds patience) const;

private:
    std::vector<http::ClientRequest> requests_;
    std::vector<Take> takes_;
};

class TopLook {
public:
    /// Only those whom the words mean are shown.
    TopLook(const Context& context, const club::Folder& club, std::vector<std::string> words);

    /// Errors: the folder cannot be read, or a word means nobody.
    Result<TopSight> look(const TopWanted& wanted);

private:
    using SteadyTime = std::chrono::steady_clock::time_point;
    /// What is remembered of one member between two looks.
    struct Memory {
        std::optional<ProcessUse> use{};
        SteadyTime used_at{};
        std::optional<std::uint64_t> sent_total{}, received_total{}, peers{};
        SteadyTime counted_at{};
        std::optional<double> cpu{}, sent{}, received{};
        bool frozen = false;  // by its own flag
        bool silent = false;  // it did not answer the latest question
    };

    Result<void> read_members();
    /// False if its process is another one by now.
    bool read_process(Member& member);
    void ask_members(const TopWanted& wanted, TopSight& sight);
    void ask_viewer(const Member& viewer, const TopWanted& wanted, TopSight& sight, Questions& questions);
    void take_numbers(const Member& member, const http::ClientResult& answer);
    void take_view(const Member& member, const http::ClientResult& answer);
    void take_state(const Member& member, const http::ClientResult& answer, TopSight& sight);
    /// One that runs and answered when it was asked before; nothing if nobody runs.
    const Member* find_viewer(const Roster& running);

    TopMember row_of(const Member& member, bool club_frozen) const;
    void add_believed(TopSight& sight) const;
    void add_members(TopSight& sight) const;
    void add_rate(TopSight& sight);
    void add_own(const TopWanted& wanted, TopSight& sight) const;
    void add_log(const std::string& name, TopSight& sight);

    const Context& context_;
    const club::Folder& club_;
    std::vector<std::string> words_;
    club::MembersWatch watch_;
    Roster roster_;
    std::map<std::string, Memory> memories_;
    json::StateInfo state_;  // the viewer's
    std::string viewer_;
    std::map<std::string, const json::MemberInfo*> believed_;  // of state_, by name
    TopLacks lacks_;
    std::map<std::string, std::uint64_t> newest_;  // versions of the living that were seen, by origin
    Turns number_turns_, view_turns_;
    TopSauron sauron_;
    bool watched_ = false;  // by a Sauron, at the latest look
    std::vector<double> rates_;
    TopActivity activity_;
    TopLog log_;
};

}  // namespace watercooler::cli
