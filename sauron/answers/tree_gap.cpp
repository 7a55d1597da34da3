#include "answers/tree_gap.hpp"

#include <algorithm>
#include <set>

#include "answers/lives.hpp"

namespace watercooler::answers {

using json::EventRecord;

namespace {

// ---- somebody who was not reached ----

std::optional<Missing> ended(Trail& trail, const std::string& member, std::int64_t horizon_ns) {
    const auto life = life_at(trail, member, horizon_ns);
    Missing missing{.member = member, .reason = {}};
    if (life.last) missing.cites = {*life.last};
    switch (life.state) {
        case Life::State::stopped:
            missing.reason = "stopped at " + clock_text(life.last_ns) + ", before it came";
            missing.gone = true;
            return missing;
        case Life::State::silent:
            missing.reason = "has been silent since " + clock_text(life.last_ns);
            missing.gone = true;
            return missing;
        case Life::State::frozen:
            missing.reason = "is frozen since " + clock_text(life.last_ns) + " or before";
            return missing;
        default:
            return std::nullopt;
    }
}

/// It holds a newer value, so that it will never say that it has taken this one.
std::optional<Missing> superseded(Trail& trail, const RumorTree& tree, const std::string& member) {
    const auto held = trail.events().find({.member = member,
                                           .kinds = {EventKind::applied, EventKind::born},
                                           .origin = tree.origin,
                                           .key = tree.key,
                                           .limit = 64});
    for (const auto& record : held) {
        if (!tree.version || record.event.version <= tree.version) continue;
        return Missing{.member = member,
                       .reason = "holds a newer version (v" + std::to_string(record.event.version->value) + ")",
                       .cites = {ref_of(record)}};
    }
    return std::nullopt;
}

std::optional<Missing> said_so(const Told& told, const std::string& member) {
    for (auto row = told.rbegin(); row != told.rend(); ++row) {
        const auto& [event, context] = **row;
        if (context.member != member) continue;
        const auto cites = std::vector{ref_of(**row)};
        if (event.kind == EventKind::rejected) return Missing{member, "rejected it: " + event.reason, cites};
        if (event.kind == EventKind::dropped) return Missing{member, "gave up: " + event.reason, cites};
        if (event.kind == EventKind::pulled) {
            return Missing{member, "asked " + event.peer + " for it and has no answer yet", cites};
        }
        if (event.kind == EventKind::stale) return Missing{member, "holds something newer", cites};
    }
    return std::nullopt;
}

// ---- somebody who had to wait ----

struct Wait {
    Trail& trail;
    const RumorTree& tree;
    const Told& told;
    const TreeNode& parent;
    const TreeNode& child;

    std::int64_t from() const { return parent.time_ns; }
    std::int64_t to() const { return child.time_ns; }
    std::int64_t ns() const { return to() - from(); }
    const Stream* life(const TreeNode& node) const { return trail.stream(node.cite.member, node.cite.boot); }

    std::optional<Gap> explain() const;

private:
    using Maybe = std::optional<Gap>;
    Gap gap(std::string reason, std::string says, std::vector<Ref> cites) const {
        return {.to = 0, .ns = ns(), .reason = std::move(reason), .says = std::move(says), .cites = std::move(cites)};
    }
    Maybe frozen(const TreeNode& who) const;
    Maybe asleep(const TreeNode& who) const;
    Maybe started() const;
    Maybe lost() const;
    Maybe network() const;
    Maybe missed() const;
    Maybe announced() const;
    Maybe fault() const;
    bool arrived(const EventRecord& sent) const;
};

/// Stood still for a good part of the wait.
std::optional<Gap> Wait::frozen(const TreeNode& who) const {
    const auto freezes = trail.events().find(
        {.member = who.member, .boot = who.cite.boot, .kinds = {EventKind::frozen}, .to_ns = to(), .limit = 8});
    for (const auto& frozen : freezes) {
        auto end = to();
        std::vector<Ref> cites{ref_of(frozen)};
        const auto thaws = trail.events().find({.member = who.member,
                                                .boot = who.cite.boot,
                                                .kinds = {EventKind::thawed, EventKind::stepped},
                                                .from_ns = time_of(frozen),
                                                .newest_first = false,
                                                .limit = 8});
        const auto thawed =
            std::ranges::find_if(thaws, [&](const EventRecord& each) { return each.event.seq > frozen.event.seq; });
        if (thawed != thaws.end() && time_of(*thawed) <= to()) {
            end = time_of(*thawed);
            cites.push_back(ref_of(*thawed));
        }
        const auto overlap = end - std::max(from(), time_of(frozen));
        if (overlap * 4 < ns() || overlap <= 0) continue;
        return gap("frozen", who.member + " was frozen " + duration_text(end - time_of(frozen)), cites);
    }
    return std::nullopt;
}

std::optional<Gap> Wait::asleep(const TreeNode& who) const {
    const auto found = trail.events().find({.member = who.member,
                                            .boot = who.cite.boot,
                                            .kinds = {EventKind::asleep},
                                            .from_ns = from(),
                                            .to_ns = to(),
                                            .limit = 1});
    if (found.empty()) return std::nullopt;
    const auto slept = static_cast<std::int64_t>(found.front().event.count.value_or(0));
    return gap("asleep", who.member + " did not run for " + duration_text(slept), {ref_of(found.front())});
}

std::optional<Gap> Wait::started() const {
    const auto* stream = life(child);
    if (stream == nullptr || stream->first_ns <= from()) return std::nullopt;
    const auto first = trail.events().at({child.member, child.cite.boot, Sequence{1}});
    if (!first || first->event.kind != EventKind::started) return std::nullopt;
    return gap("started", child.member + " started only at " + clock_text(time_of(*first)), {ref_of(*first)});
}

bool Wait::arrived(const EventRecord& sent) const {
    const auto receipts = trail.events().find({.member = child.member,
                                               .kinds = {EventKind::received, EventKind::held},
                                               .packet = sent.event.packet,
                                               .from_ns = time_of(sent),
                                               .limit = 1});
    return !receipts.empty();
}

/// Something that would have told it was sent and never came.
std::optional<Gap> Wait::lost() const {
    std::set<Ref> tellings;
    for (const auto& node : tree.nodes) tellings.insert(node.cite);
    for (const auto* record : told) {
        if (record->event.kind == EventKind::announced) tellings.insert(ref_of(*record));
    }
    const auto sends = trail.events().find({.kinds = {EventKind::sent},
                                            .peer = child.member,
                                            .from_ns = tree.born_ns,
                                            .to_ns = to(),
                                            .newest_first = false,
                                            .limit = 4096});
    for (const auto& sent : sends) {
        const Ref cause{sent.context.member, sent.context.boot, sent.event.cause};
        if (!tellings.contains(cause) || !sent.event.packet || arrived(sent)) continue;
        const auto repair = child.how == How::pull   ? "a pull"
                            : child.how == How::sync ? "a reconciliation"
                                                     : "a later telling";
        std::vector<Ref> cites{ref_of(sent), child.cite};
        if (child.received) cites.push_back(*child.received);
        return gap("lost",
                   "what " + sent.context.member + " sent to " + child.member + " at " + clock_text(time_of(sent)) +
                       " never came; " + repair + " repaired it",
                   cites);
    }
    return std::nullopt;
}

std::optional<Gap> Wait::network() const {
    if (!child.sent_ns || !child.received_ns) return std::nullopt;
    const auto way = *child.received_ns - *child.sent_ns;
    if (way * 10 < ns() * 6) return std::nullopt;
    return gap("network", "the way from " + parent.member + " to " + child.member + " took " + duration_text(way),
               {*child.sent, *child.received});
}

/// Nobody happened to tell it.
std::optional<Gap> Wait::missed() const {
    if (child.how != How::sync) return std::nullopt;
    const auto syncs = trail.events().find({.kinds = {EventKind::sync_started}, .to_ns = to(), .limit = 4096});
    for (const auto& sync : syncs) {
        const bool theirs = sync.context.member == child.member && sync.event.peer == parent.member;
        const bool ours = sync.context.member == parent.member && sync.event.peer == child.member;
        if (!theirs && !ours) continue;
        return gap("missed",
                   "nothing that was sent to " + child.member + " told it; a reconciliation of " + sync.context.member +
                       " with " + sync.event.peer + " found the difference",
                   {ref_of(sync)});
    }
    return std::nullopt;
}

/// The ordinary way of a pull: announcements wait a moment for company.
std::optional<Gap> Wait::announced() const {
    if (child.how != How::pull) return std::nullopt;
    for (const auto* record : told) {
        const auto& [event, context] = *record;
        if (event.kind != EventKind::announced || context.member != parent.member || event.peer != child.member)
            continue;
        if (time_of(*record) > to()) continue;
        return gap("announced",
                   parent.member + " announced it to " + child.member + " after " +
                       duration_text(time_of(*record) - from()) + ", and " + child.member + " asked for it",
                   {ref_of(*record), child.cite});
    }
    return std::nullopt;
}

/// One that stood for a part of the wait. The child's first: who waits is asked first.
std::optional<Gap> Wait::fault() const {
    for (const auto* who : {&child, &parent}) {
        const auto* stream = life(*who);
        if (stream == nullptr) continue;
        for (const auto& [set, cleared] : faults_of(trail, *stream, trail.end_of(*stream, to())).spans) {
            if (cleared && time_of(*cleared) < from()) continue;
            std::vector<Ref> cites{ref_of(set)};
            if (cleared) cites.push_back(ref_of(*cleared));
            return gap("fault", who->member + " had a fault: " + set.event.reason, cites);
        }
    }
    return std::nullopt;
}

std::optional<Gap> Wait::explain() const {
    if (auto found = frozen(child)) return found;
    if (auto found = frozen(parent)) return found;
    if (auto found = asleep(child)) return found;
    if (auto found = asleep(parent)) return found;
    if (auto found = started()) return found;
    if (auto found = network()) return found;
    if (auto found = lost()) return found;
    if (auto found = fault()) return found;
    if (auto found = announced()) return found;
    return missed();
}

}  // namespace

Missing why_missing(Trail& trail, const RumorTree& tree, const Told& told, const std::string& member,
                    std::int64_t horizon_ns) {
    if (auto newer = superseded(trail, tree, member)) return *newer;
    if (auto over = ended(trail, member, horizon_ns)) return *over;
    if (auto event = said_so(told, member)) return *event;
    return {.member = member, .reason = "unknown"};
}

/// Only of who is gone it makes a difference what it held, and that takes a search.
Missing whether_gone(Trail& trail, const RumorTree& tree, const std::string& member, std::int64_t horizon_ns) {
    auto over = ended(trail, member, horizon_ns);
    if (!over || !over->gone) return {.member = member, .reason = {}};
    if (auto newer = superseded(trail, tree, member)) return *newer;
    return *over;
}

std::optional<Gap> biggest_gap(Trail& trail, const RumorTree& tree, const Told& told) {
    std::optional<std::size_t> slow;
    const auto wait = [&](std::size_t at) {
        return tree.nodes[at].time_ns - tree.nodes[*tree.nodes[at].parent].time_ns;
    };
    for (const auto at : tree.critical) {
        if (tree.nodes[at].parent && (!slow || wait(at) > wait(*slow))) slow = at;
    }
    if (!slow) return std::nullopt;
    const auto& child = tree.nodes[*slow];
    const auto& parent = tree.nodes[*child.parent];
    auto gap = Wait{trail, tree, told, parent, child}.explain();
    if (!gap) {
        gap = Gap{.to = 0,
                  .ns = wait(*slow),
                  .reason = "unknown",
                  .says = "no event tells why " + parent.member + " told " + child.member + " only after " +
                          duration_text(wait(*slow))};
    }
    gap->to = *slow;
    return gap;
}

}  // namespace watercooler::answers
