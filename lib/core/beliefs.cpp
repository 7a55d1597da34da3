#include "core/beliefs.hpp"

#include <algorithm>
#include <watercooler/assert.hpp>
#include <watercooler/rumor.hpp>

namespace watercooler::core {
namespace {

constexpr std::size_t meta_bytes_max = 512;
/// Above it nothing is believed: a refutation has to fit into 32 bits.
constexpr std::uint32_t incarnation_max = 0xffff'0000;
/// Accusations sent straight to those who may only have been cut off, per probe interval.
constexpr std::size_t nudges_max = 256;

bool is_name(std::string_view name) { return !name.empty() && name.size() <= limits::origin_bytes_max; }
Buffer bytes_of_ip(const Address& address) { return {address.ip_bytes().begin(), address.ip_bytes().end()}; }

}  // namespace

// ---- alive ----

std::string Beliefs::problem(const message::Alive& claim) const {
    if (!is_name(claim.node)) return "name-length";
    if (!claim.address || !make_address(*claim.address, claim.port)) return "bad-address";
    if (claim.meta && claim.meta->size() > meta_bytes_max) return "meta-too-large";
    if (claim.incarnation.value == 0 || claim.incarnation.value > incarnation_max) return "bad-incarnation";
    if (!versions_fit(claim)) return "versions";
    return {};
}

/// A member whose versions do not fit would make every later exchange of the cluster fail, so it does not get in.
bool Beliefs::versions_fit(const message::Alive& claim) const {
    const auto versions = versions_of(claim.versions);
    if (versions == own_versions) return true;  // what everybody here was checked against
    if (!versions) return parts_.members.find(claim.node) != nullptr;
    if (!sane(*versions)) return false;
    auto range = parts_.members.versions_understood();
    range.narrow(*versions);
    return range.allows(versions) && parts_.members.all_speak(range);
}

Address Beliefs::address_of(const message::Alive& claim) const {
    return *make_address(*claim.address, claim.port != 0 ? claim.port : parts_.settings.address.port);
}

bool Beliefs::alive(Context& context, const message::Alive& claim, Origin origin) {
    const auto own = claim.node == parts_.settings.name;
    if (own && goodbye_) return false;
    if (auto reason = problem(claim); !reason.empty()) {
        context.emit({.kind = EventKind::dropped, .peer = claim.node.substr(0, 128), .reason = "alive: " + reason});
        return false;
    }
    const auto address = address_of(claim);
    if (own) return about_self(context, claim, address);
    auto* member = parts_.members.find(claim.node);
    if (member == nullptr) return newcomer(context, claim, address);
    if (member->address != address) return elsewhere(context, *member, claim, address, origin);
    if (claim.incarnation > member->incarnation) return believe(context, *member, claim, address);
    if (!member->living() && origin == Origin::exchange) nudge(context, claim.node, address, member->incarnation);
    return false;
}

bool Beliefs::is_ours(const message::Alive& claim) const {
    if (!claim.meta) return false;
    const auto tags = parts_.codec.decode_tags(*claim.meta);
    return tags && tags->contains("wc");
}

/// Among ourselves an old word brings nobody back who was forgotten; others, after a restart, begin at 1 again.
bool Beliefs::newcomer(Context& context, const message::Alive& claim, const Address& address) {
    const auto* trace = parts_.lost.find(claim.node);
    if (trace != nullptr && claim.incarnation <= trace->incarnation && is_ours(claim)) {
        nudge(context, claim.node, address, trace->incarnation);  // who really lives there will outbid it
        return false;
    }
    if (parts_.members.size() >= Members::count_max) {
        context.emit({.kind = EventKind::dropped, .peer = claim.node, .reason = "alive: too-many-members"});
        return false;
    }
    Member fresh;
    fresh.name = claim.node;
    fresh.address = address;
    return believe(context, parts_.members.add(std::move(fresh), context.random), claim, address);
}

/// A known name at another address: a living one is a conflict, a gone one may have moved. Among ourselves the mover
/// has to outbid what is known, so that no old word moves anybody back; the others know no such rule.
bool Beliefs::elsewhere(Context& context, const Member& known, const message::Alive& claim, const Address& address,
                        Origin origin) {
    if (known.living()) {
        context.emit({.kind = EventKind::conflict,
                      .peer = claim.node,
                      .incarnation = claim.incarnation,
                      .reason = "held by " + to_text(known.address) + ", claimed by " + to_text(address)});
        return false;
    }
    const auto ours = known.watercooler && is_ours(claim);
    auto& member = *parts_.members.find(claim.node);
    if (ours ? claim.incarnation > known.incarnation : known.status == Status::left) {
        return believe(context, member, claim, address);
    }
    if (origin == Origin::exchange) nudge(context, claim.node, address, known.incarnation);
    return false;
}

bool Beliefs::about_self(Context& context, const message::Alive& claim, const Address& address) {
    if (address != self_->address) {
        context.emit({.kind = EventKind::conflict,
                      .peer = claim.node,
                      .incarnation = claim.incarnation,
                      .reason = "held by " + to_text(self_->address) + ", claimed by " + to_text(address)});
        parts_.surroundings.name_taken(context);
        return false;
    }
    if (claim.incarnation < self_->incarnation) return false;
    const auto same = claim.incarnation == self_->incarnation && claim.meta.value_or(Buffer{}) == self_->meta &&
                      versions_of(claim.versions) == self_->versions;
    if (!same) refute(context, claim.incarnation, claim.node, "alive");
    return !same;
}

bool Beliefs::believe(Context& context, Member& member, const message::Alive& claim, const Address& address) {
    const auto meta = claim.meta.value_or(Buffer{});
    const Before before{.status = member.status,
                        .fresh = member.incarnation == Incarnation{},
                        .changed = member.address != address ? "address"
                                   : member.meta != meta     ? "metadata"
                                                             : ""};
    if (suspicions_.erase(member.name) > 0) context.cancel(TimerKind::suspicion, member.name);
    parts_.members.change(member, [&](Member& m) {
        m.incarnation = claim.incarnation;
        m.meta = meta;
        m.address = address;
        m.watercooler = is_ours(claim);
        if (const auto versions = versions_of(claim.versions)) m.versions = versions;
        if (m.status != Status::alive) m.changed = context.now;
        m.status = Status::alive;
    });
    report(context, member, before);
    return true;
}

/// Says what became of a member that is alive now, and tells it on.
void Beliefs::report(Context& context, Member& member, const Before& before) {
    const auto emit = [&](EventKind kind, std::string_view what = {}) {
        return context.emit(
            {.kind = kind, .peer = member.name, .incarnation = member.incarnation, .reason = std::string{what}});
    };
    auto cause = context.cause;
    const auto gone = before.status == Status::dead || before.status == Status::left;
    if (gone) cause = emit(before.fresh ? EventKind::joined : EventKind::returned);
    if (before.status == Status::suspect) cause = emit(EventKind::cleared);
    // A higher incarnation alone is an event, too: by it a refutation is followed from member to member.
    if (before.status == Status::alive || (!before.fresh && !before.changed.empty())) {
        cause = emit(EventKind::updated, before.changed);
    }
    auto after = context.because(cause);
    parts_.queues.tell(after, member.name, *tell(member.name));
    if (!gone) return;
    parts_.lost.forget(member.name);
    member.leaving = member.prune = false;
    parts_.surroundings.lives(after, member);
}

// ---- suspect ----

/// The fields that suspect and dead share. What is unknown, or an older word, is no news.
bool Beliefs::usable(Context& context, const std::string& node, const std::string& from,
                     Incarnation incarnation) const {
    if (!is_name(node) || !is_name(from) || incarnation.value > incarnation_max) {
        context.emit({.kind = EventKind::dropped, .peer = node.substr(0, 128), .reason = "accusation: out-of-bounds"});
        return false;
    }
    const auto* member = parts_.members.find(node);
    return member != nullptr && incarnation >= member->incarnation;
}

bool Beliefs::suspect(Context& context, const message::Suspect& claim) {
    if (!usable(context, claim.node, claim.from, claim.incarnation)) return false;
    auto& member = *parts_.members.find(claim.node);
    if (const auto running = suspicions_.find(claim.node); running != suspicions_.end()) {
        return confirm(context, running->second, claim);
    }
    if (member.status != Status::alive) return false;
    if (&member == self_) {
        if (!goodbye_) refute(context, claim.incarnation, claim.from, "suspect");
        return true;
    }
    begin_suspicion(context, member, claim);
    return true;
}

/// Somebody else accuses it, too. The record stays as it is.
bool Beliefs::confirm(Context& context, Suspicion& suspicion, const message::Suspect& claim) {
    if (!suspicion.confirm(claim.from)) return false;
    auto after = context.because(context.emit({.kind = EventKind::suspected,
                                               .peer = claim.node,
                                               .incarnation = claim.incarnation,
                                               .count = suspicion.accusers(),
                                               .reason = claim.from}));
    parts_.queues.tell(after, claim.node, claim);
    arm(after, claim.node);
    return false;
}

void Beliefs::begin_suspicion(Context& context, Member& member, const message::Suspect& claim) {
    parts_.members.change(member, [&](Member& m) {
        m.incarnation = claim.incarnation;
        m.status = Status::suspect;
        m.changed = context.now;
    });
    const auto event = context.emit(
        {.kind = EventKind::suspected, .peer = member.name, .incarnation = claim.incarnation, .reason = claim.from});
    auto after = context.because(event);
    parts_.queues.tell(after, member.name, claim);
    Suspicion suspicion{patience_for(parts_.settings, parts_.members.size()), context.now, claim.incarnation,
                        claim.from, event};
    if (member.refused_since(context.now - parts_.settings.gossip_to_the_dead)) suspicion.refused();
    suspicions_.emplace(member.name, std::move(suspicion));
    arm(after, member.name);
}

/// The deadline's cause is the `suspected` event, whatever moved it: that is what a death is explained by.
void Beliefs::arm(Context& context, const std::string& name) {
    const auto& suspicion = suspicions_.at(name);
    context.timers.arm(std::max(suspicion.ends(), context.now), TimerKind::suspicion, name, suspicion.cause());
}

void Beliefs::refused(Context& context, Member& member) {
    member.refused = context.now;
    const auto running = suspicions_.find(member.name);
    if (running == suspicions_.end()) return;
    running->second.refused();
    arm(context, member.name);
}

void Beliefs::shift(Duration by) {
    for (auto& [name, suspicion] : suspicions_) suspicion.shift(by);
}

void Beliefs::timer(Context& context, const std::string& name) {
    const auto running = suspicions_.find(name);
    if (running == suspicions_.end()) return;
    const auto& member = *parts_.members.find(name);
    if (!parts_.surroundings.may_accuse(member))
        return context.arm(parts_.settings.probe_interval, TimerKind::suspicion, name);
    dead(context, {.from = self_->name, .incarnation = running->second.incarnation(), .node = name});
}

// ---- dead ----

bool Beliefs::dead(Context& context, const message::Dead& claim) {
    if (!usable(context, claim.node, claim.from, claim.incarnation)) return false;
    auto& member = *parts_.members.find(claim.node);
    if (&member == self_) {
        if (!goodbye_) refute(context, claim.incarnation, claim.from, "dead");
        return !goodbye_;
    }
    if (!member.living()) return false;
    bury(context, member, claim);
    return true;
}

void Beliefs::bury(Context& context, Member& member, const message::Dead& claim) {
    if (suspicions_.erase(member.name) > 0) context.cancel(TimerKind::suspicion, member.name);
    const auto goodbye = claim.from == claim.node || member.leaving;  // it told Serf's way that it would go
    parts_.members.change(member, [&](Member& m) {
        m.incarnation = claim.incarnation;
        m.status = goodbye ? Status::left : Status::dead;
        m.changed = context.now;
    });
    const auto event = context.emit({.kind = goodbye ? EventKind::left : EventKind::died,
                                     .peer = member.name,
                                     .incarnation = claim.incarnation,
                                     .reason = goodbye ? "" : claim.from});
    auto after = context.because(event);
    parts_.queues.tell(after, member.name, claim);
    parts_.surroundings.gone(after, member);
}

void Beliefs::reap(Context& context) {
    std::vector<std::string> names;
    for (const auto& [name, member] : parts_.members.all()) {
        if (member.living()) continue;
        if (member.prune || context.now - member.changed > parts_.settings.gossip_to_the_dead) names.push_back(name);
    }
    for (const auto& name : names) {
        const auto& member = *parts_.members.find(name);
        auto after =
            context.because(context.emit({.kind = EventKind::reaped, .peer = name, .incarnation = member.incarnation}));
        parts_.surroundings.forgotten(after, member);
        parts_.lost.remember(name, {.address = member.address,
                                    .incarnation = member.incarnation,
                                    .left = member.status == Status::left,
                                    .since = context.now});
        parts_.members.remove(name);
    }
    parts_.lost.expire(context.now - parts_.settings.reconnect_age_max);
}

// ---- ourselves ----

void Beliefs::introduce(Context& context, Incarnation incarnation) {
    WATERCOOLER_ASSERT(self_ == nullptr);
    auto tags = parts_.settings.tags;
    tags.emplace("wc", "1");
    Member own;
    own.name = parts_.settings.name;
    own.address = short_form(parts_.settings.address);
    own.incarnation = incarnation;
    own.status = Status::alive;
    own.meta = parts_.codec.encode_tags(tags);
    own.versions = own_versions;
    own.watercooler = true;
    own.changed = context.now;
    self_ = &parts_.members.add(std::move(own), context.random);
    parts_.queues.tell(context, self_->name, tell_self());
}

Incarnation Beliefs::raise_self() {
    if (!goodbye_) parts_.members.change(*self_, [](Member& m) { ++m.incarnation.value; });
    return self_->incarnation;
}

void Beliefs::assert_self(Context& context) {
    if (!goodbye_) parts_.queues.tell(context, self_->name, tell_self());
}

void Beliefs::refute(Context& context, Incarnation accusation, const std::string& by, std::string_view what) {
    const auto incarnation = std::max(self_->incarnation, accusation).value + 1;
    parts_.members.change(*self_, [&](Member& m) { m.incarnation = {incarnation}; });
    parts_.awareness.change(+1);
    auto after = context.because(context.emit(
        {.kind = EventKind::refuted, .peer = by, .incarnation = self_->incarnation, .reason = std::string{what}}));
    parts_.queues.tell(after, self_->name, tell_self());
    refuted_ = true;
}

std::uint64_t Beliefs::say_goodbye(Context& context) {
    goodbye_ = true;
    return parts_.queues.tell(
        context, self_->name,
        message::Dead{.from = self_->name, .incarnation = self_->incarnation, .node = self_->name});
}

bool Beliefs::challenge(Context& context, const std::string& name, const Address& address) {
    const auto* member = parts_.members.find(name);
    const auto* trace = parts_.lost.find(name);
    if (member == nullptr && (trace == nullptr || trace->incarnation == Incarnation{})) return false;
    if (member == nullptr || !member->living()) {
        nudge(context, name, address, member != nullptr ? member->incarnation : trace->incarnation);
    }
    return true;
}

/// Tells whoever lives at that address what is believed of it, so that it can refute at once.
void Beliefs::nudge(Context& context, const std::string& name, const Address& address, Incarnation incarnation) {
    if (same_place(address, self_->address)) return;
    if (context.now - nudges_since_ > parts_.settings.probe_interval) {
        nudges_since_ = context.now;
        nudges_ = 0;
    }
    if (++nudges_ > nudges_max) return;
    parts_.outgoing.send(context, {address, name},
                         {message::Suspect{.from = self_->name, .incarnation = incarnation, .node = name}},
                         Outgoing::Company::alone);
}

message::Alive Beliefs::tell_self() const { return std::get<message::Alive>(*tell(self_->name)); }

std::optional<message::Message> Beliefs::tell(std::string_view name) const {
    const auto* member = parts_.members.find(name);
    if (member == nullptr) {
        const auto* trace = parts_.lost.find(name);
        if (trace == nullptr || trace->incarnation == Incarnation{}) return std::nullopt;
        std::string node{name};
        return message::Dead{.from = trace->left ? node : self_->name, .incarnation = trace->incarnation, .node = node};
    }
    if (!member->living()) {
        return message::Dead{.from = member->status == Status::left ? member->name : self_->name,
                             .incarnation = member->incarnation,
                             .node = member->name};
    }
    message::Alive alive{.address = bytes_of_ip(member->address),
                         .incarnation = member->incarnation,
                         .meta = member->meta,
                         .node = member->name,
                         .port = member->address.port,
                         .versions = std::nullopt};
    if (member->versions) alive.versions = Buffer(member->versions->begin(), member->versions->end());
    return alive;
}

}  // namespace watercooler::core
