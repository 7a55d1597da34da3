#include <algorithm>

#include "cli/beliefs.hpp"
#include "cli/bulk.hpp"
#include "cli/calls.hpp"
#include "cli/duration.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "cli/watching.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

Failure not_understood(const Member& member, const json::ReadError& error) {
    return {Exit::unreachable,
            "WC-MEMBER-SAYS",
            member.name.text() + " answers what nobody understands",
            error.message,
            {}};
}

/// Whom to ask: the one named, else all that run; the first that answers is taken.
Result<Roster> whom_to_ask(const Context& context, const Arguments& arguments, const Roster& all) {
    if (const auto from = arguments.text("--from")) {
        const auto member = find_member(all, *from);
        if (!member) return tl::unexpected{member.error()};
        if (member->runs()) return Roster{*member};
        const bool hard = member->stopped();
        return tl::unexpected{
            Failure{Exit::unreachable,
                    "WC-MEMBER-SILENT",
                    member->name.text() + (hard ? " is frozen hard and cannot answer" : " is not running"),
                    hard ? "" : "It " + std::string{"is "} + club::to_text(member->probe.status) + ".",
                    {context.command(hard ? "thaw " + member->name.text() : "ls")}}};
    }
    Roster running;
    std::ranges::copy_if(all, std::back_inserter(running), &Member::runs);
    if (!running.empty()) return running;
    return tl::unexpected{Failure{Exit::none,
                                  "WC-CLUB-EMPTY",
                                  "nobody in this club can answer",
                                  "No member runs.",
                                  {context.command("ls"), context.command("new jimmy")}}};
}

Mark mark_of(const json::BookRow& row) {
    if (row.status == "suspect") return Mark::suspect;
    if (row.status == "dead") return Mark::dead;
    return row.status == "left" || row.status == "stranger" ? Mark::left : Mark::alive;
}

Result<std::string> books_table(const Context& context, const std::vector<json::BookRow>& books) {
    std::vector<Row> rows;
    for (const auto& book : books) {
        const bool known = book.book.has_value();
        rows.push_back({{book.name, {}, Paint::bold},
                        {book.port == 0 ? "" : std::to_string(book.port), {}, {}},
                        {known ? *book.book : "(not heard yet)", {}, known ? Paint::plain : Paint::muted},
                        {known ? std::to_string(book.version) : "", {}, Paint::muted},
                        {known ? duration_text(std::chrono::milliseconds{book.age_ms}) : "", {}, Paint::muted},
                        {book.http ? "HTTP only" : book.status, mark_of(book), {}},
                        {book.own ? "itself" : book.from, {}, Paint::muted},
                        {book.own ? "0" : std::to_string(book.hops), {}, Paint::muted}});
    }
    return context.table({{.name = "name", .title = "NODE", .width_max = 32},
                          {.name = "port", .title = "PORT", .right = true},
                          {.name = "book", .title = "FAVOURITE BOOK", .width_max = 60},
                          {.name = "version", .title = "VERSION", .right = true, .drop = 2},
                          {.name = "age_ms", .title = "AGE", .right = true, .drop = 3},
                          {.name = "status", .title = "STATUS", .drop = 1},
                          {.name = "from", .title = "HEARD FROM", .drop = 4},
                          {.name = "hops", .title = "HOPS", .right = true, .drop = 5}},
                         rows);
}

std::vector<json::BookRow> strangers_last(const std::vector<json::BookRow>& books) {
    std::vector<json::BookRow> rows;
    std::ranges::copy_if(books, std::back_inserter(rows), [](const json::BookRow& row) { return !row.stranger; });
    std::ranges::copy_if(books, std::back_inserter(rows), &json::BookRow::stranger);
    return rows;
}

/// The table of the first that answers.
Result<Listing> listing(const Context& context, const Roster& asked) {
    Failure last;
    for (const auto& member : asked) {
        const auto body = ask_all({member}, "/api/v1/books", context.timeout(answer_patience)).front();
        if (!body) {
            last = body.error();
            continue;
        }
        const auto books = json::read_books(*body);
        if (!books) return tl::unexpected{not_understood(member, books.error())};
        const auto rows = strangers_last(*books);
        if (context.json()) return Listing{json::write(rows) + "\n"};
        return books_table(context, rows).map([&](const std::string& table) {
            return Listing{table, "as " + member.name.text() + " sees it\n"};
        });
    }
    return tl::unexpected{last};
}

std::string difference_text(const Context& context, const Difference& difference) {
    std::string text = paint(shown(difference.origin), Paint::bold, context.style()) + "\n";
    for (const auto& group : difference.groups) {
        const auto what = group.listed
                              ? "version " + std::to_string(group.version) + "  \"" + cut(shown(group.book), 48) + "\""
                              : std::string{"nothing"};
        text += "  " + what + "  " + paint("held by", Paint::muted, context.style()) + " " + some_names(group.viewers) +
                "\n";
    }
    return text;
}

std::string difference_json(const Difference& difference) {
    std::vector<std::string> groups;
    for (const auto& group : difference.groups) {
        std::vector<std::string> viewers;
        for (const auto& viewer : group.viewers) viewers.push_back(json::quote(viewer));
        json::Object object;
        if (group.listed)
            object.number("version", group.version).text("book", group.book);
        else
            object.null("version").null("book");
        groups.push_back(object.raw("viewers", json::array(viewers)).done());
    }
    return json::Object{}.text("name", difference.origin).raw("held", json::array(groups)).done();
}

Result<Exit> print_differences(const Context& context, const Roster& asked) {
    std::vector<BooksView> views;
    std::vector<std::string> silent;
    const auto bodies = ask_all(asked, "/api/v1/books", context.timeout(answer_patience));
    for (std::size_t at = 0; at < asked.size(); ++at) {
        auto books = bodies[at] ? json::read_books(*bodies[at]) : json::Read<std::vector<json::BookRow>>{};
        if (!bodies[at] || !books)
            silent.push_back(asked[at].name.text());
        else
            views.push_back({asked[at].name.text(), std::move(*books)});
    }
    const auto found = differences(views);
    if (context.json()) {
        std::vector<std::string> objects, silent_names;
        for (const auto& each : found) objects.push_back(difference_json(each));
        for (const auto& each : silent) silent_names.push_back(json::quote(each));
        context.out(json::answer("books-diff")
                        .flag("agree", found.empty() && silent.empty())
                        .number("views", views.size())
                        .raw("differences", json::array(objects))
                        .raw("silent", json::array(silent_names))
                        .done() +
                    "\n");
    } else {
        for (const auto& each : found) context.out(difference_text(context, each));
        if (found.empty() && silent.empty())
            context.out("all " + std::to_string(views.size()) + " members hold the same table\n");
        else
            context.note(std::to_string(found.size()) + (found.size() == 1 ? " row differs" : " rows differ") +
                         " among " + std::to_string(views.size()) + " members\n");
    }
    if (!silent.empty()) {
        if (!context.json()) context.warn("no answer from " + some_names(silent) + "\n");
        return Exit::unreachable;
    }
    return found.empty() ? Exit::done : Exit::violated;
}

}  // namespace

Result<Exit> run_books(Context& context, const Arguments& arguments) {
    const bool compares = arguments.has("--diff");
    if (compares && (arguments.has("--from") || arguments.has("--watch")))
        return tl::unexpected{usage("--diff asks everybody, once", "It goes without --from and --watch.")};
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto whom = [&] {
        return read_roster(*club).and_then(
            [&](const Roster& roster) { return whom_to_ask(context, arguments, roster); });
    };
    if (compares) return whom().and_then([&](const Roster& asked) { return print_differences(context, asked); });
    const auto look = [&] { return whom().and_then([&](const Roster& asked) { return listing(context, asked); }); };
    return arguments.has("--watch") ? watch(context, look) : print_once(context, look);
}

}  // namespace watercooler::cli
