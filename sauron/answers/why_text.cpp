#include <algorithm>

#include "answers/why.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::answers {
namespace {

std::string heading(const Why& why) {
    const auto& q = why.question;
    const auto verdict = why.verdict == "unknown" ? std::string{"UNKNOWN"} : why.verdict;
    switch (q.topic) {
        case Topic::belief:
            return q.name + ", as " + q.of + " sees it: " + verdict;
        case Topic::entry:
            return q.name + "'s " + q.key + ", as " + q.of + " knows it: " + verdict;
        default:
            return q.name + ", " + std::string{to_text(q.topic)} + ": " + verdict;
    }
}

std::string path_text(const Why& why, const Style& style) {
    std::string text;
    for (const auto& member : why.path) text += (text.empty() ? "" : style.utf8 ? " → " : " -> ") + member;
    return text;
}

std::string cites_text(const Clause& clause) {
    std::string text;
    for (const auto& cite : clause.cites) text += (text.empty() ? "" : ", ") + to_text(cite);
    return text;
}

/// A clause in lines of at most so many columns, its citations behind it.
std::string clause_text(const Clause& clause, const Style& style) {
    const auto mark = clause.known ? (style.utf8 ? "  • " : "  - ") : "  ? ";
    auto words = shown(clause.says, style);
    if (!clause.cites.empty()) words += " [" + shown(cites_text(clause), style) + ']';
    std::string text, line = mark;
    std::size_t at = 0;
    while (at < words.size()) {
        const auto end = std::min(words.find(' ', at), words.size());
        const auto word = words.substr(at, end - at);
        if (columns(line) + columns(word) > style.width && columns(line) > 4) {
            line.erase(line.find_last_not_of(' ') + 1);
            text += line + '\n';
            line = "    ";
        }
        line += word + ' ';
        at = end + 1;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return text + line + '\n';
}

std::string clause_json(const Clause& clause) {
    json::Object object;
    object.text("says", clause.says).flag("known", clause.known);
    if (clause.time_ns) object.text("wall_time", json::to_text(json::WallTime{*clause.time_ns}));
    return object.raw("cites", to_json(clause.cites)).done();
}

void fill(json::Object& object, const Why& why) {
    const auto& q = why.question;
    object.text("topic", to_text(q.topic)).text("name", q.name);
    if (!q.of.empty()) object.text("of", q.of);
    if (q.topic == Topic::entry) object.text("key", q.key);
    object.text("wall_time", json::to_text(json::WallTime{why.at_ns})).text("verdict", why.verdict);
    std::vector<std::string> clauses, path;
    for (const auto& clause : why.clauses) clauses.push_back(clause_json(clause));
    for (const auto& member : why.path) path.push_back(json::quote(member));
    object.raw("path", json::array(path)).raw("clauses", json::array(clauses));
}

}  // namespace

std::string to_text(const Why& why, const Style& style) {
    std::string text = wrapped(shown(heading(why), style), style) + '\n';
    for (const auto& clause : why.clauses) text += clause_text(clause, style);
    if (why.path.size() > 1) {
        text += wrapped("  the news went " + path_text(why, style), style) + '\n';
    }
    return text;
}

std::string to_text(const std::vector<Why>& whys, const Style& style) {
    if (whys.empty()) return "nobody reports\n";
    const auto weight = [](const Why& why) {  // who knew first explains most; of the others the first by name
        const auto known = why.verdict != "unknown" && why.verdict != "alive";
        return std::pair{!known, why.path.empty() ? std::size_t{1'000'000} : why.path.size()};
    };
    const auto first = std::ranges::min_element(whys, {}, weight);
    auto text = to_text(*first, style) + '\n';
    for (const auto& why : whys) {
        if (&why == &*first) continue;
        auto line = "  " + heading(why);
        if (why.path.size() > 1) line += "   (" + path_text(why, style) + ')';
        text += cut(shown(line, style), style.width, style) + '\n';
    }
    return text;
}

std::string to_json(const Why& why) {
    auto object = json::answer("why");
    fill(object, why);
    return object.done();
}

std::string to_json(const std::vector<Why>& whys) {
    std::vector<std::string> texts;
    for (const auto& why : whys) {
        json::Object object;
        fill(object, why);
        texts.push_back(object.done());
    }
    return json::answer("whys").raw("members", json::array(texts)).done();
}

}  // namespace watercooler::answers
