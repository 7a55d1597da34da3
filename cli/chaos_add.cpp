// A fault is posted on the club's board, where every member finds it.
#include "cli/chaos_add.hpp"

#include <algorithm>

#include "cli/bulk.hpp"
#include "cli/duration.hpp"
#include "cli/faults_held.hpp"
#include "cli/shown.hpp"
#include "cli/wake.hpp"
#include "faults/fault.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

using std::chrono::milliseconds;
using Length = std::optional<milliseconds>;  // nothing: until it is healed

constexpr milliseconds usual_length = std::chrono::minutes{5};

std::string length_text(const Length& length) {
    return length ? "for " + duration_text(*length) : std::string{"until it is healed"};
}

bool has(const json::FaultsInfo& info, std::uint64_t id) {
    return std::ranges::any_of(info.faults, [&](const auto& fault) { return !fault.own && fault.id == id; });
}

/// The words with a mark below the place that is wrong.
Failure bad_words(const std::string& text, const faults::Error& error) {
    auto cause = "chaos add " + text + "\n" + std::string(10 + std::min(error.at, text.size()), ' ') + "^";
    if (!error.hint.empty()) cause += "\n" + error.hint;
    return usage(error.message, cause);
}

Result<faults::Fault> read_fault(const Arguments& arguments) {
    std::string text;
    for (std::size_t at = 1; at < arguments.words.size(); ++at) text += (at > 1 ? " " : "") + arguments.words[at];
    for (const auto* flag : {"--from", "--to"})
        if (const auto value = arguments.text(flag)) text += " " + std::string{flag} + " " + *value;
    if (arguments.has("--both")) text += " --both";
    if (arguments.words.size() > 1)
        for (const auto* verb : {"kill", "freeze", "thaw", "stop"})
            if (arguments.words[1] == verb)
                return tl::unexpected{
                    usage(std::string{verb} + " is a verb of its own", {}, {"watercooler help " + std::string{verb}})};
    return faults::parse(text).map_error([&](const auto& error) { return bad_words(text, error); });
}

Result<Length> read_length(const Arguments& arguments) {
    const auto length = arguments.duration("--for");
    if (length && arguments.has("--forever"))
        return tl::unexpected{usage("--for and --forever contradict each other", "Without either it is for 5 min.")};
    if (length && length->count() == 0)
        return tl::unexpected{
            usage("--for 0 is for no time", "Such as --for 30s; --forever lasts until it is healed.")};
    if (arguments.has("--forever")) return Length{};
    return Length{length.value_or(usual_length)};
}

/// Names and globs of the fault that mean nobody who lives.
std::vector<std::string> meaning_nobody(const faults::Fault& fault, const Roster& alive) {
    std::vector<std::string> nobody;
    auto lists = fault.sides;
    lists.push_back(fault.from);
    lists.push_back(fault.to);
    for (const auto& list : lists)
        for (const auto& glob : list)
            if (std::ranges::none_of(alive,
                                     [&](const Member& each) { return faults::matches(glob, each.name.text()); }))
                nobody.push_back(glob);
    return nobody;
}

std::string fault_json(const faults::Fault& fault, const Length& length, const json::Object& begun) {
    auto object = begun;
    object.text("fault", faults::to_text(fault)).text("kind", faults::to_text(fault.kind));
    if (length)
        object.number("for_ms", length->count());
    else
        object.null("for_ms");
    return object.done();
}

std::vector<std::string> touched_by(const faults::Fault& fault, const Roster& alive) {
    std::vector<std::string> names;
    for (const auto& member : alive)
        if (faults::touches(fault, member.name.text())) names.push_back(member.name.text());
    return names;
}

Exit plan_add(const Context& context, const faults::Fault& fault, const Length& length, const Roster& alive) {
    const auto names = touched_by(fault, alive);
    if (context.json()) {
        std::vector<std::string> quoted;
        for (const auto& name : names) quoted.push_back(json::quote(name));
        auto begun = json::answer("plan");
        begun.text("verb", "chaos add").raw("names", json::array(quoted));
        context.out(fault_json(fault, length, begun) + "\n");
    } else {
        context.out("would add " + faults::to_text(fault) + ", " + length_text(length) + "; it touches " +
                    (names.empty() ? "nobody" : some_names(names, context.verbose() ? names.size() : 12)) + "\n");
    }
    return Exit::done;
}

Result<std::uint64_t> post(const FaultyClub& club, const faults::Fault& fault, const Length& length) {
    std::uint64_t id = 0;
    const auto posted = club.board.change([&](club::Posted& page) {
        id = page.next_id++;
        page.faults.push_back({id, length, faults::to_text(fault)});
    });
    if (!posted) return tl::unexpected{failure_of(posted.error())};
    wake_all(club.alive);
    return id;
}

}  // namespace

Result<Exit> add_fault(const Context& context, const Arguments& arguments) {
    const auto fault = read_fault(arguments);
    if (!fault) return tl::unexpected{fault.error()};
    const auto length = read_length(arguments);
    if (!length) return tl::unexpected{length.error()};
    const auto club = open_faulty_club(context);
    if (!club) return tl::unexpected{club.error()};
    if (club->alive.empty())
        return tl::unexpected{Failure{Exit::none,
                                      "WC-CLUB-EMPTY",
                                      "nobody lives in the club",
                                      "Faults are the members': they die with them.",
                                      {context.command("new --count 5")}}};
    if (context.dry_run()) return plan_add(context, *fault, *length, club->alive);
    if (faults::is_nothing(*fault)) {
        auto begun = json::answer("fault");
        begun.null("id").flag("changed", false);
        context.out(context.json() ? fault_json(*fault, *length, begun) + "\n"
                                   : faults::to_text(*fault) + " is the same as no fault: nothing was added\n");
        return Exit::done;
    }
    const auto id = post(*club, *fault, *length);
    if (!id) return tl::unexpected{id.error()};
    const auto running = awake(club->alive);
    const auto late = wait_for_faults(running, context.timeout(fault_patience),
                                      [&](const json::FaultsInfo& info) { return has(info, *id); });
    const auto have = running.size() - late.size();
    if (context.json()) {
        auto begun = json::answer("fault");
        begun.number("id", *id).flag("changed", true).number("members", have);
        context.out(fault_json(*fault, *length, begun) + "\n");
    } else {
        context.out("fault " + std::to_string(*id) + ": " + faults::to_text(*fault) + ", " + length_text(*length) +
                    ", on " + count_of(have, "member") + "\n");
        for (const auto& glob : meaning_nobody(*fault, club->alive))
            context.note("no living member is called \"" + shown(glob) + "\"; who comes later may be\n");
        if (running.size() < club->alive.size())
            context.note(count_of(club->alive.size() - running.size(), "member") +
                         " frozen hard or just starting will find it\n");
    }
    return report_late(context, late, running.size(), "not known to have it yet");
}

}  // namespace watercooler::cli
