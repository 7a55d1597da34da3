// Faults of the network between members: `chaos add`, `ls`, `rm` and `heal`.
#include <algorithm>
#include <array>

#include "cli/bulk.hpp"
#include "cli/calls.hpp"
#include "cli/chaos_add.hpp"
#include "cli/duration.hpp"
#include "cli/faults_held.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "cli/wake.hpp"
#include "faults/fault.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

using std::chrono::milliseconds;

std::string left_text(const FaultLine& line) {
    if (line.forever) return "until healed";
    return line.left_ms ? duration_text(milliseconds{*line.left_ms}) : "";
}

std::string line_json(const FaultLine& line) {
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
    const auto club = open_faulty_club(context);
    if (!club) return tl::unexpected{club.error()};
    const auto posted = club->board.read_if_attended();
    if (!posted) return tl::unexpected{failure_of(posted.error())};
    const auto lines = gather_fault_lines(*club, *posted);
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
Result<bool> remove_own(const FaultyClub& club, const std::string& word, const std::string& body) {
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
Result<std::vector<FaultLine>> chosen_lines(const Context& context, const Arguments& arguments,
                                            const std::vector<FaultLine>& lines) {
    std::vector<FaultLine> chosen;
    for (std::size_t at = 1; at < arguments.words.size(); ++at) {
        const auto& word = arguments.words[at];
        const auto colon = word.find(':');
        if (!is_number(colon == std::string::npos ? word : word.substr(colon + 1)))
            return tl::unexpected{usage("\"" + word + "\" is no fault's id",
                                        "A number, as \"chaos ls\" shows it; \"chaos heal\" takes all.")};
        const auto line = std::ranges::find(lines, word, &FaultLine::id);
        if (line == lines.end()) return tl::unexpected{no_such_fault(context, word)};
        chosen.push_back(*line);
    }
    return chosen;
}

Result<Exit> take_away(const Context& context, const FaultyClub& club, const std::vector<FaultLine>& lines,
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
    const auto late = wait_for_faults(running, context.timeout(fault_patience), [&](const json::FaultsInfo& info) {
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
    const auto club = open_faulty_club(context);
    if (!club) return tl::unexpected{club.error()};
    const auto posted = club->board.read_if_attended();
    if (!posted) return tl::unexpected{failure_of(posted.error())};
    const auto lines = chosen_lines(context, arguments, gather_fault_lines(*club, *posted));
    if (!lines) return tl::unexpected{lines.error()};
    return take_away(context, *club, *lines, "rm");
}

Result<Exit> heal(const Context& context, const Arguments&) {
    const auto club = open_faulty_club(context);
    if (!club) return tl::unexpected{club.error()};
    const auto posted = club->board.read_if_attended();
    if (!posted && posted.error().code != "WC-CLUB-DAMAGED") return tl::unexpected{failure_of(posted.error())};
    const auto lines = gather_fault_lines(*club, posted.value_or(club::Posted{}));
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
constexpr std::array actions{Action{"add", true, add_fault}, Action{"ls", false, ls}, Action{"rm", true, rm},
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
