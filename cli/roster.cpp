#include "cli/roster.hpp"

#include <algorithm>
#include <set>

#include "cli/bulk.hpp"

namespace watercooler::cli {
namespace {

Failure nobody(const Roster& all, const std::string& word) {
    Failure failure{Exit::none, "WC-MEMBER-NONE", "there is no member \"" + word + "\"", {}, {}};
    if (club::is_glob(word)) failure.message = "no member's name is like \"" + word + "\"";
    std::vector<std::string_view> names;
    for (const auto& member : all) names.push_back(member.name.text());
    if (const auto like = nearest(word, names)) failure.message += ". Did you mean \"" + std::string{*like} + "\"?";
    failure.cause = all.empty() ? "The club has no members." : "The club has " + some_names(names_of(all)) + ".";
    return failure;
}

/// The place of the only name that is meant, or of all that match.
std::vector<std::size_t> places_of(const Roster& all, const std::string& word) {
    std::vector<std::size_t> places;
    const auto name = club::Name::parse_member(word);
    for (std::size_t at = 0; at < all.size(); ++at)
        if (name ? all[at].name == *name : club::is_glob(word) && club::glob_matches(word, all[at].name))
            places.push_back(at);
    return places;
}

}  // namespace

Result<Roster> read_roster(const club::Folder& club) {
    const auto names = club.member_names();
    if (!names) return tl::unexpected{failure_of(names.error())};
    Roster roster;
    for (const auto& name : *names) {
        auto probe = club::MemberFolder{club, name}.probe();
        if (!probe && probe.error().code == "WC-MEMBER-NONE") continue;  // cleaned away just now
        if (!probe) return tl::unexpected{failure_of(probe.error())};
        roster.push_back({name, std::move(*probe)});
    }
    return roster;
}

Result<Roster> select(const Roster& all, const std::vector<std::string>& words) {
    if (words.empty()) return all;
    std::set<std::size_t> chosen;
    for (const auto& word : words) {
        const auto places = places_of(all, word);
        if (places.empty()) return tl::unexpected{nobody(all, word)};
        chosen.insert(places.begin(), places.end());
    }
    Roster result;
    for (const auto at : chosen) result.push_back(all[at]);
    return result;
}

Result<Member> find_member(const Roster& all, const std::string& word) {
    const auto name = club::Name::parse_member(word);
    if (!name) return tl::unexpected{failure_of(name.error())};
    const auto found = std::ranges::find(all, *name, &Member::name);
    if (found == all.end()) return tl::unexpected{nobody(all, word)};
    return *found;
}

Roster living(const Roster& all) {
    Roster result;
    std::ranges::copy_if(all, std::back_inserter(result), &Member::lives);
    return result;
}

std::vector<std::string> names_of(const Roster& members) {
    std::vector<std::string> names;
    for (const auto& member : members) names.push_back(member.name.text());
    return names;
}

std::string ending(const Member& member) {
    if (member.lives()) return "";
    const auto& record = member.probe.record;
    if (!record) return member.probe.record_damage.empty() ? "never ready" : "its record is damaged";
    if (!record->exit) return "ended without goodbye";
    return record->exit->left ? "left" : "failed with code " + std::to_string(record->exit->code);
}

}  // namespace watercooler::cli
