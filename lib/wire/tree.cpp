#include "wire/tree.hpp"

#include <array>
#include <string_view>
#include <variant>
#include <watercooler/codec.hpp>

#include "wire/vectors.hpp"

namespace watercooler::wire {
namespace {

namespace json = boost::json;
using namespace message;

const Codec& codec() {
    static const auto plain = memberlist_codec({});
    return *plain;
}

json::value hex(const Buffer& bytes) { return json::object{{"hex", to_hex(bytes)}}; }
json::value hex_or_null(const std::optional<Buffer>& bytes) { return bytes ? hex(*bytes) : json::value{}; }

json::object message_tree(int type, std::string_view name, json::object fields) {
    return {{"layer", "message"}, {"type", type}, {"name", name}, {"fields", std::move(fields)}};
}

json::object serf_tree(int type, std::string_view name, json::object fields) {
    return {{"layer", "serf"}, {"type", type}, {"name", name}, {"fields", std::move(fields)}};
}

void add_source(json::object& fields, const Source& source) {
    if (!source.address.empty()) fields["SourceAddr"] = hex(source.address);
    if (!source.node.empty()) fields["SourceNode"] = source.node;
    if (source.port != 0) fields["SourcePort"] = source.port;
}

/// The decoded tag map beside metadata that is one.
void add_meta(json::object& tree, std::string_view key, const std::optional<Buffer>& meta) {
    if (meta && !meta->empty() && meta->front() == 0xff) tree[key] = tree_of_meta(*meta);
}

struct SerfTree {
    json::value operator()(const JoinIntent& m) const {
        return serf_tree(1, "join", {{"LTime", m.ltime}, {"Node", m.node}});
    }
    json::value operator()(const LeaveIntent& m) const {
        return serf_tree(0, "leave", {{"LTime", m.ltime}, {"Node", m.node}, {"Prune", m.prune}});
    }
    json::value operator()(const UserEvent& m) const {
        return serf_tree(
            3, "user-event",
            {{"CC", m.coalesce}, {"LTime", m.ltime}, {"Name", m.name}, {"Payload", hex_or_null(m.payload)}});
    }
    json::value operator()(const Query& m) const {
        json::value filters;
        if (m.filters) {
            filters.emplace_array();
            for (const auto& filter : *m.filters) filters.as_array().push_back(hex(filter));
        }
        return serf_tree(4, "query",
                         {{"Addr", hex_or_null(m.address)},
                          {"Filters", filters},
                          {"Flags", m.flags},
                          {"ID", m.id},
                          {"LTime", m.ltime},
                          {"Name", m.name},
                          {"Payload", hex_or_null(m.payload)},
                          {"Port", m.port},
                          {"RelayFactor", m.relay_factor},
                          {"SourceNode", m.source_node},
                          {"Timeout", m.timeout_ns}});
    }
};

struct MessageTree {
    json::value operator()(const Ping& m) const {
        json::object fields{{"Node", m.node}, {"SeqNo", m.sequence}};
        add_source(fields, m.source);
        return message_tree(0, "ping", fields);
    }
    json::value operator()(const IndirectPing& m) const {
        json::object fields{
            {"Nack", m.nack}, {"Node", m.node}, {"Port", m.port}, {"SeqNo", m.sequence}, {"Target", hex(m.target)}};
        add_source(fields, m.source);
        return message_tree(1, "indirect-ping", fields);
    }
    json::value operator()(const Ack& m) const {
        return message_tree(2, "ack", {{"Payload", hex_or_null(m.payload)}, {"SeqNo", m.sequence}});
    }
    json::value operator()(const Nack& m) const { return message_tree(11, "nack", {{"SeqNo", m.sequence}}); }
    json::value operator()(const Suspect& m) const {
        return message_tree(3, "suspect", {{"From", m.from}, {"Incarnation", m.incarnation.value}, {"Node", m.node}});
    }
    json::value operator()(const Dead& m) const {
        return message_tree(5, "dead", {{"From", m.from}, {"Incarnation", m.incarnation.value}, {"Node", m.node}});
    }
    json::value operator()(const Alive& m) const {
        auto result = message_tree(4, "alive",
                                   {{"Addr", hex_or_null(m.address)},
                                    {"Incarnation", m.incarnation.value},
                                    {"Meta", hex_or_null(m.meta)},
                                    {"Node", m.node},
                                    {"Port", m.port},
                                    {"Vsn", hex_or_null(m.versions)}});
        add_meta(result, "meta", m.meta);
        return result;
    }
    json::value operator()(const OtherUser& m) const { return user(m.raw); }
    template <class Own>
    json::value operator()(const Own& m) const {
        if constexpr (std::is_invocable_v<SerfTree, Own>) {
            auto result = user(m.raw);
            result["serf"] = SerfTree{}(m);
            return result;
        } else {
            return "one of ours, of which there are no vectors";
        }
    }

private:
    static json::object user(const Buffer& payload) {
        return {{"layer", "message"}, {"type", 8}, {"name", "user"}, {"payload_hex", to_hex(payload)}};
    }
};

json::value tree(const NodeState& node) {
    json::object result{{"Addr", hex_or_null(node.address)},
                        {"Incarnation", node.incarnation.value},
                        {"Meta", hex_or_null(node.meta)},
                        {"Name", node.name},
                        {"Port", node.port},
                        {"State", static_cast<int>(node.status)},
                        {"Vsn", hex_or_null(node.versions)}};
    add_meta(result, "_meta", node.meta);
    return result;
}

struct StreamTree {
    json::value operator()(const PushPull& m) const {
        json::array nodes;
        for (const auto& node : m.nodes) nodes.push_back(tree(node));
        json::object result{
            {"layer", "message"},
            {"type", 6},
            {"name", "push-pull"},
            {"header", {{"Join", m.join}, {"Nodes", m.nodes.size()}, {"UserStateLen", m.user_state.size()}}},
            {"nodes", nodes},
            {"user_state_hex", to_hex(m.user_state)}};
        if (m.user_state.empty()) return result;
        if (const auto state = codec().decode_state(m.user_state))
            result["serf"] = wire::tree(*state);
        else
            result["serf_error"] = "not serf";
        return result;
    }
    json::value operator()(const StreamUser& m) const {
        auto result = wire::tree(m.message).as_object();
        result["header"] = {{"UserMsgLen", result["payload_hex"].as_string().size() / 2}};
        return result;
    }
    json::value operator()(const StreamError& m) const { return message_tree(13, "error", {{"Error", m.text}}); }
    template <class M>
    json::value operator()(const M& m) const {
        return MessageTree{}(m);
    }
};

json::value tree(const std::optional<SerfState::EventGroup>& group) {
    if (!group) return nullptr;
    json::array events;
    for (const auto& [name, payload] : group->events)
        events.push_back({{"Name", name}, {"Payload", hex_or_null(payload)}});
    return {{"Events", events}, {"LTime", group->ltime}};
}

/// True if a Serf message under a `serf` key is one that the codec reads itself.
bool decoded_by_us(const json::value& serf) {
    const auto type = serf.at("type").to_number<int>();
    return type <= 4;
}

void strip(json::object& node) {
    for (const auto* key : {"payload_coordinate", "filters", "payload_serf"}) node.erase(key);
    if (auto* serf = node.if_contains("serf"); serf != nullptr) {
        if (decoded_by_us(*serf))
            strip(serf->as_object());
        else
            node.erase("serf");
    }
}

void collect(const json::value& expect, json::array& messages) {
    const auto& node = expect.as_object();
    if (const auto* inner = node.if_contains("inner"); inner != nullptr) return collect(*inner, messages);
    if (const auto* parts = node.if_contains("parts"); parts != nullptr) {
        for (const auto& part : parts->as_array()) collect(part.at("inner"), messages);
        return;
    }
    auto message = node;
    strip(message);
    messages.push_back(std::move(message));
}

}  // namespace

json::value tree(const Message& message) { return std::visit(MessageTree{}, message); }
json::value tree(const StreamMessage& message) { return std::visit(StreamTree{}, message); }

json::value tree(const SerfState& state) {
    json::array events, left;
    for (const auto& group : state.events) events.push_back(tree(group));
    for (const auto& name : state.left_members) left.push_back(json::value(name));
    json::object times;
    for (const auto& [name, time] : state.status_ltimes) times[name] = time;
    return serf_tree(2, "push-pull",
                     {{"EventLTime", state.event_ltime},
                      {"Events", events},
                      {"LTime", state.member_ltime},
                      {"LeftMembers", left},
                      {"QueryLTime", state.query_ltime},
                      {"StatusLTimes", times}});
}

json::value tree_of_meta(Bytes meta) {
    const auto tags = codec().decode_tags(meta);
    if (!tags) return "undecodable";
    json::object texts;
    for (const auto& [key, text] : *tags) texts[key] = text;
    if (meta.empty() || meta.front() != 0xff) return texts;
    return {{"magic", 0xff}, {"tags", texts}};
}

json::array expected_messages(const json::value& expect) {
    json::array messages;
    collect(expect, messages);
    return messages;
}

}  // namespace watercooler::wire
