#include "cli/facts.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

Result<Member> find(const Context& context, const club::Folder& club, const std::string& name) {
    if (name == "sauron") return find_sauron(context);
    const auto roster = read_roster(club);
    if (!roster) return tl::unexpected{roster.error()};
    auto member = find_member(*roster, name);
    if (member && !member->known())
        return tl::unexpected{Failure{Exit::unreachable,
                                      "WC-MEMBER-ENDED",
                                      name + " does not run, so there is nothing to open",
                                      {},
                                      {context.command("new " + name)}}};
    return member;
}

}  // namespace

/// Prints the address rather than start a browser: another program's arguments are no place for a token.
Result<Exit> run_open(Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto member = find(context, *club, arguments.words.front());
    if (!member) return tl::unexpected{member.error()};
    const auto token = club->token();
    if (!token) return tl::unexpected{failure_of(token.error())};
    const auto address = member->probe.record->url + "/#token=" + *token;
    if (context.json())
        context.out(json::answer("address").text("name", member->name.text()).text("url", address).done() + "\n");
    else
        context.out(address + "\n");
    return Exit::done;
}

}  // namespace watercooler::cli
