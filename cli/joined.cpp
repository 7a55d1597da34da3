#include "cli/joined.hpp"

#include <algorithm>

#include "cli/beliefs.hpp"
#include "cli/calls.hpp"
#include "cli/facts.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds look_again{50};

/// The books tables of those that answer; the others stay out and are asked again.
std::vector<BooksView> views_of(const Roster& members) {
    std::vector<BooksView> views;
    const auto bodies = ask_all(members, "/api/v1/books");
    for (std::size_t at = 0; at < members.size(); ++at) {
        if (!bodies[at]) continue;
        if (auto books = json::read_books(*bodies[at])) views.push_back({members[at].name.text(), std::move(*books)});
    }
    return views;
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
    std::map<std::string, std::uint64_t> wanted;
    for (;;) {
        const auto views = views_of(waiting);
        if (wanted.empty()) wanted = newest_versions(views, names_of(waiting));
        std::vector<std::string> done;
        for (const auto& view : views)
            if (lacking(view, wanted).empty()) done.push_back(view.viewer);
        std::erase_if(waiting, [&](const Member& member) { return std::ranges::count(done, member.name.text()) > 0; });
        progress(joined.members - waiting.size(), joined.members);
        joined.agreed = waiting.empty();
        joined.behind = names_of(waiting);
        if (joined.agreed || interrupt.came() || SteadyClock::now() >= deadline) return joined;
        forget_ended(club, waiting, wanted);
        interrupt.sleep(look_again);
    }
}

}  // namespace watercooler::cli
