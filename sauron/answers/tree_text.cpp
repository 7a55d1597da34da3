#include <algorithm>

#include "answers/tree.hpp"
#include "json/wall_time.hpp"

namespace watercooler::answers {
namespace {

std::string since_text(std::int64_t ns) { return (ns < 0 ? "" : "+") + duration_text(ns); }

std::string slow_text(const RumorTree& tree) {
    if (!tree.slowest || tree.critical.empty()) return {};
    return "Slowest: " + tree.nodes[tree.critical.back()].member + ", because " + tree.slowest->says + '.';
}

std::string heading(const RumorTree& tree, const Style& style) {
    std::string line = to_text(tree.uuid) + "   ";
    if (!tree.value.empty()) line += '"' + shown(tree.value, style) + "\" ";
    if (tree.version) line += 'v' + std::to_string(tree.version->value) + ' ';
    line += "by " + shown(tree.origin, style);
    if (tree.key != "book") line += " (key " + shown(tree.key, style) + ')';
    line += (tree.birth_known ? "   started " : "   first seen ") + clock_text(tree.born_ns);
    return line;
}

std::string quantiles(const RumorTree& tree) {
    std::string line;
    const auto add = [&](const char* percent, const std::optional<std::int64_t>& at) {
        line += (line.empty() ? "" : "   ") + std::string{percent} + ' ' + (at ? duration_text(*at) : "not yet");
    };
    add("50 %", tree.t50_ns);
    add("90 %", tree.t90_ns);
    add("99 %", tree.t99_ns);
    add("100 %", tree.t100_ns);
    return line + "   announcements " + std::to_string(tree.announcements) + ", pulls " + std::to_string(tree.pulls);
}

std::string head(const RumorTree& tree, const Style& style) {
    std::string text = wrapped(heading(tree, style), style) + '\n';
    text += wrapped(shown(summary(tree), style), style) + '\n';
    return text + wrapped(quantiles(tree), style) + "\n\n";
}

std::string foot(const RumorTree& tree, const Style& style) {
    std::string text;
    for (const auto& missing : tree.missing) {
        const auto line = "not reached: " + missing.member + ": " + missing.reason;
        text += wrapped(shown(line, style), style) + '\n';
    }
    return text.empty() ? text : '\n' + text;
}

/// One line per member; the lines' lead shows whose child it is.
class Drawing {
public:
    Drawing(const RumorTree& tree, const Style& style) : tree_(tree), style_(style), critical_(tree.nodes.size()) {
        for (const auto at : tree.critical) critical_[at] = true;
    }
    std::string text() {
        rows_.push_back({"member", "time", "hop", "how", "copies", ""});
        // An explicit stack: a chain may have as many links as there are members.
        struct Open {
            std::size_t node;
            std::string lead, tail;
        };
        std::vector<Open> open;
        for (auto root = tree_.roots.rbegin(); root != tree_.roots.rend(); ++root) open.push_back({*root, "", ""});
        while (!open.empty()) {
            const auto now = std::move(open.back());
            open.pop_back();
            row(now.node, now.lead);
            const auto& children = tree_.nodes[now.node].children;
            for (std::size_t left = children.size(); left > 0; --left) {
                const bool last = left == children.size();
                open.push_back(
                    {children[left - 1], now.tail + (last ? end() : fork()), now.tail + (last ? "   " : bar())});
            }
        }
        return table(rows_, {false, true, true, false, true, false}, style_);
    }

private:
    const char* fork() const { return style_.utf8 ? "├─ " : "|- "; }
    const char* end() const { return style_.utf8 ? "└─ " : "`- "; }
    const char* bar() const { return style_.utf8 ? "│  " : "|  "; }

    void row(std::size_t at, const std::string& lead) {
        const auto& node = tree_.nodes[at];
        auto how = std::string{to_text(node.how)};
        if (!node.parent && !node.told_by.empty()) how += " by " + shown(node.told_by, style_);
        std::string notes = critical_[at] ? (style_.utf8 ? "← critical" : "<- critical") : "";
        if (tree_.slowest && tree_.slowest->to == at) notes += " (waited " + duration_text(tree_.slowest->ns) + ')';
        if (node.came_later()) notes += notes.empty() ? "came later" : ", came later";
        const auto name_max = std::max<std::size_t>(12, style_.width / 2);
        rows_.push_back({cut(lead + shown(node.member, style_), name_max, style_), since_text(node.since_birth_ns),
                         std::to_string(node.hop), how, std::to_string(node.copies), notes});
    }

    const RumorTree& tree_;
    const Style& style_;
    std::vector<bool> critical_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace

std::string summary(const RumorTree& tree) {
    std::string text = "Reached " + std::to_string(tree.reached_living) + " of " + std::to_string(tree.living);
    if (!tree.critical.empty()) {
        text += " in " + duration_text(std::max<std::int64_t>(0, tree.nodes[tree.critical.back()].since_birth_ns));
    }
    text += ", " + count_text(tree.hops, "hop", "hops") + ", " + count_text(tree.copies, "delivery", "deliveries") +
            " (" + std::to_string(tree.redundant) + " redundant).";
    const auto slow = slow_text(tree);
    return slow.empty() ? text : text + ' ' + slow;
}

std::string to_tree_text(const RumorTree& tree, const Style& style) {
    return head(tree, style) + Drawing{tree, style}.text() + foot(tree, style);
}

std::string to_table_text(const RumorTree& tree, const Style& style) {
    std::vector<std::vector<std::string>> rows{
        {"member", "time", "hop", "how", "told by", "copies", "duplicates", "announced", "pulled", "event"}};
    for (const auto& node : tree.nodes) {
        rows.push_back({shown(node.member, style), since_text(node.since_birth_ns), std::to_string(node.hop),
                        std::string{to_text(node.how)}, node.told_by.empty() ? "-" : shown(node.told_by, style),
                        std::to_string(node.copies), std::to_string(node.duplicates), std::to_string(node.announced),
                        std::to_string(node.pulled), shown(to_text(node.cite), style)});
    }
    return head(tree, style) + table(rows, {false, true, true, false, false, true, true, true, true, false}, style) +
           foot(tree, style);
}

}  // namespace watercooler::answers
