#include "core/spread.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <watercooler/assert.hpp>
#include <watercooler/rumor.hpp>

#include "core/copies.hpp"

namespace watercooler::core {
namespace {

/// More ids than this are never in one message of an honest member.
constexpr std::size_t ids_max = 4096;

void dropped(Context& context, std::string_view peer, std::string_view reason, std::uint64_t count) {
    Event event;
    event.kind = EventKind::dropped;
    event.peer = peer;
    event.reason = reason;
    event.count = count;
    context.emit(std::move(event));
    context.totals.queue_drops += count;
}

bool well_formed(const message::RumorId& id) {
    return id.uuid != Uuid{} && !id.name.empty() && id.name.size() <= limits::origin_bytes_max && check_key(id.key) &&
           id.version.value <= limits::version_max;
}

}  // namespace

std::uint8_t ttl_for(std::size_t members, std::uint32_t fanout) {
    if (members < 3) return 1;
    const auto wanted = static_cast<double>(members) / std::log(static_cast<double>(members));
    double reached = 1;
    double latest = 1;
    std::uint8_t hops = 0;
    while (reached < wanted && hops < limits::ttl_max) {
        latest *= fanout;
        reached += latest;
        ++hops;
    }
    return std::max<std::uint8_t>(hops, 1);
}

void Spread::news(Context& context, const EntryKey& key, std::uint8_t ttl, const std::string& teller,
                  CopyReason reason) {
    const auto* entry = entries_.find(key);
    WATERCOOLER_ASSERT(entry);
    const bool pushed = ttl > 0 && fits_datagram(peers_, copy_of(key, *entry, ttl, peers_.self(), context.now));
    Announcements::News news{id_of(key, *entry), entry->hops, !pushed, {key.origin}, context.cause};
    if (!teller.empty()) news.holders.push_back(teller);
    if (pushed) push(context, key, static_cast<std::uint8_t>(ttl - 1), teller, reason);
    announcements_.add(context, std::move(news));
}

void Spread::push(Context& context, const EntryKey& key, std::uint8_t ttl, const std::string& teller,
                  CopyReason reason) {
    const auto& entry = *entries_.find(key);
    const auto copy = copy_of(key, entry, ttl, peers_.self(), context.now);
    for (const auto& member : peers_.pick(context, settings_.fanout, {teller, key.origin})) {
        push_to(context, member, copy, {member, key, entry.uuid, ttl, teller, reason, context.now, context.cause});
    }
}

void Spread::push_to(Context& context, const std::string& member, const message::RumorCopy& copy, Push push) {
    send_copies(context, peers_, member, {copy}, push.reason);
    while (!pushes_.empty() && (pushes_.size() >= redirect_max || context.now - pushes_.front().at > redirect_age)) {
        pushes_.pop_front();
    }
    pushes_.push_back(std::move(push));
}

void Spread::unreachable(Context& context, const std::string& peer) {
    std::vector<Push> lost;
    for (auto& push : pushes_) {
        if (push.peer == peer && context.now - push.at <= redirect_age) lost.push_back(push);
    }
    std::erase_if(pushes_, [&](const Push& push) { return push.peer == peer; });
    for (const auto& push : lost) redirect(context, push);
    pulls_.unreachable(context, peer);
    announcements_.unreachable(context, peer);
}

void Spread::redirect(Context& context, const Push& lost) {
    const auto* entry = entries_.find(lost.key);
    if (!entry || entry->uuid != lost.uuid) return;
    std::vector<std::string> except{lost.peer, lost.teller, lost.key.origin};
    for (const auto& push : pushes_) {
        if (push.uuid == lost.uuid) except.push_back(push.peer);
    }
    auto because = context.because(lost.cause);
    const auto copy = copy_of(lost.key, *entry, lost.ttl, peers_.self(), context.now);
    for (const auto& member : peers_.pick(because, 1, except)) {
        auto push = lost;
        push.peer = member;
        push_to(because, member, copy, std::move(push));
    }
}

void Spread::told(Context& context, const std::string& member, const Uuid& uuid) {
    announcements_.holds(context, member, uuid);
    for (const auto& waiting : pulls_.close(context, uuid)) {
        if (waiting != member && peers_.reachable(waiting)) tell_have(context, waiting, {uuid});
    }
}

void Spread::refused(Context& context, const std::string& member, const Uuid& uuid) {
    announcements_.holds(context, member, uuid);
    pulls_.close(context, uuid);
}

void Spread::tell_have(Context& context, const std::string& to, const std::vector<Uuid>& uuids) {
    if (uuids.empty()) return;
    const message::Have have{uuids, peers_.self()};
    peers_.send(context, to, in_datagrams(peers_, have, &message::Have::uuids));
}

void Spread::receive(Context& context, const std::string& from, const message::Announce& announce) {
    if (!peers_.reachable(from)) return dropped(context, from, "announce-from-stranger", announce.ids.size());
    if (announce.ids.size() > ids_max) dropped(context, from, "too-many-ids", announce.ids.size() - ids_max);
    std::vector<Uuid> held;
    std::vector<message::RumorId> lacking;
    for (std::size_t at = 0; at < announce.ids.size() && at < ids_max; ++at) {
        const auto& id = announce.ids[at];
        if (!well_formed(id)) {
            dropped(context, from, "bad-id", 1);
            continue;
        }
        announcements_.holds(context, from, id.uuid);
        if (known(entries_, id)) {
            held.push_back(id.uuid);
        } else {
            lacking.push_back(id);
        }
    }
    if (announce.answer) tell_have(context, from, held);
    pulls_.lack(context, from, lacking, announce.answer);
}

void Spread::receive(Context& context, const std::string& from, const message::Have& have) {
    for (std::size_t at = 0; at < have.uuids.size() && at < ids_max; ++at) {
        announcements_.holds(context, from, have.uuids[at]);
    }
}

void Spread::receive(Context& context, const std::string& from, const message::Pull& pull) {
    if (!peers_.reachable(from)) return dropped(context, from, "pull-from-stranger", pull.ids.size());
    std::set<EntryKey> answered;  // each once, however often it is asked for
    std::vector<message::RumorCopy> copies;
    for (const auto& id : pull.ids) {
        announcements_.holds(context, from, id.uuid);
        EntryKey key{id.name, id.key};
        const auto* entry = entries_.find(key);
        if (!entry || !known(entries_, id) || !answered.insert(key).second) continue;
        copies.push_back(copy_of(key, *entry, 0, peers_.self(), context.now));
    }
    send_copies(context, peers_, from, std::move(copies), CopyReason::answered);
}

void Spread::timer(Context& context, const Timer& timer) {
    if (timer.kind == TimerKind::announce) announcements_.tell_waiting(context);
    if (timer.kind == TimerKind::answer) announcements_.tell_again(context, timer.subject);
    if (timer.kind == TimerKind::pull) pulls_.unanswered(context, timer.subject);
}

void Spread::view(std::vector<MessageView>& views) const {
    announcements_.view(views);
    pulls_.view(views);
}

}  // namespace watercooler::core
