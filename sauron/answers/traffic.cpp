#include "answers/traffic.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <watercooler/address.hpp>

#include "json/write.hpp"

namespace watercooler::answers {
namespace {

constexpr std::uint32_t no_number = ~0u;

/// A peer whose name is not known is told by its address.
bool is_address(std::string_view peer) {
    return peer.find(':') != std::string_view::npos && parse_address(peer).has_value();
}

/// One number of each row, as a JSON array.
template <class Rows, class Of>
std::string column(const Rows& rows, const Of& of) {
    std::string text = "[";
    for (const auto& row : rows) {
        if (text.size() > 1) text += ',';
        text += std::to_string(of(row));
    }
    return text + ']';
}

}  // namespace

bool Traffic::take(std::string_view member, const Event& event) {
    if (event.kind == EventKind::sent) {
        send(member, event);
        return true;
    }
    if (event.kind == EventKind::refused) {
        lose(member, event.peer, "refused");
        return true;
    }
    // What is dropped without a packet was part of a message that came, or never became one.
    if (event.kind != EventKind::dropped || !event.packet) return false;
    const auto own = mark(member, *event.packet);
    const bool outgoing = sent_[own % sent_.size()] == own;
    outgoing ? lose(member, event.peer, event.reason) : lose(event.peer, member, event.reason);
    return true;
}

void Traffic::begin_again() {
    edges_.clear();
    causes_.clear();
    messages_ = lost_ = elsewhere_ = more_ = 0;
    told_names_ = names_.size();
}

void Traffic::send(std::string_view from, const Event& event) {
    ++messages_;
    if (event.packet) {
        const auto own = mark(from, *event.packet);
        sent_[own % sent_.size()] = own;
    }
    if (is_address(event.peer))
        ++elsewhere_;
    else if (auto* found = edge(from, event.peer))
        ++found->messages;
    else
        ++more_;
}

void Traffic::lose(std::string_view from, std::string_view to, std::string_view cause) {
    ++lost_;
    if (const auto known = causes_.find(cause); known != causes_.end())
        ++known->second;
    else if (causes_.size() < causes_max)
        causes_.emplace(cause, 1);
    if (is_address(from) || is_address(to)) return;
    if (auto* found = edge(from, to)) ++found->lost;
}

std::uint32_t Traffic::number(std::string_view name) {
    if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
    if (names_.size() >= names_max) return no_number;
    names_.emplace_back(name);
    return numbers_[names_.back()] = static_cast<std::uint32_t>(names_.size() - 1);
}

Traffic::Edge* Traffic::edge(std::string_view from, std::string_view to) {
    const auto sender = number(from), receiver = number(to);
    if (sender == no_number || receiver == no_number) return nullptr;
    const auto pair = Pair{sender} << 32 | receiver;
    if (const auto known = edges_.find(pair); known != edges_.end()) return &known->second;
    return edges_.size() < edges_most_ ? &edges_[pair] : nullptr;
}

/// Never 0: that is an empty place.
std::size_t Traffic::mark(std::string_view member, PacketHash packet) {
    return (std::hash<std::string_view>{}(member) ^ static_cast<std::size_t>(packet.value)) | 1u << 20;
}

std::string Traffic::to_json() const {
    std::vector<std::pair<Pair, Edge>> rows(edges_.begin(), edges_.end());
    std::ranges::sort(rows, {}, [](const auto& row) { return row.first; });
    std::vector<std::string> names, causes;
    for (auto at = told_names_; at < names_.size(); ++at) names.push_back(json::quote(names_[at]));
    for (const auto& [cause, messages] : causes_)
        causes.push_back(json::Object{}.text("cause", cause).number("messages", messages).done());
    json::Object edges, object;
    edges.raw("from", column(rows, [](const auto& row) { return row.first >> 32; }))
        .raw("to", column(rows, [](const auto& row) { return row.first & 0xffff'ffffu; }))
        .raw("messages", column(rows, [](const auto& row) { return row.second.messages; }))
        .raw("lost", column(rows, [](const auto& row) { return row.second.lost; }));
    object.number("messages", messages_).number("lost", lost_).number("elsewhere", elsewhere_).number("more", more_);
    object.raw("causes", json::array(causes)).number("known", told_names_).raw("names", json::array(names));
    return object.raw("edges", edges.done()).done();
}

}  // namespace watercooler::answers
