#include "cli/verbs.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace watercooler::cli {
namespace {

/// Typing errors between two words: letters changed, left out, added, or swapped with their neighbour.
std::size_t typing_errors(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

constexpr std::size_t word_bytes_max = 40;  // nobody mistypes a page

}  // namespace

const Verb* find_verb(std::string_view name) {
    for (const auto& verb : verbs())
        if (verb.name == name || std::ranges::count(verb.aliases, name) > 0) return &verb;
    return nullptr;
}

std::vector<Flag> flags_of(const Verb& verb) {
    auto flags = verb.flags;
    if (verb.changes) flags.push_back(dry_run_flag);
    flags.insert(flags.end(), global_flags().begin(), global_flags().end());
    return flags;
}

std::vector<int> exits_of(const Verb& verb) {
    auto exits = verb.exits;
    exits.insert(exits.end(), {0, 64});
    std::ranges::sort(exits);
    return exits;
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known) {
    if (word.empty() || word.size() > word_bytes_max) return std::nullopt;
    std::optional<std::string_view> best;
    std::size_t best_errors = word.size() < 5 ? 2 : 3;  // this many is too many
    for (const auto& each : known) {
        const auto errors = typing_errors(word, each);
        if (errors < best_errors && errors < each.size()) {
            best = each;
            best_errors = errors;
        }
    }
    if (best || word.size() < 2) return best;
    for (const auto& each : known)
        if (each.starts_with(word)) return each;
    return std::nullopt;
}

std::string_view meaning(int exit) {
    constexpr std::array<std::pair<int, std::string_view>, 14> meanings{{
        {0, "done, or nothing to do"},
        {1, "a property does not hold"},
        {2, "unknown verdict"},
        {3, "no such member, club, run, rumor or code"},
        {4, "the name is taken"},
        {5, "the port is busy"},
        {6, "not permitted"},
        {7, "not ready or timed out; a member died at its start"},
        {8, "partly done: some members failed"},
        {9, "a member or Sauron does not answer"},
        {64, "wrong usage"},
        {65, "a file is not what it should be"},
        {70, "our own mistake"},
        {130, "interrupted"},
    }};
    for (const auto& [code, text] : meanings)
        if (code == exit) return text;
    return "";
}

}  // namespace watercooler::cli
