#include <algorithm>
#include <array>

#include "cli/facts.hpp"
#include "cli/runs.hpp"
#include "cli/wait.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::array<std::string_view, 5> status_words{"starting", "running", "stopped", "ended", "frozen"};

Result<std::vector<std::string>> wanted_statuses(const Arguments& arguments) {
    auto wanted = split_list(arguments.text("--status").value_or(""));
    for (const auto& word : wanted)
        if (std::ranges::count(status_words, word) == 0)
            return tl::unexpected{usage("--status \"" + word + "\" is not known",
                                        "There are: starting, running, stopped, ended, frozen.")};
    return wanted;
}

bool is_wanted(const Facts& facts, const std::vector<std::string>& wanted) {
    if (wanted.empty()) return true;
    return std::ranges::any_of(wanted, [&](const std::string& word) {
        return word == club::to_text(facts.member.probe.status) || (word == "frozen" && facts.frozen != "no");
    });
}

std::vector<Column> ls_columns() {
    return {{.name = "name", .title = "NAME"},
            {.name = "address", .title = "ADDRESS", .extra = true},
            {.name = "port", .title = "PORT", .right = true},
            {.name = "pid", .title = "PID", .right = true, .drop = 5},
            {.name = "status", .title = "STATUS"},
            {.name = "frozen", .title = "FROZEN", .extra = true},
            {.name = "book", .title = "BOOK", .drop = 1, .width_max = 48},
            {.name = "url", .title = "URL", .drop = 3}};
}

Row ls_row(const Facts& facts) {
    const auto& record = facts.member.probe.record;
    const bool lives = facts.member.lives();
    const auto paint = lives ? Paint::plain : Paint::muted;
    return {{facts.member.name.text(), {}, lives ? Paint::bold : Paint::muted},
            {record ? record->address : "", {}, paint},
            {record ? std::to_string(record->port) : "", {}, paint},
            {facts.member.known() ? std::to_string(record->process.pid) : "", {}, Paint::muted},
            {status_text(facts), mark_of(facts), paint},
            {facts.frozen, {}, paint},
            {facts.book.value_or(""), {}, paint},
            {record && lives ? record->url : "", {}, Paint::link}};
}

/// Every line ends in "clear to the end of the line".
std::string each_line_cleared(const std::string& text) {
    std::string result;
    for (const char c : text) result += c == '\n' ? std::string{"\x1b[K\n"} : std::string{c};
    return result;
}

std::string names_only(const std::vector<Facts>& all) {
    std::string text;
    for (const auto& each : all) text += each.member.name.text() + "\n";
    return text;
}

Result<void> list_once(const Context& context, const Arguments& arguments, const club::Folder& club) {
    const auto wanted = wanted_statuses(arguments);
    if (!wanted) return tl::unexpected{wanted.error()};
    const auto roster = read_roster(club);
    if (!roster) return tl::unexpected{roster.error()};
    const auto chosen = select(*roster, arguments.words);
    if (!chosen) return tl::unexpected{chosen.error()};
    auto all = gather(*chosen, context.timeout(answer_patience));
    std::erase_if(all, [&](const Facts& facts) { return !is_wanted(facts, *wanted); });
    if (arguments.has("--names")) {
        context.out(names_only(all));
        return {};
    }
    if (context.json()) {
        std::vector<std::string> objects;
        for (const auto& each : all) objects.push_back(to_json(each));
        context.out(json::array(objects) + "\n");
        return {};
    }
    std::vector<Row> rows;
    for (const auto& each : all) rows.push_back(ls_row(each));
    const auto table = context.table(ls_columns(), rows);
    if (!table) return tl::unexpected{table.error()};
    if (arguments.has("--watch") && context.out_tty())
        context.out("\x1b[H" + each_line_cleared(*table) + "\x1b[J");  // over the one before: nothing flickers
    else
        context.out(*table);
    context.note(count_text(all) + "\n");
    return {};
}

}  // namespace

Result<Exit> run_ls(Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    if (!arguments.has("--watch")) return list_once(context, arguments, *club).map([] { return Exit::done; });
    const Interrupt interrupt;
    do {
        if (const auto listed = list_once(context, arguments, *club); !listed) return tl::unexpected{listed.error()};
    } while (!interrupt.sleep(std::chrono::seconds{1}));
    return Exit{interrupt.exit_code()};
}

}  // namespace watercooler::cli
