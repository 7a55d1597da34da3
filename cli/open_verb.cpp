#include <optional>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/browser.hpp"
#include "cli/context.hpp"
#include "cli/roster.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "club/files.hpp"
#include "club/member_folder.hpp"
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

/// Starts a browser on a file that leads there. Nothing: there is none to be started. Errors: why it could not be.
Result<std::optional<std::string>> open_in_browser(const club::Folder& club, const Member& member,
                                                   const std::string& address) {
    const auto page = club::MemberFolder{club, member.name}.page_path();
    const auto commands = browser_commands(BrowserFacts::of_process(), page);
    if (commands.empty()) return std::nullopt;
    const auto title = member.name.text() + " of club " + club.club().text();
    // Whoever opens the same at the same moment writes the same.
    if (auto written = club::replace_file(page, page_leading_to(title, address), club::Durable::process_crash);
        !written)
        return tl::unexpected{failure_of(written.error())};
    return start_browser(commands).map([](std::string name) { return std::optional{std::move(name)}; });
}

void print_address(const Context& context, const Member& member, const std::string& address) {
    if (context.json())
        context.out(json::answer("address").text("name", member.name.text()).text("url", address).done() + "\n");
    else
        context.out(address + "\n");
}

}  // namespace

Result<Exit> run_open(Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto member = find(context, *club, arguments.words.front());
    if (!member) return tl::unexpected{member.error()};
    const auto token = club->token();
    if (!token) return tl::unexpected{failure_of(token.error())};
    const auto address = member->probe.record->url + "/#token=" + *token;
    if (context.out_tty() && !context.json() && !arguments.has("--print")) {
        const auto opened = open_in_browser(*club, *member, address);
        if (!opened) {
            context.note("no browser was opened: " + shown(opened.error().message) + "\n");
        } else if (*opened) {
            const auto name = member->name.text();
            context.note("opened " + name + " with " + shown(**opened) +
                         "   (its address: " + context.command("open " + name + " --print") + ")\n");
            return Exit::done;
        }
    }
    print_address(context, *member, address);
    return Exit::done;
}

}  // namespace watercooler::cli
