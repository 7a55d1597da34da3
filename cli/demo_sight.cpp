#include "cli/demo_sight.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>

#include "json/fields.hpp"

namespace watercooler::cli {
namespace {

const json::MemberInfo* row_about(const json::StateInfo& state, const std::string& name) {
    const auto found = std::ranges::find(state.members, name, &json::MemberInfo::name);
    return found == state.members.end() ? nullptr : &*found;
}

bool holds(const json::StateInfo& state, const std::string& origin, std::uint64_t version) {
    const auto* row = row_about(state, origin);
    if (!row) return false;
    const auto entry = std::ranges::find(row->entries, "book", &json::EntryInfo::key);
    return entry != row->entries.end() && entry->version >= version;
}

bool is_alive(const json::MemberInfo& row) { return row.status == "alive"; }

/// Where names that begin with another letter begin, as near to the middle as can be. 0: nowhere.
std::size_t split_place(const std::vector<std::string>& sorted) {
    std::size_t best = 0;
    const auto from_middle = [&](std::size_t at) {
        return std::abs(static_cast<std::int64_t>(2 * at) - static_cast<std::int64_t>(sorted.size()));
    };
    for (std::size_t at = 1; at < sorted.size(); ++at)
        if (sorted[at].front() != sorted[at - 1].front() && (best == 0 || from_middle(at) < from_middle(best)))
            best = at;
    return best;
}

}  // namespace

bool all_agree(const Sight& sight, std::size_t members_min) {
    const auto members = sight.states.size();
    if (!sight.complete() || members < members_min) return false;
    const auto& first = sight.states.front();
    return std::ranges::all_of(sight.states, [&](const json::StateInfo& state) {
        return state.entries_sum == first.entries_sum && state.members_sum == first.members_sum &&
               static_cast<std::size_t>(std::ranges::count_if(state.members, is_alive)) == members;
    });
}

Holders holders_of(const Sight& sight, const std::string& origin, std::uint64_t version) {
    Holders holders;
    for (const auto& state : sight.states)
        (holds(state, origin, version) ? holders.have : holders.lack).push_back(state.self.name);
    return holders;
}

Opinions opinions_of(const Sight& sight, const std::string& name) {
    Opinions opinions;
    for (const auto& state : sight.states) {
        if (state.self.name == name) continue;
        ++opinions.asked;
        const auto* row = row_about(state, name);
        if (!row) continue;
        opinions.alive += row->status == "alive" ? 1 : 0;
        opinions.suspect += row->status == "suspect" ? 1 : 0;
        opinions.dead += row->status == "dead" ? 1 : 0;
    }
    return opinions;
}

std::optional<Sides> sides_of(std::vector<std::string> names) {
    std::ranges::sort(names);
    const auto place = split_place(names);
    if (place == 0) return std::nullopt;
    const char last = names[place - 1].front();
    const auto begin = names.begin() + static_cast<std::ptrdiff_t>(place);
    return Sides{std::string{"[a-"} + last + "]*",
                 std::string{"["} + static_cast<char>(last + 1) + "-z]*",
                 {names.begin(), begin},
                 {begin, names.end()}};
}

std::optional<Journey> read_journey(std::string_view trace) {
    const auto value = json::parse(trace, json::answer_bounds);
    if (!value || !value->object()) return std::nullopt;
    json::Fields fields{*value};
    const auto number = [&](std::string_view name) { return fields.number(name, UINT64_MAX).value_or(0); };
    Journey journey{fields.text("summary").value_or(""), number("version"), number("living"), number("reached_living"),
                    number("hops")};
    if (fields.error() || journey.summary.empty()) return std::nullopt;
    return journey;
}

}  // namespace watercooler::cli
