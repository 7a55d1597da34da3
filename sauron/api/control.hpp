#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "api/club_state.hpp"
#include "api/command.hpp"
#include "club/folder.hpp"
#include "http/message.hpp"
#include "program/child.hpp"

namespace watercooler::api {

/// Where the club is that is controlled, and by which program.
struct ControlSettings {
    std::string home;        ///< the folder of clubs, absolute; empty: nothing can be controlled
    bool home_told = false;  ///< it is not the usual one, so that a person has to name it, too
    std::string program;     ///< the command line's file; empty: there is none
    program::ChildLimits limits{};
};

/// Control of the club: by the command line itself, run as a child, so that a page does what a person would type, and
/// never anything else (docs/decisions/0015).
class Control {
public:
    Control(const std::string& club, ControlSettings settings);

    /// GET /api/v1/control: how the club is. For one thread only.
    http::Response state();
    /// POST /api/v1/control: runs a command that was checked, and waits for it; for one thread only, another one than
    /// that of state().
    http::Response run(const CommandWords& words) const;
    /// Nothing if commands can be run here, else the answer that says why not.
    std::optional<http::Response> unable() const;
    /// Ends the command at hand, and lets none begin. Any thread.
    void stop() { interruption_.come(); }

private:
    program::ChildCommand child_of(const CommandWords& words) const;

    std::string club_;
    ControlSettings settings_;
    std::string cli_;  ///< what a person types before the verb
    program::Interruption interruption_;
    std::optional<ClubStateReader> reader_;
};

}  // namespace watercooler::api
