#include <algorithm>

#include "cli/calls.hpp"
#include "cli/duration.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "cli/wait.hpp"
#include "json/info.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds wait_patience{10'000};
constexpr std::chrono::milliseconds pick_look_again{5};

Result<void> check_words(const Context& context, const Arguments& arguments) {
    const bool automatic = arguments.has("--auto");
    if (automatic && (arguments.words.size() > 1 || arguments.has("--wait")))
        return tl::unexpected{usage("--auto goes without a book and without --wait", "The member picks by itself.")};
    if (!automatic && arguments.words.size() < 2)
        return tl::unexpected{usage("which book?", "Name it, in quotes if it has several words.",
                                    {context.command("pick " + arguments.words.front() + " \"Dune\"")})};
    if (automatic) return {};
    const auto fine = check_payload(arguments.words[1]);
    if (!fine) return tl::unexpected{usage("the book cannot be told: " + fine.error().message)};
    return {};
}

Result<Member> member_to_ask(const Context& context, const Roster& roster, const std::string& name) {
    const auto member = find_member(roster, name);
    if (!member || member->runs()) return member;
    Failure failure{Exit::unreachable, "WC-MEMBER-SILENT", member->name.text() + " is not running", {}, {}};
    failure.tries = {context.command("new " + member->name.text())};
    if (member->stopped()) {
        failure.message = member->name.text() + " is frozen hard and cannot answer";
        failure.tries = {context.command("thaw " + member->name.text())};
    }
    return tl::unexpected{failure};
}

/// Who of the living has that version of the origin's book, or a newer one.
struct Spread {
    std::vector<std::string> have, lack;
};

Spread spread_of(const Roster& members, const std::string& origin, std::uint64_t version,
                 std::chrono::milliseconds patience) {
    Spread spread;
    const auto bodies = ask_all(members, "/api/v1/books", patience);
    for (std::size_t at = 0; at < members.size(); ++at) {
        const auto books = bodies[at] ? json::read_books(*bodies[at]) : json::Read<std::vector<json::BookRow>>{};
        const bool has = bodies[at] && books && std::ranges::any_of(*books, [&](const json::BookRow& row) {
                             return row.name == origin && row.book && row.version >= version;
                         });
        (has ? spread.have : spread.lack).push_back(members[at].name.text());
    }
    return spread;
}

Roster only(const Roster& members, const std::vector<std::string>& names) {
    Roster result;
    std::ranges::copy_if(members, std::back_inserter(result),
                         [&](const Member& member) { return std::ranges::count(names, member.name.text()) > 0; });
    return result;
}

std::string have_it(std::size_t members) {
    return members == 1 ? "1 member has it" : std::to_string(members) + " members have it";
}

struct Waited {
    std::size_t members = 0;
    std::chrono::nanoseconds time{};
};

/// Asks again and again those who lack it, until nobody does. Who ends meanwhile need not have it.
Result<Waited> wait_for_all(const Context& context, const club::Folder& club, const std::string& origin,
                            std::uint64_t version, SteadyClock::time_point begin) {
    const Interrupt interrupt;
    const auto deadline = begin + context.timeout(wait_patience);
    std::size_t have = 0;
    auto roster = read_roster(club);
    if (!roster) return tl::unexpected{roster.error()};
    Roster waiting = living(*roster);
    std::erase_if(waiting, [](const Member& member) { return !member.known(); });
    for (;;) {
        const auto asked = SteadyClock::now();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
        const auto patience =
            std::clamp<std::chrono::milliseconds>(left, std::chrono::milliseconds{1}, answer_patience);
        const auto spread = spread_of(waiting, origin, version, patience);
        const auto now = SteadyClock::now();
        have += spread.have.size();
        waiting = only(waiting, spread.lack);
        std::erase_if(waiting, [&](const Member& member) {
            const auto probe = club::MemberFolder{club, member.name}.probe();
            return !probe || probe->status == club::MemberStatus::ended;
        });
        if (waiting.empty()) return Waited{have, now - begin};
        if (interrupt.came())
            return tl::unexpected{Failure{Exit{interrupt.exit_code()},
                                          "WC-INTERRUPTED",
                                          "interrupted; the book is picked and goes on spreading",
                                          {},
                                          {}}};
        if (now >= deadline) {
            std::string names;
            for (const auto& member : waiting) names += (names.empty() ? "" : ", ") + member.name.text();
            return tl::unexpected{Failure{Exit::not_ready,
                                          "WC-PICK-SPREADING",
                                          "after " + duration_text(now - begin) + " " + have_it(have) + ", and " +
                                              std::to_string(waiting.size()) +
                                              (waiting.size() == 1 ? " does not: " : " do not: ") + names,
                                          "The book is picked and goes on spreading.",
                                          {context.command("books --diff")}}};
        }
        interrupt.sleep(std::max(pick_look_again, std::chrono::ceil<std::chrono::milliseconds>(now - asked)));
    }
}

std::string outcome_json(const json::OutcomeInfo& outcome, const std::optional<Waited>& waited) {
    auto object = json::answer("pick");
    object.text("name", outcome.name).text("key", outcome.key).text("value", outcome.value);
    object.text("outcome", outcome.outcome);
    if (outcome.outcome == "held")
        object.null("version");
    else
        object.number("version", outcome.version);
    if (waited)
        object.number("members", waited->members)
            .number("waited_ms", std::chrono::duration_cast<std::chrono::milliseconds>(waited->time).count());
    return object.done() + "\n";
}

Result<json::OutcomeInfo> tell(const Member& member, const std::string& body, const std::string& token,
                               std::chrono::milliseconds patience) {
    const auto answer = http::fetch(order(member, "PUT", "/api/v1/entries/book", body, token), patience);
    const auto text = body_of(member, answer);
    if (!text) return tl::unexpected{text.error()};
    const auto outcome = json::read_outcome(*text);
    if (outcome) return *outcome;
    return tl::unexpected{Failure{Exit::unreachable,
                                  "WC-MEMBER-SAYS",
                                  member.name.text() + " answers what nobody understands",
                                  outcome.error().message,
                                  {}}};
}

std::string picked_text(const Context& context, const json::OutcomeInfo& outcome, const std::optional<Waited>& waited) {
    const auto name = paint(shown(outcome.name), Paint::bold, context.style());
    if (outcome.outcome == "held")
        return "+ " + name + " will read \"" + shown(outcome.value) + "\": held until the thaw\n";
    std::string text =
        "+ " + name + " reads \"" + shown(outcome.value) + "\"   version " + std::to_string(outcome.version);
    if (waited)
        text += "   " + std::string{waited->members == 1 ? "" : "all "} + have_it(waited->members) + " after " +
                duration_text(waited->time);
    return text + "\n";
}

Result<Exit> release(const Context& context, const Member& member, const std::string& token) {
    const auto outcome = tell(member, "{\"automatic\":true}", token, answer_patience);
    if (!outcome) return tl::unexpected{outcome.error()};
    context.out(context.json() ? outcome_json(*outcome, {}) : "+ " + member.name.text() + " picks by itself again\n");
    return Exit::done;
}

struct Choice {
    const Member& member;
    const std::string& token;
    const std::string& book;
};

Result<Exit> choose(const Context& context, const club::Folder& club, const Choice& choice, bool waits) {
    const auto begin = SteadyClock::now();
    const auto body = json::Object{}.text("value", choice.book).done();
    const auto outcome = tell(choice.member, body, choice.token, answer_patience);
    if (!outcome) return tl::unexpected{outcome.error()};
    const bool held = outcome->outcome == "held";
    std::optional<Waited> waited;
    if (waits && !held) {
        const auto spread = wait_for_all(context, club, choice.member.name.text(), outcome->version, begin);
        if (!spread) return tl::unexpected{spread.error()};
        waited = *spread;
    }
    context.out(context.json() ? outcome_json(*outcome, waited) : picked_text(context, *outcome, waited));
    if (!waits || !held) return Exit::done;
    context.warn("it is frozen: nobody else hears of it before the thaw\n");
    return Exit::not_ready;
}

}  // namespace

Result<Exit> run_pick(Context& context, const Arguments& arguments) {
    if (const auto fine = check_words(context, arguments); !fine) return tl::unexpected{fine.error()};
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    const auto member = member_to_ask(context, *roster, arguments.words.front());
    if (!member) return tl::unexpected{member.error()};
    const auto token = club->token();
    if (!token) return tl::unexpected{failure_of(token.error())};
    const bool automatic = arguments.has("--auto");
    if (context.dry_run()) {
        context.out("would let " + member->name.text() +
                    (automatic ? " pick by itself" : " pick \"" + shown(arguments.words[1]) + "\"") + "\n");
        return Exit::done;
    }
    return automatic ? release(context, *member, *token)
                     : choose(context, *club, {*member, *token, arguments.words[1]}, arguments.has("--wait"));
}

}  // namespace watercooler::cli
