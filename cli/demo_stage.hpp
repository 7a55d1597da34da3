#pragma once

// The club of one demo, and what the demo does in it: by the commands that anybody would type.
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/demo_sight.hpp"
#include "cli/demo_teller.hpp"
#include "cli/roster.hpp"
#include "cli/wait.hpp"

namespace watercooler::cli {

/// How long the demo lets its reader look.
struct DemoPace {
    std::chrono::milliseconds between;  ///< two steps
    std::chrono::milliseconds cut;      ///< while the network is in two
};

class DemoStage {
public:
    /// `context` is about the demo's own club. All outlive the stage.
    DemoStage(const Context& context, const Interrupt& interrupt, DemoPace pace)
        : context_(context), interrupt_(interrupt), pace_(pace), teller_(context) {}

    const Context& context() const { return context_; }
    const DemoTeller& teller() const { return teller_; }
    const DemoPace& pace() const { return pace_; }
    /// Asked to end, or nobody listens any more.
    bool over() const { return interrupt_.came() || !teller_.heard(); }

    /// The command line that these words make, ready to be pasted.
    std::string command(const std::vector<std::string>& words) const;
    /// Runs it, and returns what it answers as JSON. Errors: as it told them.
    Result<std::string> act(const std::vector<std::string>& words) const;
    /// The same with nothing to interrupt it.
    Result<std::string> act_in_peace(const std::vector<std::string>& words) const;

    /// Who lives, by name. Errors: the club is gone.
    Result<std::vector<std::string>> living_names() const;
    /// What all that run say now. Errors: the club is gone.
    Result<Sight> look() const;

    /// Lets the reader look for so long; whoever freezes the club meanwhile stops that clock, too.
    void pause(std::chrono::milliseconds time);
    /// Looks until it is so. How long it took, from `begin` on, without what stood still; nothing: not within the
    /// patience, or the demo is over.
    std::optional<std::chrono::nanoseconds> wait(std::chrono::steady_clock::time_point begin,
                                                 const std::function<bool(const Sight&)>& so);

private:
    Result<std::string> run(const std::vector<std::string>& words, const Interrupt* interrupt) const;
    bool frozen() const;
    /// If somebody has frozen the club: gives him something to step through, and waits for the thaw. How long.
    std::chrono::nanoseconds stand_still();
    /// In a club that agrees there is nothing to see while it is frozen: so the network becomes slow, and somebody
    /// picks a book and gets one step to tell it. The fault's id; nothing if there is some fault already.
    std::optional<std::string> begin_a_slow_rumor() const;

    const Context& context_;
    const Interrupt& interrupt_;
    DemoPace pace_;
    DemoTeller teller_;
};

/// "84 ms", of what was waited for; "not yet" if it did not come.
std::string took_text(const std::optional<std::chrono::nanoseconds>& time);

}  // namespace watercooler::cli
