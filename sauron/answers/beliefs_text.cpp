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

std::string to_json(const Matrix& matrix) {
    auto object = json::answer("beliefs");
    object.text("wall_time", json::to_text(json::WallTime{matrix.at_ns}));
    object.number("wrong", matrix.wrong).number("doubtful", matrix.doubtful);
    std::vector<std::string> members, rows;
    for (std::size_t row = 0; row < matrix.members.size(); ++row) {
        const auto& member = matrix.members[row];
        json::Object one;
        one.text("name", member.name).text("truth", to_text(member.truth)).flag("reports", member.reports);
        if (member.reports) {
            one.text("boot", hex_text(member.boot.value)).number("missed", member.missed);
            one.text("last_wall_time", json::to_text(json::WallTime{member.last_ns}));
            one.number("incarnation", matrix.cell(row, row).incarnation.value);
        }
        members.push_back(one.done());
        if (!member.reports) continue;
        std::string letters;
        for (std::size_t column = 0; column < matrix.members.size(); ++column) {
            letters += letter(matrix.cell(row, column).belief);
        }
        rows.push_back(json::Object{}.text("name", member.name).text("beliefs", letters).done());
    }
    return object.raw("members", json::array(members)).raw("rows", json::array(rows)).done();
}

}  // namespace watercooler::answers
