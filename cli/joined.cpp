#include "cli/joined.hpp"

#include <algorithm>

#include "cli/beliefs.hpp"
#include "cli/calls.hpp"
#include "cli/facts.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds joined_look_again{50};

/// How many each member lists as alive, itself included: a small question that tells who is worth a large one.
Roster listing_at_least(const Roster& members, std::size_t count, milliseconds patience) {
    Roster result;
    const auto bodies = ask_all(members, "/metrics", patience);
    for (std::size_t at = 0; at < members.size(); ++at) {
        const auto alive = bodies[at] ? metric(*bodies[at], "watercooler_members{status=\"alive\"}") : std::nullopt;
        if (alive && *alive >= static_cast<double>(count)) result.push_back(members[at]);
    }
    return result;
}

/// Each one's own book, by its own word: what all must have heard of. 0 if it has none, or does not answer.
std::map<std::string, std::uint64_t> own_versions(const Roster& members, milliseconds patience) {
    std::map<std::string, std::uint64_t> versions;
    const auto bodies = ask_all(members, "/book", patience);
    for (std::size_t at = 0; at < members.size(); ++at) {
        const auto row = bodies[at] ? json::read_book(*bodies[at]) : json::Read<json::BookRow>{};
        versions[members[at].name.text()] = bodies[at] && row ? row->version : 0;
    }
    return versions;
}

/// Whose books table has all that is wanted.
std::vector<std::string> agreeing(const Roster& members, const std::map<std::string, std::uint64_t>& wanted,
                                  milliseconds patience) {
    std::vector<std::string> names;
    const auto bodies = ask_all(members, "/api/v1/books", patience);
    for (std::size_t at = 0; at < members.size(); ++at) {
        if (!bodies[at]) continue;
        auto books = json::read_books(*bodies[at]);
        if (books && lacking({members[at].name.text(), std::move(*books)}, wanted).empty())
            names.push_back(members[at].name.text());
    }
    return names;
}

/// The living that are not frozen.
Roster able(const Roster& roster) {
    Roster running;
    std::ranges::copy_if(roster, std::back_inserter(running),
                         [](const Member& member) { return member.runs() && member.known(); });
    Roster result;
    for (const auto& facts : gather(running))
        if (facts.frozen == "no") result.push_back(facts.member);
    return result;
}

void forget_ended(const club::Folder& club, Roster& waiting, std::map<std::string, std::uint64_t>& wanted) {
    const auto ended = [&](const club::Name& name) {
        const auto probe = club::MemberFolder{club, name}.probe();
        return !probe || probe->status == club::MemberStatus::ended;
    };
    std::erase_if(waiting, [&](const Member& member) { return ended(member.name); });
    std::erase_if(wanted, [&](const auto& each) {
        const auto name = club::Name::parse_member(each.first);
        return !name || ended(*name);
    });
}

}  // namespace

Result<Joined> wait_until_joined(const club::Folder& club, milliseconds patience, const Interrupt& interrupt,
                                 const std::function<void(std::size_t, std::size_t)>& progress) {
    Joined joined;
    const auto deadline = SteadyClock::now() + patience;
    const auto page = club.freeze_page();
    if (!page) return tl::unexpected{failure_of(page.error())};
    if (page->load().frozen) {
        joined.frozen = true;
        return joined;
    }
    const auto roster = read_roster(club);
    if (!roster) return tl::unexpected{roster.error()};
    auto waiting = able(*roster);
    joined.members = waiting.size();
    auto wanted = own_versions(waiting, answer_patience);
    for (;;) {
        const auto begin = SteadyClock::now();
        const auto patience_left =
            std::clamp(std::chrono::ceil<milliseconds>(deadline - begin), milliseconds{100}, answer_patience);
        const auto likely = listing_at_least(waiting, wanted.size(), patience_left);
        const auto done = agreeing(likely, wanted, patience_left);
        std::erase_if(waiting, [&](const Member& member) { return std::ranges::count(done, member.name.text()) > 0; });
        progress(joined.members - waiting.size(), joined.members);
        joined.agreed = waiting.empty();
        joined.behind = names_of(waiting);
        const auto now = SteadyClock::now();
        if (joined.agreed || interrupt.came() || now >= deadline) return joined;
        forget_ended(club, waiting, wanted);
        // Who is asked all the time has none left to join: as long as the answers took, they are left in peace.
        interrupt.sleep(std::max(joined_look_again, std::chrono::ceil<milliseconds>(now - begin)));
    }
}

}  // namespace watercooler::cli
