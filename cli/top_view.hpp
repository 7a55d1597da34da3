#pragma once

// What a person at `top` has chosen to see, and what each key makes of it: pure functions.
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/top_keys.hpp"
#include "cli/top_sight.hpp"
#include "cli/top_table.hpp"

namespace watercooler::cli {

enum class TopPane { members, activity, matrix, convergence, logs };

/// The output of a command, or help, over everything else.
struct TopSheet {
    std::string title{};
    std::vector<std::string> lines{};
    std::size_t first = 0;  ///< the line at the top
    friend bool operator==(const TopSheet&, const TopSheet&) = default;
};

struct TopView {
    TopPane pane = TopPane::members;
    std::string under{};             ///< the name under the cursor
    std::set<std::string> chosen{};  ///< by space
    std::size_t first = 0;           ///< the row at the top
    std::size_t scroll = 0;          ///< of a pane's text, in lines
    std::string filter{};            ///< of members
    std::string events_filter{};     ///< of the activity
    bool typing = false;             ///< a filter
    TopOrder order{};
    std::optional<TopSheet> sheet{};
    std::optional<std::size_t> menu{};  ///< the action under the cursor
    std::vector<std::string> asked{};   ///< a command that wants a yes first
    std::string said{};                 ///< what came of the latest command
    bool said_badly = false;
};

/// What a key asks for beyond the view. A command is told by its words, as they would be typed behind the program's
/// name.
struct TopWish {
    enum class Kind { nothing, quit, look, order, sheet } kind = Kind::nothing;
    std::vector<std::string> words{};
    friend bool operator==(const TopWish&, const TopWish&) = default;
};

/// What the menu offers.
struct TopAction {
    char key;
    std::string_view says;
    std::vector<std::string> words;
    bool asks = false;   ///< before it is done
    bool sheet = false;  ///< its output is to be read
};
std::vector<TopAction> actions_for(const TopView& view, const TopSight& sight);

/// What a key does, where so many rows of members, or lines of text, are seen at once.
TopWish react(TopView& view, const TopSight& sight, const Key& key, std::size_t rows);

/// Makes the view fit what is there by now: the cursor stands on somebody who is shown, and is seen.
void settle(TopView& view, const TopSight& sight, std::size_t rows);

/// The filter that `/` changes in this pane.
std::string& filter_of(TopView& view);

/// The keys and what they do.
std::vector<std::string> top_help();

}  // namespace watercooler::cli
