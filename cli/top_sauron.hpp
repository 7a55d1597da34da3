#pragma once

// What Sauron adds to the sight of `top`: its verdict, the club's rate, what troubles whom, and the activity.
#include <map>
#include <string>
#include <vector>

#include "cli/roster.hpp"
#include "cli/top_sight.hpp"
#include "cli/top_wanted.hpp"

namespace watercooler::cli {

class TopSauron {
public:
    explicit TopSauron(const Context& context) : context_(context) {}

    /// Asks the club's Sauron and adds what it says; false if there is none. One that does not answer is told in the
    /// sight's trouble.
    bool add(const club::Folder& club, const TopWanted& wanted, TopSight& sight);

    /// What troubles each member, by name; of the latest answer.
    const std::map<std::string, std::string>& troubles() const { return troubles_; }
    /// Messages a second before the first look, as far as Sauron knows; oldest first.
    const std::vector<double>& rates_before() const { return rates_before_; }

private:
    void take_roster(const std::string& body);
    static void take_verdict(const std::string& body, TopSight& sight);
    static void take_traffic(const std::string& body, TopSight& sight);
    void take_history(const std::string& body);
    void add_happenings(const TopWanted& wanted, TopSight& sight);
    void add_pane(const Member& sauron, const TopWanted& wanted, TopSight& sight);

    const Context& context_;
    std::map<std::string, std::string> troubles_;
    std::vector<double> rates_before_;
    bool knows_history_ = false;
};

}  // namespace watercooler::cli
