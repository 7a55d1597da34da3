#include "core/sync.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>
#include <utility>

#include "core/copies.hpp"
#include "core/hash.hpp"

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

/// Rows of a bucket that seems equal by its rows and yet has another sum: as many are looked at in one reconciliation.
constexpr std::size_t recheck_max = 64;
/// How long payloads are held to be a part of the reconciliation that their teller began.
constexpr auto answered_age = 2s;
/// The answers to one member's sums have at least this distance, however often it asks: they can be much larger.
constexpr auto answer_distance = 100ms;

void dropped(Context& context, std::string_view peer, std::string_view reason) {
    Event event;
    event.kind = EventKind::dropped;
    event.peer = peer;
    event.reason = reason;
    context.emit(std::move(event));
    ++context.totals.queue_drops;
}

std::size_t bucket_of_member(std::string_view name) { return Hash{}.text(name).value() >> 60; }

bool has(std::uint16_t set, std::size_t bucket) { return ((set >> bucket) & 1) != 0; }
std::uint16_t bit(std::size_t bucket) { return static_cast<std::uint16_t>(1u << bucket); }

/// The buckets whose sums differ.
template <class Mine>
std::uint16_t differing(const Mine& mine, const std::vector<std::uint64_t>& theirs) {
    std::uint16_t set = 0;
    for (std::size_t bucket = 0; bucket < Entries::buckets; ++bucket) {
        if (mine[bucket] != theirs[bucket]) set |= bit(bucket);
    }
    return set;
}

/// As many of these buckets as have room together, the first ones first: what is left out differs the next time too.
std::uint16_t affordable(std::uint16_t set, const std::array<std::size_t, Entries::buckets>& rows, std::size_t& room) {
    for (std::size_t bucket = 0; bucket < Entries::buckets; ++bucket) {
        if (!has(set, bucket)) continue;
        if (rows[bucket] > room) {
            set = static_cast<std::uint16_t>(set & ~bit(bucket));
        } else {
            room -= rows[bucket];
        }
    }
    return set;
}

}  // namespace

message::Fingerprint Sync::fingerprint() const {
    message::Fingerprint result;
    for (const auto sum : peers_.member_sums()) result.members += sum;
    result.entries = entries_.sum();
    return result;
}

void Sync::compare(Context& context, const std::string& peer, const message::Fingerprint& theirs) {
    if (theirs == fingerprint()) {
        differs_since_.reset();
        return;
    }
    if (!differs_since_) differs_since_ = context.now;
    if (context.now - *differs_since_ < settings_.sync_interval) return;
    if (last_begun_ && context.now - *last_begun_ < settings_.sync_interval) return;
    begin(context, peer);
}

/// Digests and batches take longer than one datagram there and back.
Duration Sync::patience() const { return settings_.answer_timeout * 2; }

message::Sums Sync::sums() const {
    const auto& entries = entries_.sums();
    return {peers_.member_sums(), {entries.begin(), entries.end()}, peers_.self()};
}

void Sync::begin(Context& context, const std::string& peer, std::vector<message::Message> first) {
    if (!peers_.reachable(peer) || sessions_.contains(peer)) return;
    if (sessions_.size() >= sessions_max) return dropped(context, peer, "syncs-full");
    last_begun_ = context.now;
    Event event;
    event.kind = EventKind::sync_started;
    event.peer = peer;
    auto because = context.because(context.emit(std::move(event)));
    because.arm(patience(), TimerKind::sync, peer);
    first.emplace_back(sums());
    send(because, peer, sessions_[peer], std::move(first));
}

void Sync::send(Context& context, const std::string& peer, Session& session, std::vector<message::Message> messages) {
    if (messages.empty()) return;
    for (const auto& message : messages) session.bytes += peers_.encoded_size(message);
    peers_.send(context, peer, messages);
}

void Sync::receive(Context& context, const std::string& from, const message::Sums& sums) {
    if (!peers_.reachable(from)) return dropped(context, from, "sums-from-stranger");
    if (sums.members.size() != Entries::buckets || sums.entries.size() != Entries::buckets) {
        return dropped(context, from, "bad-sums");
    }
    if (may_answer(context, from)) peers_.send(context, from, {digests_for(sums)});
}

bool Sync::may_answer(Context& context, const std::string& peer) {
    const auto known = answered_.find(peer);
    if (known != answered_.end() && context.now - known->second < answer_distance) {
        dropped(context, peer, "sums-too-often");
        return false;
    }
    std::erase_if(answered_, [&](const auto& row) { return context.now - row.second > answered_age; });
    if (answered_.size() >= sessions_max && !answered_.contains(peer)) {
        dropped(context, peer, "syncs-full");
        return false;
    }
    answered_[peer] = context.now;
    return true;
}

message::Digests Sync::digests_for(const message::Sums& sums) const {
    message::Digests result;
    result.from = peers_.self();
    const auto members = peers_.member_digests();
    std::array<std::size_t, Entries::buckets> member_rows{}, entry_rows{};
    for (const auto& member : members) ++member_rows[bucket_of_member(member.name)];
    for (const auto& [key, entry] : entries_.rows()) ++entry_rows[bucket_of(key)];
    std::size_t room = rows_max;
    result.member_buckets = affordable(differing(peers_.member_sums(), sums.members), member_rows, room);
    result.entry_buckets = affordable(differing(entries_.sums(), sums.entries), entry_rows, room);
    for (const auto& member : members) {
        if (has(result.member_buckets, bucket_of_member(member.name))) result.members.push_back(member);
    }
    for (const auto& [key, entry] : entries_.rows()) {
        if (has(result.entry_buckets, bucket_of(key))) result.entries.push_back(id_of(key, entry));
    }
    return result;
}

Sync::Difference Sync::compare_entries(Context& context, const message::Digests& digests) const {
    Difference result;
    std::set<EntryKey> told;
    std::array<std::vector<message::RumorId>, Entries::buckets> equal;
    std::uint16_t differ = 0;
    for (const auto& row : digests.entries) {
        EntryKey key{row.name, row.key};
        const auto bucket = bucket_of(key);
        if (!has(digests.entry_buckets, bucket) || !told.insert(key).second) continue;
        const auto* held = entries_.find(key);
        if (held && held->version == row.version && held->uuid == row.uuid) {
            equal[bucket].push_back(row);
            continue;
        }
        differ |= bit(bucket);
        const bool ours = held && known(entries_, row);
        if (ours && key.origin == peers_.self() && held->version == row.version) {
            result.former.push_back(row);
        } else if (ours) {
            result.ours.push_back(std::move(key));
        } else {
            result.theirs.push_back(row);
        }
    }
    for (const auto& [key, entry] : entries_.rows()) {
        const auto bucket = bucket_of(key);
        if (!has(digests.entry_buckets, bucket) || told.contains(key)) continue;
        differ |= bit(bucket);
        result.ours.push_back(key);
    }
    // Rows have no payload, and the same uuid may have been given to two. Only the payloads themselves can tell.
    for (std::size_t bucket = 0; bucket < Entries::buckets; ++bucket) {
        if (!has(digests.entry_buckets, bucket) || has(differ, bucket)) continue;
        context.random.shuffle(equal[bucket]);
        if (equal[bucket].size() > recheck_max) equal[bucket].resize(recheck_max);
        result.recheck.insert(result.recheck.end(), equal[bucket].begin(), equal[bucket].end());
    }
    return result;
}

void Sync::compare_members(Context& context, const std::string& from, const message::Digests& digests,
                           message::Pull& pull, std::vector<message::Message>& tell) {
    std::set<std::string> told;
    for (const auto& row : digests.members) {
        if (!has(digests.member_buckets, bucket_of_member(row.name)) || !told.insert(row.name).second) continue;
        const auto differs = peers_.compare_member(context, row);
        if (differs == Peers::Differs::pull) pull.members.push_back(row.name);
        if (differs != Peers::Differs::tell) continue;
        if (auto message = peers_.member_message(row.name)) tell.push_back(std::move(*message));
    }
    if (digests.member_buckets == 0) return;
    for (const auto& ours : peers_.member_digests()) {
        const bool missing = has(digests.member_buckets, bucket_of_member(ours.name)) && !told.contains(ours.name);
        if (!missing || ours.name == from || ours.status == Status::dead || ours.status == Status::left) continue;
        if (auto message = peers_.member_message(ours.name)) tell.push_back(std::move(*message));
    }
}

std::vector<message::RumorId> Sync::receive(Context& context, const std::string& from,
                                            const message::Digests& digests) {
    const auto found = sessions_.find(from);
    const bool too_many = digests.entries.size() + digests.members.size() > rows_max;
    if (found == sessions_.end() || too_many) {
        dropped(context, from, too_many ? "too-many-rows" : "digests-not-asked-for");
        return {};
    }
    if (found->second.digested) return {};  // we asked twice
    auto& session = found->second;
    session.digested = true;
    session.bytes += peers_.encoded_size(digests);

    message::Pull pull;
    pull.from = peers_.self();
    std::vector<message::Message> messages;
    compare_members(context, from, digests, pull, messages);
    auto difference = compare_entries(context, digests);
    session.differed = difference.theirs.size() + difference.ours.size() + difference.former.size();
    pull.ids = std::move(difference.theirs);
    pull.ids.insert(pull.ids.end(), difference.recheck.begin(), difference.recheck.end());
    for (const auto& id : pull.ids) session.wanted.emplace(id.uuid, id);
    session.wanted_before = session.wanted.size();
    session.tries = 1;
    if (!pull.ids.empty() || !pull.members.empty()) messages.emplace_back(std::move(pull));
    send(context, from, session, std::move(messages));

    std::vector<message::RumorCopy> copies;
    for (const auto& key : difference.ours) {
        copies.push_back(copy_of(key, *entries_.find(key), 0, peers_.self(), context.now));
    }
    session.bytes += send_copies(context, peers_, from, std::move(copies), CopyReason::synced);
    if (session.wanted.empty()) finish(context, from, {});
    return std::move(difference.former);
}

void Sync::receive(Context& context, const std::string& from, const message::Pull& pull) {
    if (pull.members.empty() || !peers_.reachable(from)) return;
    std::vector<message::Message> messages;
    for (const auto& name : std::set<std::string>{pull.members.begin(), pull.members.end()}) {
        if (auto message = peers_.member_message(name)) messages.push_back(std::move(*message));
    }
    if (!messages.empty()) peers_.send(context, from, messages);
}

bool Sync::expects(Instant now, std::string_view from, const message::RumorCopy& copy) const {
    if (copy.rumor.ttl > 0) return false;
    const auto ours = sessions_.find(from);
    if (ours != sessions_.end() && ours->second.wanted.contains(copy.rumor.uuid)) return true;
    const auto theirs = answered_.find(from);
    return theirs != answered_.end() && now - theirs->second <= answered_age;
}

void Sync::arrived(Context& context, const std::string& from, const message::RumorCopy& copy) {
    const auto found = sessions_.find(from);
    if (found == sessions_.end() || found->second.wanted.erase(copy.rumor.uuid) == 0) return;
    found->second.bytes += peers_.encoded_size(copy);
    if (found->second.wanted.empty()) finish(context, from, {});
}

void Sync::finish(Context& context, const std::string& peer, std::string_view reason) {
    const auto found = sessions_.find(peer);
    const auto session = std::move(found->second);
    sessions_.erase(found);
    context.cancel(TimerKind::sync, peer);
    Event event;
    event.kind = EventKind::sync_done;
    event.peer = peer;
    event.bytes = session.bytes;
    event.count = session.differed;
    event.reason = reason;
    context.emit(std::move(event));
}

void Sync::timed_out(Context& context, const std::string& peer) {
    const auto found = sessions_.find(peer);
    if (found == sessions_.end()) return;
    auto& session = found->second;
    const bool moving = session.digested && session.wanted.size() < session.wanted_before;
    session.wanted_before = session.wanted.size();
    if (!moving && session.tries >= tries_max) {
        return finish(context, peer, session.digested ? "incomplete" : "unanswered");
    }
    context.arm(patience(), TimerKind::sync, peer);
    if (!moving) ask_again(context, peer, session);
}

void Sync::ask_again(Context& context, const std::string& peer, Session& session) {
    ++session.tries;
    if (!session.digested) return send(context, peer, session, {sums()});
    message::Pull pull;
    pull.from = peers_.self();
    for (const auto& [uuid, id] : session.wanted) pull.ids.push_back(id);
    send(context, peer, session, {std::move(pull)});
}

void Sync::unreachable(Context& context, const std::string& peer) {
    if (sessions_.contains(peer)) finish(context, peer, "unreachable");
}

}  // namespace watercooler::core
