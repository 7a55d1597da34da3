#include <algorithm>
#include <array>

#include "cli/facts.hpp"
#include "cli/runs.hpp"
#include "cli/watching.hpp"
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

std::string names_only(const std::vector<Facts>& all) {
    std::string text;
    for (const auto& each : all) text += each.member.name.text() + "\n";
    return text;
}

Result<Listing> listing(const Context& context, const Arguments& arguments, const club::Folder& club) {
    const auto wanted = wanted_statuses(arguments);
    if (!wanted) return tl::unexpected{wanted.error()};
    const auto roster = read_roster(club);
    if (!roster) return tl::unexpected{roster.error()};
    const auto chosen = select(*roster, arguments.words);
    if (!chosen) return tl::unexpected{chosen.error()};
    auto all = gather(*chosen, context.timeout(answer_patience));
    std::erase_if(all, [&](const Facts& facts) { return !is_wanted(facts, *wanted); });
    if (arguments.has("--names")) return Listing{names_only(all)};
    if (context.json()) {
        std::vector<std::string> objects;
        for (const auto& each : all) objects.push_back(to_json(each));
        return Listing{json::array(objects) + "\n"};
    }
    std::vector<Row> rows;
    for (const auto& each : all) rows.push_back(ls_row(each));
    return context.table(ls_columns(), rows).map([&](const std::string& table) {
        return Listing{table, count_text(all) + "\n"};
    });
}

}  // namespace

Result<Exit> run_ls(Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto look = [&] { return listing(context, arguments, *club); };
    return arguments.has("--watch") ? watch(context, look) : print_once(context, look);
}

}  // namespace watercooler::cli
