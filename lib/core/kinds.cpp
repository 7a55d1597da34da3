#include "core/kinds.hpp"

#include <algorithm>
#include <utility>

namespace watercooler::core {
namespace {

struct Kind {
    std::string_view operator()(const message::Ping&) const { return "ping"; }
    std::string_view operator()(const message::IndirectPing&) const { return "indirect-ping"; }
    std::string_view operator()(const message::Ack&) const { return "ack"; }
    std::string_view operator()(const message::Nack&) const { return "nack"; }
    std::string_view operator()(const message::Suspect&) const { return "suspect"; }
    std::string_view operator()(const message::Alive&) const { return "alive"; }
    std::string_view operator()(const message::Dead&) const { return "dead"; }
    std::string_view operator()(const message::JoinIntent&) const { return "join-intent"; }
    std::string_view operator()(const message::LeaveIntent&) const { return "leave-intent"; }
    std::string_view operator()(const message::UserEvent&) const { return "event"; }
    std::string_view operator()(const message::Query&) const { return "query"; }
    std::string_view operator()(const message::OtherUser&) const { return "user"; }
    std::string_view operator()(const message::RumorCopy&) const { return "rumor"; }
    std::string_view operator()(const message::RumorBatch&) const { return "rumors"; }
    std::string_view operator()(const message::Announce&) const { return "announce"; }
    std::string_view operator()(const message::Have&) const { return "have"; }
    std::string_view operator()(const message::Pull&) const { return "pull"; }
    std::string_view operator()(const message::Sums&) const { return "sums"; }
    std::string_view operator()(const message::Digests&) const { return "digests"; }
    std::string_view operator()(const message::PushPull&) const { return "push-pull"; }
    std::string_view operator()(const message::StreamError&) const { return "error"; }
    std::string_view operator()(const message::StreamUser& user) const { return kind_of(user.message); }
};

}  // namespace

std::string_view kind_of(const message::Message& message) { return std::visit(Kind{}, message); }
std::string_view kind_of(const message::StreamMessage& message) { return std::visit(Kind{}, message); }

std::string kinds_text(const std::vector<std::string_view>& kinds) {
    std::vector<std::pair<std::string_view, std::size_t>> counts;
    for (const auto kind : kinds) {
        const auto same = [&](const auto& row) { return row.first == kind; };
        const auto place = std::find_if(counts.begin(), counts.end(), same);
        place == counts.end() ? counts.emplace_back(kind, 1) : (++place->second, *place);
    }
    std::string text = kinds.size() > 1 ? "compound:" : "";
    for (const auto& [kind, count] : counts) {
        if (!text.empty()) text += ' ';
        text += kind;
        if (count > 1) text += '*' + std::to_string(count);
    }
    return text;
}

}  // namespace watercooler::core
