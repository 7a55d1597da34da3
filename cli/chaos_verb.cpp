// Faults of the network between members: posted on the club's board, where every member finds them.
#include <algorithm>
#include <array>
#include <map>
#include <thread>

#include "cli/bulk.hpp"
#include "cli/calls.hpp"
#include "cli/duration.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "cli/wake.hpp"
#include "club/fault_board.hpp"
#include "faults/fault.hpp"
#include "json/faults.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;
using Length = std::optional<milliseconds>;  // nothing: until it is healed

constexpr milliseconds usual_length = std::chrono::minutes{5};
constexpr milliseconds have_patience{3'000};
constexpr milliseconds chaos_look_again{20};

struct Club {
    club::Folder folder;
    club::FaultBoard board;
    Roster alive;
};

Result<Club> open_club(const Context& context) {
    const auto folder = context.club();
    if (!folder) return tl::unexpected{folder.error()};
    const auto roster = read_roster(*folder);
    if (!roster) return tl::unexpected{roster.error()};
    return Club{*folder, club::FaultBoard{*folder}, living(*roster)};
}

Roster awake(const Roster& members) {
    Roster running;
    for (const auto& member : members)
        if (member.runs() && member.known()) running.push_back(member);
    return running;
}

std::string length_text(const Length& length) {
    return length ? "for " + duration_text(*length) : std::string{"until it is healed"};
}

std::string count_of(std::size_t count, std::string_view what) {
    return std::to_string(count) + " " + std::string{what} + (count == 1 ? "" : "s");
}

// ---- what members say they have ----

/// In the order of `members`; nothing of who does not answer.
std::vector<std::optional<json::FaultsInfo>> ask_faults(const Roster& members, milliseconds patience) {
    std::vector<std::optional<json::FaultsInfo>> all;
    for (const auto& body : ask_all(members, "/api/v1/faults", patience)) {
        const auto info =
            body ? json::read_faults(*body) : json::Read<json::FaultsInfo>{tl::unexpected{json::ReadError{}}};
        all.push_back(info ? std::optional{*info} : std::nullopt);
    }
    return all;
}

bool has(const json::FaultsInfo& info, std::uint64_t id) {
    return std::ranges::any_of(info.faults, [&](const auto& fault) { return !fault.own && fault.id == id; });
}

/// Waits until each that runs has what `wanted` asks for; the others by name.
std::vector<std::string> wait_for_all(const Roster& members, milliseconds patience,
                                      const std::function<bool(const json::FaultsInfo&)>& wanted) {
    const auto deadline = SteadyClock::now() + patience;
    auto waiting = members;
    for (;;) {
        const auto left = std::max(milliseconds{100}, std::chrono::ceil<milliseconds>(deadline - SteadyClock::now()));
        const auto answers = ask_faults(waiting, left);
        Roster still;
        for (std::size_t at = 0; at < waiting.size(); ++at)
            if (!answers[at] || !wanted(*answers[at])) still.push_back(waiting[at]);
        waiting = std::move(still);
        if (waiting.empty() || SteadyClock::now() >= deadline) return names_of(waiting);
        std::this_thread::sleep_for(chaos_look_again);
    }
}

// ---- add ----

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

Result<std::uint64_t> post(const Club& club, const faults::Fault& fault, const Length& length) {
    std::uint64_t id = 0;
    const auto posted = club.board.change([&](club::Posted& page) {
        id = page.next_id++;
        page.faults.push_back({id, length, faults::to_text(fault)});
    });
    if (!posted) return tl::unexpected{failure_of(posted.error())};
    wake_all(club.alive);
    return id;
}

Exit report_late(const Context& context, const std::vector<std::string>& late, std::size_t all, std::string_view what) {
    if (late.empty()) return Exit::done;
    context.warn(some_names(late) + ": " + std::string{what} + "\n");
    return late.size() < all ? Exit::partly : Exit::unreachable;
}

Result<Exit> add(const Context& context, const Arguments& arguments) {
    const auto fault = read_fault(arguments);
    if (!fault) return tl::unexpected{fault.error()};
    const auto length = read_length(arguments);
    if (!length) return tl::unexpected{length.error()};
    const auto club = open_club(context);
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
    const auto late = wait_for_all(running, context.timeout(have_patience),
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

// ---- ls ----

/// One fault, the club's or a member's own.
struct Line {
    std::string id;      // 3, or amy:1
    std::string member;  // of an own one
    std::string words, kind;
    std::optional<std::uint64_t> left_ms;
    std::size_t members = 0;
    bool forever = false;
};

std::vector<Line> gather_lines(const Club& club, const club::Posted& posted) {
    std::vector<Line> lines;
    for (const auto& each : posted.faults)
        lines.push_back(
            {std::to_string(each.id), "", each.words, each.words.substr(0, each.words.find(' ')), {}, 0, !each.length});
    const auto running = awake(club.alive);
    const auto answers = ask_faults(running, answer_patience);
    for (std::size_t at = 0; at < running.size(); ++at) {
        if (!answers[at]) continue;
        const auto name = running[at].name.text();
        for (const auto& fault : answers[at]->faults) {
            if (fault.own) {
                lines.push_back({name + ":" + std::to_string(fault.id), name, fault.fault, fault.kind, fault.left_ms, 1,
                                 !fault.left_ms});
                continue;
            }
            const auto line = std::ranges::find(lines, std::to_string(fault.id), &Line::id);
            if (line == lines.end()) continue;
            ++line->members;
            if (fault.left_ms) line->left_ms = std::max(line->left_ms.value_or(0), *fault.left_ms);
        }
    }
    return lines;
}

std::string left_text(const Line& line) {
    if (line.forever) return "until healed";
    return line.left_ms ? duration_text(milliseconds{*line.left_ms}) : "";
}

std::string line_json(const Line& line) {
    auto object = json::answer("fault");
    object.text("id", line.id);
    if (line.member.empty())
        object.null("member");
    else
        object.text("member", line.member);
    object.text("fault", line.words).text("kind", line.kind);
    if (line.left_ms)
        object.number("left_ms", *line.left_ms);
    else
        object.null("left_ms");
    return object.number("members", line.members).done();
}

Result<Exit> ls(const Context& context, const Arguments&) {
    const auto club = open_club(context);
    if (!club) return tl::unexpected{club.error()};
    const auto posted = club->board.read_if_attended();
    if (!posted) return tl::unexpected{failure_of(posted.error())};
    const auto lines = gather_lines(*club, *posted);
    if (context.json()) {
        std::vector<std::string> objects;
        for (const auto& line : lines) objects.push_back(line_json(line));
        context.out(json::array(objects) + "\n");
        return Exit::done;
    }
    const std::vector<Column> columns{{.name = "id", .title = "ID"},
                                      {.name = "fault", .title = "FAULT"},
                                      {.name = "left", .title = "LEFT", .right = true, .drop = 1},
                                      {.name = "members", .title = "MEMBERS", .right = true, .drop = 2}};
    std::vector<Row> rows;
    for (const auto& line : lines)
        rows.push_back(
            {{line.id, {}, Paint::bold},
             {line.words},
             {left_text(line)},
             {line.member.empty() ? std::to_string(line.members) + " of " + std::to_string(club->alive.size())
                                  : line.member}});
    const auto table = context.table(columns, rows);
    if (!table) return tl::unexpected{table.error()};
    if (!lines.empty()) context.out(*table);
    context.note((lines.empty() ? "no faults" : count_of(lines.size(), "fault")) + "\n");
    return Exit::done;
}

// ---- rm, heal ----

/// A member's own fault, `amy:1`.
Result<bool> remove_own(const Club& club, const std::string& word, const std::string& body) {
    const auto member = find_member(club.alive, word.substr(0, word.find(':')));
    if (!member) return tl::unexpected{member.error()};
    const auto token = club.folder.token();
    if (!token) return tl::unexpected{failure_of(token.error())};
    if (!member->runs() || !member->known()) return false;
    const auto answer = order_all({*member}, "/api/v1/control/faults", body, *token).front();
    if (!answer) return tl::unexpected{answer.error()};
    const auto info = json::read_faults(*answer);
    return info && info->changed;
}

Failure no_such_fault(const Context& context, const std::string& word) {
    return {Exit::none, "WC-FAULT-NONE", "there is no fault " + word, {}, {context.command("chaos ls")}};
}

bool is_number(std::string_view word) {
    return !word.empty() && word.size() < 19 && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The ids that are words, if all of them are there.
Result<std::vector<Line>> chosen_lines(const Context& context, const Arguments& arguments,
                                       const std::vector<Line>& lines) {
    std::vector<Line> chosen;
    for (std::size_t at = 1; at < arguments.words.size(); ++at) {
        const auto& word = arguments.words[at];
        const auto colon = word.find(':');
        if (!is_number(colon == std::string::npos ? word : word.substr(colon + 1)))
            return tl::unexpected{usage("\"" + word + "\" is no fault's id",
                                        "A number, as \"chaos ls\" shows it; \"chaos heal\" takes all.")};
        const auto line = std::ranges::find(lines, word, &Line::id);
        if (line == lines.end()) return tl::unexpected{no_such_fault(context, word)};
        chosen.push_back(*line);
    }
    return chosen;
}

Result<Exit> take_away(const Context& context, const Club& club, const std::vector<Line>& lines,
                       std::string_view verb) {
    std::vector<std::string> ids;
    for (const auto& line : lines) ids.push_back(line.id);
    if (context.dry_run()) {
        report_plan(context, "chaos " + std::string{verb}, ids);
        return Exit::done;
    }
    const auto gone = [&](std::uint64_t id) { return std::ranges::count(ids, std::to_string(id)) > 0; };
    const auto posted = club.board.change(
        [&](club::Posted& page) { std::erase_if(page.faults, [&](const auto& each) { return gone(each.id); }); });
    if (!posted) return tl::unexpected{failure_of(posted.error())};
    wake_all(club.alive);
    for (const auto& line : lines) {
        if (line.member.empty()) continue;
        const auto number = line.id.substr(line.id.find(':') + 1);
        if (auto done = remove_own(club, line.id, "{\"remove\":" + number + "}"); !done)
            return tl::unexpected{done.error()};
    }
    const auto running = awake(club.alive);
    const auto late = wait_for_all(running, context.timeout(have_patience), [&](const json::FaultsInfo& info) {
        return std::ranges::none_of(info.faults, [&](const auto& fault) { return !fault.own && gone(fault.id); });
    });
    if (context.json()) {
        std::vector<std::string> quoted;
        for (const auto& id : ids) quoted.push_back(json::quote(id));
        context.out(json::answer("chaos").text("verb", verb).raw("removed", json::array(quoted)).done() + "\n");
    } else {
        for (const auto& line : lines) context.out("gone: " + line.id + "  " + shown(line.words) + "\n");
    }
    return report_late(context, late, running.size(), "not known to be without it yet");
}

Result<Exit> rm(const Context& context, const Arguments& arguments) {
    if (arguments.words.size() < 2)
        return tl::unexpected{
            usage("\"chaos rm\" wants the id of a fault", "As \"chaos ls\" shows it; \"chaos heal\" takes all.")};
    const auto club = open_club(context);
    if (!club) return tl::unexpected{club.error()};
    const auto posted = club->board.read_if_attended();
    if (!posted) return tl::unexpected{failure_of(posted.error())};
    const auto lines = chosen_lines(context, arguments, gather_lines(*club, *posted));
    if (!lines) return tl::unexpected{lines.error()};
    return take_away(context, *club, *lines, "rm");
}

Result<Exit> heal(const Context& context, const Arguments&) {
    const auto club = open_club(context);
    if (!club) return tl::unexpected{club.error()};
    const auto posted = club->board.read_if_attended();
    if (!posted && posted.error().code != "WC-CLUB-DAMAGED") return tl::unexpected{failure_of(posted.error())};
    const auto lines = gather_lines(*club, posted.value_or(club::Posted{}));
    if (lines.empty() && posted && !context.json()) {
        context.note("no faults: nothing to heal\n");
        return Exit::done;
    }
    return take_away(context, *club, lines, "heal");
}

struct Action {
    std::string_view name;
    bool takes_words;
    Result<Exit> (*run)(const Context&, const Arguments&);
};
constexpr std::array actions{Action{"add", true, add}, Action{"ls", false, ls}, Action{"rm", true, rm},
                             Action{"heal", false, heal}};

Failure no_such_action(const std::string& word) {
    const std::array<std::string_view, 4> known{"add", "ls", "rm", "heal"};
    const auto like = nearest(word, known);
    if (like) return usage("\"chaos\" has no \"" + word + "\". Did you mean \"" + std::string{*like} + "\"?");
    if (faults::parse(word) || faults::parse(word).error().message.find("is no fault") == std::string::npos)
        return usage("\"chaos\" has no \"" + word + "\". Did you mean \"chaos add " + word + "\"?");
    return usage("\"chaos\" has no \"" + word + "\"", "There are: add, ls, rm, heal.");
}

}  // namespace

Result<Exit> run_chaos(Context& context, const Arguments& arguments) {
    const auto& word = arguments.words.front();
    const auto action = std::ranges::find(actions, word, &Action::name);
    if (action == actions.end()) return tl::unexpected{no_such_action(word)};
    if (!action->takes_words && arguments.words.size() > 1)
        return tl::unexpected{
            usage("\"chaos " + word + "\" does not know what to do with \"" + arguments.words[1] + "\"")};
    if (word != "add")
        for (const auto* flag : {"--from", "--to", "--both", "--for", "--forever"})
            if (arguments.has(flag)) return tl::unexpected{usage("\"chaos " + word + "\" takes no " + flag)};
    return action->run(context, arguments);
}

}  // namespace watercooler::cli
