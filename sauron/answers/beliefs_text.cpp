#include <algorithm>

#include "answers/beliefs.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::answers {
namespace {

std::string sign(Belief belief, const Style& style) {
    static constexpr const char* signs[] = {"·", "●", "▲", "✕", "−"};
    static constexpr const char* ascii[] = {".", "o", "?", "x", "-"};
    return (style.utf8 ? signs : ascii)[static_cast<std::size_t>(belief)];
}
std::string sign(Truth truth, const Style& style) {
    static constexpr const char* signs[] = {"·", "●", "❄", "−", "✕"};
    static constexpr const char* ascii[] = {".", "o", "*", "-", "x"};
    return (style.utf8 ? signs : ascii)[static_cast<std::size_t>(truth)];
}

std::string legend(const Style& style) {
    std::string line;
    for (const auto belief : {Belief::alive, Belief::suspect, Belief::dead, Belief::left, Belief::unknown}) {
        line += sign(belief, style) + ' ' + std::string{to_text(belief)} + "  ";
    }
    return line + sign(Truth::frozen, style) + " frozen";
}

char letter(Belief belief) { return to_text(belief).front(); }

std::string member_json(const Matrix& matrix, std::size_t at, bool briefly) {
    const auto& member = matrix.members[at];
    json::Object one;
    one.text("name", member.name).text("truth", to_text(member.truth)).flag("reports", member.reports);
    if (!member.reports || briefly) return one.done();
    one.text("boot", hex_text(member.boot.value)).number("missed", member.missed);
    one.text("last_wall_time", json::to_text(json::WallTime{member.last_ns}));
    return one.number("incarnation", matrix.cell(at, at).incarnation.value).done();
}

/// From the first up to, not including, the last.
struct Range {
    std::size_t first = 0, last = 0;
};
Range cut_off(std::size_t first, std::size_t count, std::size_t size) {
    first = std::min(first, size);
    return {first, first + std::min(count, size - first)};
}

/// One letter for each member in the range.
std::string letters(const Matrix& matrix, std::size_t row, Range columns) {
    std::string text(columns.last - columns.first, letter(Belief::unknown));
    matrix.rows[row].each([&](std::size_t column, const Matrix::Cell& cell) {
        if (column >= columns.first && column < columns.last) text[column - columns.first] = letter(cell.belief);
    });
    return text;
}

/// One letter for so many members in the range, of the beliefs of so many: the gravest.
std::string gravest(const Matrix& matrix, Range rows, Range columns, std::size_t per_field) {
    constexpr std::string_view graver = "ualsdw";
    std::string text((columns.last - columns.first + per_field - 1) / per_field, graver.front());
    for (auto row = rows.first; row < rows.last; ++row) {
        matrix.rows[row].each([&](std::size_t column, const Matrix::Cell& cell) {
            if (column < columns.first || column >= columns.last) return;
            auto& field = text[(column - columns.first) / per_field];
            const auto found = matrix.is_wrong(row, column) ? graver.back() : letter(cell.belief);
            if (graver.find(found) > graver.find(field)) field = found;
        });
    }
    return text;
}

std::vector<std::string> rows_json(const Matrix& matrix, Range rows, Range columns, std::size_t per_field) {
    std::vector<std::string> texts;
    for (auto row = rows.first; row < rows.last; row += per_field) {
        const auto& member = matrix.members[row];
        json::Object one;
        one.text("name", member.name);
        if (per_field == 1) {
            if (!member.reports) continue;
            one.text("truth", to_text(member.truth)).text("beliefs", letters(matrix, row, columns));
        } else {
            const Range some{row, std::min(rows.last, row + per_field)};
            one.text("last", matrix.members[some.last - 1].name);
            one.text("beliefs", gravest(matrix, some, columns, per_field));
        }
        texts.push_back(one.done());
    }
    return texts;
}

}  // namespace

std::string to_text(const Matrix& matrix, const Style& style) {
    const auto& members = matrix.members;
    std::size_t name_width = 5;
    for (const auto& member : members)
        name_width = std::max(name_width, std::min<std::size_t>(columns(member.name), 24));
    const auto room = style.width > name_width + 4 ? (style.width - name_width - 2) / 2 : 1;
    const auto count = std::min(members.size(), std::max<std::size_t>(1, room));
    std::string text = "At " + clock_text(matrix.at_ns) + ": " + std::to_string(matrix.wrong) +
                       (matrix.wrong == 1 ? " belief is" : " beliefs are") + " wrong, " +
                       std::to_string(matrix.doubtful) + " in doubt.\n";
    text += wrapped(legend(style), style) + "\n\n";
    const auto line = [&](const std::string& name, const auto& cell) {
        auto row = padded(cut(name, 24, style), name_width);
        for (std::size_t column = 0; column < count; ++column) row += ' ' + cell(column);
        row.erase(row.find_last_not_of(' ') + 1);
        text += row + '\n';
    };
    line("", [&](std::size_t column) { return std::string{shown(members[column].name, style), 0, 1}; });
    line("truth", [&](std::size_t column) { return sign(members[column].truth, style); });
    for (std::size_t row = 0; row < members.size(); ++row) {
        if (!members[row].reports) continue;
        line(shown(members[row].name, style),
             [&](std::size_t column) { return sign(matrix.cell(row, column).belief, style); });
    }
    if (count < members.size()) text += std::to_string(members.size() - count) + " columns are left out\n";
    return text;
}

std::string to_json(const Matrix& matrix, const MatrixPart& part) {
    const auto rows = cut_off(part.row, part.count, matrix.members.size());
    const auto columns = cut_off(part.column, part.count, matrix.members.size());
    const auto most = std::max({rows.last - rows.first, columns.last - columns.first, std::size_t{1}});
    const auto per_field = (most - 1) / part.fields_max + 1;
    auto object = json::answer("beliefs");
    object.text("wall_time", json::to_text(json::WallTime{matrix.at_ns}));
    object.number("wrong", matrix.wrong).number("doubtful", matrix.doubtful);
    object.number("of", matrix.members.size()).number("per_field", per_field);
    object.number("row", rows.first).number("column", columns.first);
    std::vector<std::string> members;
    for (auto at = columns.first; at < columns.last; ++at) members.push_back(member_json(matrix, at, per_field > 1));
    object.raw("members", json::array(members));
    return object.raw("rows", json::array(rows_json(matrix, rows, columns, per_field))).done();
}

}  // namespace watercooler::answers
