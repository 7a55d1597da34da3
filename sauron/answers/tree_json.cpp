#include <cctype>
#include <cmath>

#include "answers/tree.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::answers {
namespace {

void add(json::Object& object, std::string_view name, const std::optional<std::int64_t>& value) {
    value ? object.number(name, *value) : object.null(name);
}
void add(json::Object& object, std::string_view name, const std::optional<Ref>& ref) {
    if (ref) object.raw(name, to_json(*ref));
}
std::string wall(std::int64_t ns) { return json::to_text(json::WallTime{ns}); }

std::string node_json(const RumorTree& tree, const TreeNode& node) {
    json::Object object;
    object.text("member", node.member).raw("cite", to_json(node.cite)).text("wall_time", wall(node.time_ns));
    object.number("since_birth_ns", node.since_birth_ns).number("hop", node.hop).text("how", to_text(node.how));
    if (!node.told_by.empty()) object.text("told_by", node.told_by);
    if (node.parent) object.number("parent", *node.parent).text("parent_member", tree.nodes[*node.parent].member);
    object.number("children", node.children.size());
    add(object, "sent", node.sent);
    add(object, "received", node.received);
    if (node.sent_ns) object.text("sent_wall_time", wall(*node.sent_ns));
    object.number("copies", node.copies).number("duplicates", node.duplicates);
    object.number("announced", node.announced).number("pulled", node.pulled).flag("late", node.came_later());
    return object.done();
}

std::string missing_json(const Missing& missing) {
    json::Object object;
    object.text("member", missing.member).text("reason", missing.reason).flag("gone", missing.gone);
    return object.raw("cites", to_json(missing.cites)).done();
}

std::string gap_json(const RumorTree& tree, const Gap& gap) {
    json::Object object;
    object.text("member", tree.nodes[gap.to].member).number("ns", gap.ns).text("reason", gap.reason);
    return object.text("says", gap.says).raw("cites", to_json(gap.cites)).done();
}

/// In a Mermaid label: no quotes, no markup.
std::string label(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte >= 0x80 || std::isalnum(byte) != 0 || c == ' ' || c == '-' || c == '_' || c == '.';
        safe += plain ? std::string{c} : "#" + std::to_string(byte) + ';';
    }
    return safe;
}

/// Two digits behind the point say enough of what is expected.
std::string theory_json(const Theory& theory) {
    std::vector<std::string> known;
    for (const auto members : theory.known) {
        const auto hundredths = std::llround(members * 100);
        const auto rest = std::to_string(hundredths % 100);
        known.push_back(std::to_string(hundredths / 100) + '.' + (rest.size() < 2 ? "0" : "") + rest);
    }
    return json::Object{}.number("fanout", theory.fanout).raw("known", json::array(known)).done();
}

}  // namespace

std::string to_json(const RumorTree& tree) {
    auto object = json::answer("rumor_tree");
    object.text("uuid", to_text(tree.uuid)).text("origin", tree.origin).text("key", tree.key);
    if (tree.version) object.number("version", tree.version->value);
    object.text("value", tree.value).text("born", wall(tree.born_ns)).flag("birth_known", tree.birth_known);
    object.text("summary", summary(tree));
    object.number("living", tree.living).number("reached", tree.nodes.size());
    object.number("reached_living", tree.reached_living).number("copies", tree.copies);
    object.number("redundant", tree.redundant).number("announcements", tree.announcements);
    object.number("pulls", tree.pulls).number("rejections", tree.rejections).number("hops", tree.hops);
    add(object, "t50_ns", tree.t50_ns);
    add(object, "t90_ns", tree.t90_ns);
    add(object, "t99_ns", tree.t99_ns);
    add(object, "t100_ns", tree.t100_ns);
    std::vector<std::string> nodes, missing, critical;
    for (const auto& node : tree.nodes) nodes.push_back(node_json(tree, node));
    for (const auto& one : tree.missing) missing.push_back(missing_json(one));
    for (const auto at : tree.critical) critical.push_back(json::quote(tree.nodes[at].member));
    object.raw("nodes", json::array(nodes)).raw("missing", json::array(missing));
    object.raw("critical", json::array(critical));
    tree.slowest ? object.raw("slowest", gap_json(tree, *tree.slowest)) : object.null("slowest");
    return object.done();
}

std::string to_mermaid(const RumorTree& tree) {
    std::string text = "flowchart LR\n";
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
        const auto& node = tree.nodes[i];
        text += "    n" + std::to_string(i) + "[\"" + label(node.member) + "\"]\n";
    }
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
        const auto& node = tree.nodes[i];
        if (!node.parent) continue;
        const auto took = node.time_ns - tree.nodes[*node.parent].time_ns;
        text += "    n" + std::to_string(*node.parent) + " -->|\"" + label(std::string{to_text(node.how)}) + ' ' +
                label(duration_text(took)) + "\"| n" + std::to_string(i) + '\n';
    }
    if (!tree.critical.empty()) text += "    classDef critical stroke-width:3px\n";
    for (const auto at : tree.critical) text += "    class n" + std::to_string(at) + " critical\n";
    return text;
}

std::string to_json(const Curve& curve) {
    auto object = json::answer("curve");
    object.number("living", curve.living);
    std::vector<std::string> points;
    for (const auto& [ns, members] : curve.points) {
        points.push_back(json::Object{}.number("since_birth_ns", ns).number("members", members).done());
    }
    object.raw("points", json::array(points));
    add(object, "t50_ns", curve.t50_ns);
    add(object, "t95_ns", curve.t95_ns);
    add(object, "t100_ns", curve.t100_ns);
    std::vector<std::string> hops, known;
    std::size_t by_then = 0;
    for (const auto members : curve.hops) {
        hops.push_back(std::to_string(members));
        known.push_back(std::to_string(by_then += members));
    }
    object.raw("hops", json::array(hops)).raw("known", json::array(known));
    add(object, "hop_ns", curve.hop_ns);
    object.number("copies", curve.copies).number("redundant", curve.redundant);
    curve.theory ? object.raw("theory", theory_json(*curve.theory)) : object.null("theory");
    return object.done();
}

}  // namespace watercooler::answers
