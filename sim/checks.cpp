#include "sim/checks.hpp"

#include <algorithm>

#include "message/text.hpp"

namespace watercooler::sim {
namespace {

/// News of somebody's last words may be under way this long: a suspicion at its longest, and some gossip.
constexpr auto last_words = std::chrono::seconds{60};
/// Entries that wait to be told in one node: its members' updates, intents, and rumors.
constexpr std::size_t messages_max = 16'384;

bool is_membership(EventKind kind) { return kind >= EventKind::joined && kind <= EventKind::returned; }

}  // namespace

void Checks::told(const Rumor& rumor) {
    const auto name = rumor.name.empty() ? rumor.address + ":" + std::to_string(rumor.port) : rumor.name;
    told_[{name, rumor.key}].emplace(Claim{rumor.version, rumor.uuid}, rumor.payload);
}

void Checks::breaks(Instant now, const Host& host, const std::string& what) {
    if (broken_.size() >= broken_max) return;
    const auto ms = now.time_since_epoch() / std::chrono::milliseconds{1};
    broken_.push_back(std::to_string(ms) + " ms, " + host.handle + ": " + what);
}

void Checks::started(Instant, const Host& host) {
    auto& hosts = names_[host.name()];
    if (std::find(hosts.begin(), hosts.end(), host.id) == hosts.end()) hosts.push_back(host.id);
    own_.resize(std::max(own_.size(), std::size_t{host.id} + 1));
    own_[host.id] = Incarnation{};
}

void Checks::event(Instant now, const Host& host, const Event& event) {
    ++looks_;
    ++seen_[static_cast<std::size_t>(event.kind)];
    if (is_membership(event.kind)) membership(now, host, event);
    if (event.kind == EventKind::applied || event.kind == EventKind::born) rumor(now, host, event);
    if (event.kind == EventKind::suspected && network_.frozen())
        breaks(now, host, "accuses " + word(event.peer) + " in a frozen club");
}

void Checks::worked(Instant now, const Host& host) {
    if (!host.running()) return;
    const auto incarnation = host.node->incarnation();
    if (incarnation != own_[host.id]) {
        if (incarnation < own_[host.id]) breaks(now, host, "its own incarnation went back");
        own_[host.id] = incarnation;
        auto& owned = owned_[host.name()];
        owned = std::max(owned, incarnation);
    }
    if (host.gate->held_count() > 2 * FreezeGate::held_count_max) breaks(now, host, "holds more than it may");
}

/// Datagrams carry no checksum of ours: a bit turned over may be a forgery, and then beliefs prove nothing.
bool Checks::forged() const { return network_.counts().corrupted > 0; }

void Checks::membership(Instant now, const Host& host, const Event& event) {
    if (forged()) return;
    const auto known = names_.find(event.peer);
    if (known == names_.end()) {
        if (event.kind == EventKind::joined) breaks(now, host, "lists " + word(event.peer) + ", who never existed");
        return;
    }
    if (event.incarnation) incarnation(now, host, event.peer, *event.incarnation);
    if (event.kind != EventKind::returned && event.kind != EventKind::joined) return;
    const bool lives = std::any_of(known->second.begin(), known->second.end(), [&](HostId id) {
        const auto& other = network_.hosts()[id];
        return other.running() || now - other.down_since <= last_words;
    });
    if (!lives) breaks(now, host, word(event.peer) + " came back from the dead");
}

void Checks::incarnation(Instant now, const Host& host, const std::string& name, Incarnation believed) {
    // What a node says of itself, it may say before it has worked off the input.
    if (name == host.name()) return;
    if (believed > owned_[name])
        breaks(now, host,
               "believes incarnation " + std::to_string(believed.value) + " of " + word(name) + ", who never said it");
}

void Checks::rumor(Instant now, const Host& host, const Event& event) {
    if (forged()) return;
    const Key key{event.origin.empty() ? host.name() : event.origin, event.key};
    const Claim claim{event.version.value_or(Version{}), event.uuid};
    auto& values = told_[key];
    const auto entry = host.node->entry(key.first, key.second, host.gate->protocol_now(now));
    if (event.kind == EventKind::born) {
        if (key.first != host.name()) breaks(now, host, "made a rumor about " + word(key.first));
        // Of several births in one input, only the last one's value is still there to be seen.
        values.emplace(claim, entry && entry->uuid == claim.uuid ? std::optional{entry->value} : std::nullopt);
    } else if (!values.contains(claim)) {
        breaks(now, host,
               "applied " + word(key.first) + " " + key.second + " version " + std::to_string(claim.version.value) +
                   ", which nobody told");
    } else if (entry && entry->uuid == claim.uuid && entry->value != values.at(claim).value_or(entry->value)) {
        breaks(now, host, "holds another value of " + word(key.first) + " than was told");
    }
    auto& held = held_[{host.id, host.boots, key}];
    if (claim.version < held) breaks(now, host, "the version of " + word(key.first) + " " + key.second + " went back");
    held = std::max(held, claim.version);
}

void Checks::look_everywhere() {
    const auto now = network_.now();
    for (const auto& host : network_.hosts()) {
        if (!host.running()) continue;
        const auto local = host.gate->protocol_now(now);
        if (host.node->messages(local).size() > messages_max) breaks(now, host, "queues more than it may");
        if (forged()) continue;
        for (const auto& member : host.node->members(local)) {
            ++looks_;
            if (!names_.contains(member.name)) breaks(now, host, "lists " + word(member.name) + ", who never existed");
            incarnation(now, host, member.name, member.incarnation);
        }
        for (const auto& entry : host.node->entries(local)) {
            ++looks_;
            const auto& values = told_[{entry.origin, entry.key}];
            const auto value = values.find({entry.version, entry.uuid});
            if (value == values.end() || value->second.value_or(entry.value) != entry.value)
                breaks(now, host, "holds a value of " + word(entry.origin) + " that nobody told");
        }
    }
}

}  // namespace watercooler::sim
