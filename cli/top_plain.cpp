#include "cli/top_plain.hpp"

#include <array>
#include <cstdio>

#include "cli/top_draw.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

std::string with_three_digits(double number) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.3f", number);
    return text.data();
}

void add_number(json::Object& object, std::string_view name, const std::optional<double>& number) {
    number ? object.raw(name, with_three_digits(*number)) : object.null(name);
}

void add_count(json::Object& object, std::string_view name, const std::optional<std::uint64_t>& count) {
    count ? object.number(name, *count) : object.null(name);
}

std::string member_json(const TopMember& member) {
    json::Object object;
    object.text("name", member.name).text("state", member.state).number("port", member.port);
    if (member.book)
        object.text("book", *member.book).number("version", member.version);
    else
        object.null("book").null("version");
    add_number(object, "sent_per_s", member.sent);
    add_number(object, "received_per_s", member.received);
    add_count(object, "peers", member.peers);
    add_number(object, "rtt_ms",
               member.rtt ? std::optional{static_cast<double>(member.rtt->count()) / 1000} : std::nullopt);
    add_count(object, "silence_ms", member.silence_ms);
    add_number(object, "cpu_percent", member.cpu);
    add_count(object, "rss_bytes", member.rss_bytes);
    member.note.empty() ? object.null("note") : object.text("note", member.note);
    return object.done();
}

std::vector<Column> plain_columns() {
    std::vector<Column> columns;
    for (const auto& look : top_columns())
        columns.push_back({.name = std::string{look.name},
                           .title = look.column == TopColumn::note ? "NOTE" : std::string{look.title},
                           .right = look.right,
                           .drop = look.drop,
                           .width_max = look.right ? 0 : look.wide});
    return columns;
}

Row plain_row(const TopMember& member) {
    Row row;
    for (const auto& look : top_columns()) {
        Cell cell{value_of(member, look.column).text};
        if (look.column == TopColumn::state) cell.mark = member.mark;
        if (look.column == TopColumn::name) cell.paint = Paint::bold;
        row.push_back(std::move(cell));
    }
    return row;
}

}  // namespace

Result<std::string> top_text(const Context& context, const TopSight& sight, const TopOrder& order) {
    std::vector<Row> rows;
    for (const auto& member : arranged(sight.members, "", order)) rows.push_back(plain_row(member));
    return context.table(plain_columns(), rows, true).map([&](const std::string& table) {
        const auto trouble = sight.trouble.empty() ? std::string{} : sight.trouble + "\n";
        return top_headline(sight, context.style()) + "\n" + trouble + table;
    });
}

std::string top_json(const TopSight& sight, const TopOrder& order) {
    std::vector<std::string> members;
    for (const auto& member : arranged(sight.members, "", order)) members.push_back(member_json(member));
    auto object = json::answer("top");
    object.text("club", sight.club)
        .text("clock", sight.clock)
        .text("viewer", sight.viewer)
        .flag("sauron", sight.sauron);
    object.text("frozen", sight.frozen ? "soft" : "no").number("steps", sight.steps);
    sight.agreed ? object.flag("converged", *sight.agreed) : object.null("converged");
    object.text("verdict", sight.verdict);
    add_number(object, "messages_per_s", sight.rate);
    add_count(object, "lost", sight.lost);
    if (!sight.trouble.empty()) object.text("trouble", sight.trouble);
    return object.raw("members", json::array(members)).done();
}

}  // namespace watercooler::cli
