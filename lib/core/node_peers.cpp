#include <algorithm>

#include "core/node_state.hpp"

namespace watercooler {

using namespace core;

bool Node::State::is_member(std::string_view name) const { return members.find(name) != nullptr; }

bool Node::State::reachable(std::string_view name) const {
    const auto* member = members.find(name);
    return member != nullptr && member->living() && member->watercooler && name != settings.name;
}

std::vector<std::string> Node::State::pick(Context& context, std::size_t count,
                                           const std::vector<std::string>& except) {
    const auto wanted = [&](const Member& m) {
        return m.living() && m.watercooler && m.name != settings.name &&
               std::find(except.begin(), except.end(), m.name) == except.end();
    };
    const auto doubtful = [&](const Member& m) {
        return m.status == Status::suspect || m.refused_since(context.now - settings.gossip_to_the_dead);
    };
    auto picked = members.sample(random, count, [&](const Member& m) { return wanted(m) && !doubtful(m); });
    if (picked.size() < count) {
        const auto others =
            members.sample(random, count - picked.size(), [&](const Member& m) { return wanted(m) && doubtful(m); });
        picked.insert(picked.end(), others.begin(), others.end());
    }
    std::vector<std::string> names;
    for (const auto* member : picked) names.push_back(member->name);
    return names;
}

std::optional<std::string> Node::State::successor(std::string_view after) const {
    const auto* next = members.successor(after.empty() ? std::string_view{settings.name} : after, [&](const Member& m) {
        return m.living() && m.watercooler && m.name != settings.name;
    });
    if (next == nullptr) return std::nullopt;
    return next->name;
}

void Node::State::send(Context& context, std::string_view to, const std::vector<message::Message>& messages) {
    const auto* member = members.find(to);
    if (member == nullptr || !reachable(to)) return;
    const Receiver receiver{member->address, member->name};
    for (const auto* large : outgoing.send_all(context, receiver, messages)) {
        streams.open(context, {.purpose = Stream::Purpose::user, .peer = receiver}, message::StreamUser{*large});
    }
}

std::vector<message::Digests::Member> Node::State::member_digests() const {
    std::vector<message::Digests::Member> rows;
    for (const auto& [name, member] : members.all()) rows.push_back({name, member.incarnation, member.status});
    return rows;
}

std::vector<std::uint64_t> Node::State::member_sums() const { return {members.sums().begin(), members.sums().end()}; }

/// The living are pulled or told by incarnation; the gone are heard like rows of a push/pull: a death is a suspicion
/// only, unless we suspect the member ourselves.
Peers::Differs Node::State::compare_member(Context& context, const message::Digests::Member& theirs) {
    const auto* ours = members.find(theirs.name);
    const auto living = theirs.status == Status::alive || theirs.status == Status::suspect;
    if (ours == nullptr) {
        const auto* trace = lost.find(theirs.name);
        if (!living) return Differs::no;
        return trace != nullptr && theirs.incarnation <= trace->incarnation ? Differs::tell : Differs::pull;
    }
    if (theirs.incarnation < ours->incarnation) return ours->living() || living ? Differs::tell : Differs::no;
    if (living) {
        if (theirs.incarnation > ours->incarnation) return Differs::pull;
        return ours->living() ? Differs::no : Differs::tell;
    }
    if (theirs.status == Status::left || ours->status == Status::suspect) {
        const auto& from = theirs.status == Status::left ? theirs.name : settings.name;
        beliefs.dead(context, {.from = from, .incarnation = theirs.incarnation, .node = theirs.name});
    } else {
        beliefs.suspect(context, {.from = settings.name, .incarnation = theirs.incarnation, .node = theirs.name});
    }
    return Differs::no;
}

}  // namespace watercooler
