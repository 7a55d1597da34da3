#include "answers/roster.hpp"

#include <algorithm>
#include <tuple>

#include "json/wall_time.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::answers {

std::string_view to_text(Standing standing) {
    constexpr std::string_view names[] = {"alive", "suspect", "dead", "frozen", "left", "silent"};
    return names[static_cast<std::size_t>(standing)];
}

namespace {

using Row = Roster::Row;

/// How many of the living hold somebody to be so.
using Beliefs = std::array<std::size_t, 5>;

/// By who is believed.
std::vector<Beliefs> count_beliefs(const Matrix& matrix) {
    std::vector<Beliefs> counts(matrix.members.size(), Beliefs{});
    for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
        if (!lives(matrix.members[row].truth)) continue;
        matrix.rows[row].each([&](std::size_t column, const Matrix::Cell& cell) {
            if (column != row) ++counts[column][static_cast<std::size_t>(cell.belief)];
        });
    }
    return counts;
}

/// Nobody knows better than the member itself whether it runs; whether it ended, its silence does not tell.
Standing standing_of(const Row& row, bool left) {
    switch (row.truth) {
        case Truth::frozen:
            return Standing::frozen;
        case Truth::left:
            return Standing::left;
        case Truth::ended:
            return Standing::dead;
        case Truth::alive:
            return row.suspected_by + row.dead_for > 0 ? Standing::suspect : Standing::alive;
        case Truth::unknown:
            break;
    }
    if (row.dead_for > 0) return Standing::dead;
    if (row.suspected_by > 0) return Standing::suspect;
    if (left && row.known_by == 0) return Standing::left;
    return row.reports || row.known_by == 0 ? Standing::silent : Standing::alive;
}

std::string lack_words(const Row& row) {
    constexpr std::size_t value_columns = 40;
    const auto& [origin, key, version, uuid, value] = row.newest_lacked;
    auto text = "it lacks " + entry_words(origin, key, cut(value, value_columns, {}), version);
    return row.lacks == 1 ? text : text + " and " + std::to_string(row.lacks - 1) + " more";
}

std::string trouble_of(const Row& row, std::int64_t at_ns) {
    std::vector<std::string> parts;
    if (row.truth == Truth::ended) parts.emplace_back("it ended without a goodbye");
    if (row.truth == Truth::frozen) parts.emplace_back("its time stands still");
    if (row.truth == Truth::frozen && row.held > 0)
        parts.push_back(count_text(row.held, "message waits", "messages wait"));
    // Else everybody would be in trouble for a moment whenever somebody chooses a book.
    if (row.truth == Truth::frozen && row.lacks > 0) parts.push_back(lack_words(row));
    if (row.suspected_by > 0) parts.push_back("suspected by " + std::to_string(row.suspected_by));
    if (row.dead_for > 0) parts.push_back("dead for " + std::to_string(row.dead_for));
    if (row.standing == Standing::silent && row.last_ns > 0)
        parts.push_back("said nothing for " + duration_text(at_ns - row.last_ns));
    if (row.missed > 0 && row.standing != Standing::left)
        parts.push_back(std::to_string(row.missed) + (row.missed == 1 ? " event is missing" : " events are missing"));
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

void add_books(Roster& roster, const Snapshot& entries) {
    for (const auto& entry : entries.rows) {
        if (entry.key != "book") continue;
        const auto row = std::ranges::lower_bound(roster.rows, entry.origin, {}, &Row::name);
        if (row == roster.rows.end() || row->name != entry.origin) continue;
        std::tie(row->book, row->version, row->uuid) = std::tie(entry.value, entry.version, entry.uuid);
    }
}

void rank(Roster& roster) {
    for (std::size_t at = 0; at < roster.rows.size(); ++at)
        if (!roster.rows[at].trouble.empty()) roster.worst.push_back(at);
    const auto badness = [&](std::size_t at) {
        const auto& row = roster.rows[at];
        return std::tuple{
            row.standing == Standing::dead, row.dead_for, row.suspected_by, row.missed, row.lacks, row.held};
    };
    std::ranges::sort(roster.worst, [&](std::size_t a, std::size_t b) {
        const auto one = badness(a), other = badness(b);
        return one != other ? one > other : a < b;  // else by name
    });
    if (roster.worst.size() > Roster::worst_max) roster.worst.resize(Roster::worst_max);
}

}  // namespace

Roster roster(const Matrix& matrix, const Snapshot& entries, const std::map<std::string, Place>& places) {
    Roster result{.at_ns = matrix.at_ns, .rows = {}, .wrong = matrix.wrong, .doubtful = matrix.doubtful, .worst = {}};
    const auto counts = count_beliefs(matrix);
    for (std::size_t at = 0; at < matrix.members.size(); ++at) {
        const auto& member = matrix.members[at];
        const auto believed = [&](Belief belief) { return counts[at][static_cast<std::size_t>(belief)]; };
        Row row{.name = member.name, .truth = member.truth, .missed = member.missed, .last_ns = member.last_ns};
        row.reports = member.reports;
        row.held = member.held;
        row.boot = member.boot;
        row.incarnation = matrix.cell(at, at).incarnation;
        row.suspected_by = believed(Belief::suspect);
        row.dead_for = believed(Belief::dead);
        row.known_by = believed(Belief::alive) + row.suspected_by + row.dead_for;
        row.standing = standing_of(row, believed(Belief::left) > 0);
        if (const auto lack = entries.lacking.find(row.name); lack != entries.lacking.end()) {
            row.lacks = lack->second.count;
            row.newest_lacked = entries.rows[lack->second.newest];
        }
        row.trouble = trouble_of(row, matrix.at_ns);
        if (const auto place = places.find(row.name); place != places.end())
            std::tie(row.address, row.port) = std::tie(place->second.address, place->second.port);
        ++result.standing[static_cast<std::size_t>(row.standing)];
        result.living += lives(row.truth);
        result.missed += row.missed;
        result.held += row.held;
        result.lacking += row.lacks > 0;
        result.rows.push_back(std::move(row));
    }
    add_books(result, entries);
    rank(result);
    return result;
}

namespace {

std::string moment_text(std::int64_t ns) { return json::to_text(json::WallTime{ns}); }

std::string lacks_json(const Row& row) {
    json::Object object;
    const auto& [origin, key, version, uuid, value] = row.newest_lacked;
    object.number("count", row.lacks).text("origin", origin).text("key", key).text("value", value);
    return object.number("version", version.value).text("uuid", to_text(uuid)).done();
}

std::string row_json(const Row& row, std::int64_t at_ns) {
    json::Object object;
    object.text("name", row.name).text("state", to_text(row.standing)).text("truth", to_text(row.truth));
    object.flag("reports", row.reports).number("known_by", row.known_by);
    object.number("suspected_by", row.suspected_by).number("dead_for", row.dead_for);
    if (row.reports) {
        object.text("boot", hex_text(row.boot.value)).number("incarnation", row.incarnation.value);
        object.number("missed", row.missed).text("last_wall_time", moment_text(row.last_ns));
        object.number("silence_ms", std::max<std::int64_t>(0, at_ns - row.last_ns) / 1'000'000);
    }
    if (row.port != 0) object.text("address", row.address).number("port", row.port);
    if (row.version.value != 0)
        object.text("book", row.book).number("version", row.version.value).text("uuid", to_text(row.uuid));
    if (row.held > 0) object.number("held", row.held);
    if (row.lacks > 0) object.raw("lacks", lacks_json(row));
    if (!row.trouble.empty()) object.text("trouble", row.trouble);
    return object.done();
}

}  // namespace

std::string to_json(const Roster& roster, RosterRows which, const std::string* name) {
    auto object = json::answer("roster");
    object.text("wall_time", moment_text(roster.at_ns))
        .number("members", roster.rows.size())
        .number("living", roster.living);
    json::Object states;
    for (std::size_t at = 0; at < standing_count; ++at)
        states.number(to_text(static_cast<Standing>(at)), roster.standing[at]);
    object.raw("states", states.done()).number("wrong", roster.wrong).number("doubtful", roster.doubtful);
    object.number("missed", roster.missed).number("held", roster.held).number("lacking", roster.lacking);
    std::vector<std::string> rows, worst;
    for (std::size_t at = 0; at < roster.rows.size(); ++at) {
        const auto& row = roster.rows[at];
        const bool wanted = which == RosterRows::all || std::ranges::find(roster.worst, at) != roster.worst.end();
        if (wanted && (!name || row.name == *name)) rows.push_back(row_json(row, roster.at_ns));
    }
    for (const auto at : roster.worst) worst.push_back(json::quote(roster.rows[at].name));
    return object.raw("worst", json::array(worst)).raw("rows", json::array(rows)).done();
}

}  // namespace watercooler::answers
