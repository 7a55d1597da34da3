#include "core/exchange.hpp"

#include "core/versions.hpp"

namespace watercooler::core {

message::PushPull Exchange::make(bool join, const message::Fingerprint& fingerprint) const {
    message::PushPull ours;
    ours.join = join;
    ours.nodes.reserve(parts_.members.size());
    for (const auto& [name, member] : parts_.members.all()) {
        const auto ip = member.address.ip_bytes();
        message::NodeState row;
        row.address = Buffer(ip.begin(), ip.end());
        row.incarnation = member.incarnation;
        row.meta = member.meta;
        row.name = name;
        row.port = member.address.port;
        row.status = member.status;
        if (member.versions) row.versions = Buffer(member.versions->begin(), member.versions->end());
        if (&member == &parts_.beliefs.self() && parts_.beliefs.saying_goodbye()) row.status = Status::left;
        ours.nodes.push_back(std::move(row));
    }
    ours.user_state = parts_.codec.encode_state(parts_.serf.state(fingerprint));
    return ours;
}

/// Everyone, in any status, has to speak what all the living understand: theirs and ours together.
std::string Exchange::objection(const message::PushPull& theirs) const {
    auto range = parts_.members.versions_understood();
    for (const auto& row : theirs.nodes) {
        const auto versions = versions_of(row.versions);
        if (versions && row.status == Status::alive) range.narrow(*versions);
    }
    for (const auto& row : theirs.nodes) {
        if (!range.allows(versions_of(row.versions))) return "versions of " + row.name.substr(0, 128);
    }
    return parts_.members.all_speak(range) ? "" : "versions of a member of ours";
}

/// A remote claim of death is taken as a suspicion only: the member may defend itself.
bool Exchange::merge_row(Context& context, const message::NodeState& row) {
    switch (row.status) {
        case Status::alive:
            return parts_.beliefs.alive(context,
                                        {.address = row.address,
                                         .incarnation = row.incarnation,
                                         .meta = row.meta,
                                         .node = row.name,
                                         .port = row.port,
                                         .versions = row.versions},
                                        Beliefs::Origin::exchange);
        case Status::left:
            return parts_.beliefs.dead(context, {.from = row.name, .incarnation = row.incarnation, .node = row.name});
        case Status::suspect:
        case Status::dead:
            return parts_.beliefs.suspect(
                context, {.from = parts_.beliefs.self().name, .incarnation = row.incarnation, .node = row.name});
    }
    return false;
}

Exchange::Merged Exchange::merge(Context& context, const message::PushPull& theirs) {
    Merged merged;
    for (const auto& row : theirs.nodes) merged.differed += merge_row(context, row) ? 1 : 0;
    if (theirs.user_state.empty()) return merged;
    const auto state = parts_.codec.decode_state(theirs.user_state);
    if (!state) {
        context.emit({.kind = EventKind::dropped, .reason = "user-state: " + state.error().reason});
        return merged;
    }
    parts_.serf.merge(context, *state);
    merged.fingerprint = state->fingerprint;
    return merged;
}

}  // namespace watercooler::core
