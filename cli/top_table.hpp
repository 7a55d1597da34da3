#pragma once

// The members as a table: which columns there are, what stands in them, who is shown and in what order.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/top_sight.hpp"

namespace watercooler::cli {

enum class TopColumn { name, state, port, book, version, sent, received, peers, rtt, heard, cpu, rss, note };

struct TopColumnLook {
    TopColumn column;
    std::string_view name;  ///< as in --sort, --columns and --json
    std::string_view title;
    std::size_t narrow, wide;  ///< columns that it needs, and that it can use
    bool right = false;        ///< numbers
    int drop = 0;              ///< who goes first when it is too narrow: the highest. 0 stays
};
const std::vector<TopColumnLook>& top_columns();
const TopColumnLook& look_of(TopColumn column);
std::optional<TopColumn> parse_top_column(std::string_view name);

/// A cell: its text, and for a number what it is sorted by.
struct TopValue {
    std::string text{};
    std::optional<double> number{};
};
TopValue value_of(const TopMember& member, TopColumn column);

struct TopOrder {
    TopColumn column = TopColumn::name;
    bool reversed = false;
    friend bool operator==(const TopOrder&, const TopOrder&) = default;
};

/// Whether each word of the filter stands somewhere in what is shown of the member, in any case.
bool fits(const TopMember& member, std::string_view filter);
/// Those who fit, in that order: texts from a on, numbers and states from the largest and worst on; equal ones by name,
/// and who has no value last.
std::vector<TopMember> arranged(const std::vector<TopMember>& members, std::string_view filter, const TopOrder& order);

/// The columns for that many columns of a terminal, and how wide each is; one blank stands between two. Notes have none
/// if nobody has one.
struct TopColumnPlace {
    TopColumn column;
    std::size_t width;
};
std::vector<TopColumnPlace> place_columns(const std::vector<TopMember>& members, std::size_t width);

/// "4.8k": three digits at most, and what they count.
std::string short_number(double number);

}  // namespace watercooler::cli
