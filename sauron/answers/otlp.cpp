#include "answers/otlp.hpp"

#include <algorithm>

#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::answers {
namespace {

constexpr int span_kind_producer = 4, span_kind_consumer = 5;

std::string trace_id(const Uuid& uuid) {
    auto text = to_text(uuid);
    std::erase(text, '-');
    return text;
}

/// 64 bits of FNV-1a; all zero is no valid id.
std::string span_id(const Uuid& uuid, std::string_view member) {
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto add = [&](std::uint8_t byte) { hash = (hash ^ byte) * 0x100000001b3; };
    for (const auto byte : uuid.bytes) add(byte);
    for (const char c : member) add(static_cast<std::uint8_t>(c));
    return hex_text(hash == 0 ? 1 : hash);
}

std::string attribute(std::string_view key, std::string_view value) {
    return json::Object{}.text("key", key).raw("value", json::Object{}.text("stringValue", value).done()).done();
}
std::string attribute(std::string_view key, std::uint64_t value) {
    const auto text = std::to_string(value);
    return json::Object{}.text("key", key).raw("value", json::Object{}.text("intValue", text).done()).done();
}

std::int64_t ends(const RumorTree& tree, const TreeNode& node) {
    if (node.parent || tree.critical.empty()) return node.time_ns;
    return std::max(node.time_ns, tree.nodes[tree.critical.back()].time_ns);
}
std::int64_t begins(const RumorTree& tree, const TreeNode& node) {
    if (!node.parent) return node.time_ns;
    return std::min(node.time_ns, node.sent_ns.value_or(tree.nodes[*node.parent].time_ns));
}

std::string span(const RumorTree& tree, const TreeNode& node) {
    const auto name = tree.origin + '/' + tree.key + (tree.version ? " v" + std::to_string(tree.version->value) : "");
    json::Object object;
    object.text("traceId", trace_id(tree.uuid)).text("spanId", span_id(tree.uuid, node.member));
    if (node.parent) object.text("parentSpanId", span_id(tree.uuid, tree.nodes[*node.parent].member));
    object.text("name", name).number("kind", node.parent ? span_kind_consumer : span_kind_producer);
    object.text("startTimeUnixNano", std::to_string(std::max<std::int64_t>(0, begins(tree, node))));
    object.text("endTimeUnixNano", std::to_string(std::max<std::int64_t>(0, ends(tree, node))));
    std::vector<std::string> attributes{attribute("watercooler.uuid", to_text(tree.uuid)),
                                        attribute("watercooler.origin", tree.origin),
                                        attribute("watercooler.key", tree.key),
                                        attribute("watercooler.value", tree.value),
                                        attribute("watercooler.hop", node.hop),
                                        attribute("watercooler.how", to_text(node.how)),
                                        attribute("watercooler.copies", node.copies),
                                        attribute("watercooler.event", to_text(node.cite))};
    if (tree.version) attributes.push_back(attribute("watercooler.version", tree.version->value));
    if (!node.told_by.empty()) attributes.push_back(attribute("watercooler.told_by", node.told_by));
    return object.raw("attributes", json::array(attributes)).done();
}

std::string resource_spans(const RumorTree& tree, const TreeNode& node) {
    // A member is a service, so that viewers of traces colour and draw by member.
    const auto resource =
        json::array({attribute("service.namespace", "watercooler"), attribute("service.name", node.member),
                     attribute("service.instance.id", hex_text(node.cite.boot.value))});
    const auto scope = json::Object{}.text("name", "watercooler").done();
    const auto scope_spans = json::Object{}.raw("scope", scope).raw("spans", json::array({span(tree, node)})).done();
    json::Object object;
    object.raw("resource", json::Object{}.raw("attributes", resource).done());
    return object.raw("scopeSpans", json::array({scope_spans})).done();
}

}  // namespace

std::string to_otlp(const RumorTree& tree) {
    std::vector<std::string> spans;
    for (const auto& node : tree.nodes) spans.push_back(resource_spans(tree, node));
    return json::Object{}.raw("resourceSpans", json::array(spans)).done();
}

}  // namespace watercooler::answers
