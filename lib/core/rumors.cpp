#include "core/rumors.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <watercooler/assert.hpp>

#include "core/copies.hpp"
#include "core/entries.hpp"
#include "core/refutations.hpp"
#include "core/seen.hpp"
#include "core/spread.hpp"
#include "core/sync.hpp"
#include "message/apply.hpp"

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

/// What a reconciliation brings is told on if it was said less than this ago: then others lack it just like us. What is
/// older was most likely missed by us alone, and telling everyone would cost more than it helps.
constexpr auto young = 10s;
/// No age from the wire is believed beyond this.
constexpr auto age_max = std::chrono::hours{24 * 3650};
/// Clocks and delays: a claim must be that much younger than our own start to prove that somebody else bears our name.
constexpr auto conflict_slack = 1s;

Event about(EventKind kind, const Rumor& rumor) {
    return core::about(kind, message::RumorId{rumor.uuid, rumor.name, rumor.key, rumor.version});
}

Event about(EventKind kind, const EntryKey& key, const Entry& entry) { return core::about(kind, id_of(key, entry)); }

/// A rumor as it came here.
struct Arrival {
    const Rumor& rumor;
    std::string teller;  // a member's name, an address, or what a door calls it
    std::uint32_t hops = 0;
    Duration age{};
    bool door = false;
    bool synced = false;  // in a reconciliation
};

}  // namespace

struct Rumors::State {
    State(const Settings& given, const Boot& start, Peers& others)
        : settings(given),
          boot(start),
          peers(others),
          seen(settings.seen_count_max, settings.seen_age_max),
          refutations(settings),
          spread(settings, peers, entries),
          sync(settings, peers, entries) {}

    Entries::IsMember is_member() const {
        return [this](std::string_view name) { return peers.is_member(name); };
    }
    bool stranger(std::string_view origin) const { return !peers.is_member(origin); }
    Uuid fresh_uuid(Context& context) const;

    Told take(Context& context, const Arrival& arrival);
    message::Verdict judge(const Arrival& arrival, const Entry* held) const;
    bool make_room(Context& context, const Arrival& arrival, message::Verdict& verdict);
    void forget(Context& context, const EntryKey& key, EventKind kind, std::string_view reason);
    Event happened(EventKind kind, const Arrival& arrival, std::string_view reason = {}) const;

    void applied(Context& context, const Arrival& arrival, bool forward);
    void stale(Context& context, const Arrival& arrival, const message::Verdict& verdict);
    void correct(Context& because, const Arrival& arrival, const Entry& held);
    void refuted(Context& context, const Arrival& arrival);
    void outlived(Context& context, std::string_view from, const message::RumorId& row);
    void say_again(Context& because, const EntryKey& key, Version version, const Uuid& uuid);
    Sequence own(Context& context, const EntryKey& key, std::string value, Version version, const Uuid& uuid,
                 std::string_view reason);
    void tell_own(Context& context, const EntryKey& key, CopyReason reason);

    void received(Context& context, const std::string& from, const message::RumorCopy& copy);
    void arm_expiry(Context& context);
    void expire(Context& context);
    EntryView view(const EntryKey& key, const Entry& entry, Instant now) const;

    const Settings& settings;
    const Boot& boot;
    Peers& peers;
    Entries entries;
    Seen seen;
    Refutations refutations;
    Spread spread;
    Sync sync;
    Instant started{};
};

Rumors::Rumors(const Settings& settings, const Boot& boot, Peers& peers)
    : state_(std::make_unique<State>(settings, boot, peers)) {}
Rumors::~Rumors() = default;

// ---- the update rules, and what follows from them ----

Told Rumors::State::take(Context& context, const Arrival& arrival) {
    const auto* held = entries.find({arrival.rumor.name, arrival.rumor.key});
    auto verdict = judge(arrival, held);
    const bool adds = verdict.outcome == Outcome::applied || verdict.outcome == Outcome::refuted;
    if (adds && !held && !make_room(context, arrival, verdict)) verdict.outcome = Outcome::rejected;

    if (verdict.outcome == Outcome::rejected) {
        context.emit(happened(EventKind::rejected, arrival, verdict.reason));
        return {Outcome::rejected, verdict.reason};
    }
    if (verdict.remember) seen.remember(context.now, arrival.rumor.uuid, message::content_hash(arrival.rumor));
    switch (verdict.outcome) {
        case Outcome::applied:
            applied(context, arrival, verdict.forward);
            break;
        case Outcome::refuted:
            refuted(context, arrival);
            break;
        case Outcome::stale:
            stale(context, arrival, verdict);
            break;
        default:
            context.emit(happened(EventKind::duplicate, arrival));
            if (!arrival.door) ++context.totals.copies_duplicate_in;
    }
    return {verdict.outcome, {}};
}

message::Verdict Rumors::State::judge(const Arrival& arrival, const Entry* held) const {
    message::Situation situation;
    situation.own = arrival.rumor.name == peers.self();
    if (held) situation.held = held->claim();
    situation.seen = seen.content(arrival.rumor.uuid);
    return message::judge(arrival.rumor, situation);
}

/// Nothing comes back from the dead, and no bound is passed.
bool Rumors::State::make_room(Context& context, const Arrival& arrival, message::Verdict& verdict) {
    const auto& rumor = arrival.rumor;
    if (stranger(rumor.name) && arrival.age >= settings.entry_age_max) {
        verdict.reason = "expired";
        return false;
    }
    const bool ours = rumor.name == peers.self();
    const auto leaving = entries.room({rumor.name, rumor.key}, context.now - arrival.age, ours, is_member());
    if (!leaving) {
        verdict.reason = leaving.error();
        return false;
    }
    for (const auto& key : *leaving) {
        const bool crowded = key.origin == rumor.name;
        forget(context, key, crowded ? EventKind::dropped : EventKind::expired,
               crowded ? "too-many-keys" : "too-many-strangers");
        ++context.totals.queue_drops;
    }
    return true;
}

void Rumors::State::forget(Context& context, const EntryKey& key, EventKind kind, std::string_view reason) {
    const auto* entry = entries.find(key);
    auto event = about(kind, key, *entry);
    event.reason = reason;
    seen.forget(entry->uuid);  // who holds it rightly may tell it anew
    entries.erase(key);
    context.emit(std::move(event));
}

Event Rumors::State::happened(EventKind kind, const Arrival& arrival, std::string_view reason) const {
    auto event = about(kind, arrival.rumor);
    event.peer = arrival.teller;
    event.hop = arrival.hops;
    event.reason = reason;
    return event;
}

void Rumors::State::applied(Context& context, const Arrival& arrival, bool forward) {
    const auto& rumor = arrival.rumor;
    const EntryKey key{rumor.name, rumor.key};
    const auto* known = entries.find(key);
    const auto before = known && known->version == rumor.version ? std::optional{*known} : std::nullopt;
    entries.put(key, {.value = rumor.payload,
                      .version = rumor.version,
                      .uuid = rumor.uuid,
                      .address = rumor.address,
                      .port = rumor.port,
                      .from = arrival.teller,
                      .hops = arrival.hops,
                      .applied_at = context.now,
                      .said_at = context.now - arrival.age});
    entries.mark_stranger(key.origin, stranger(key.origin));
    arm_expiry(context);
    auto event = happened(EventKind::applied, arrival);
    event.value = rumor.payload;
    auto because = context.because(context.emit(std::move(event)));
    // A new life of its origin, that has counted no further than the one before: it will count above that.
    if (before && arrival.teller == rumor.name) correct(because, arrival, *before);

    const bool news = !arrival.synced || arrival.age < young || arrival.teller == rumor.name;
    if (!news) return;
    const auto ttl = forward ? rumor.ttl : std::uint8_t{0};
    spread.news(because, key, ttl, arrival.door ? std::string{} : arrival.teller);
}

void Rumors::State::stale(Context& context, const Arrival& arrival, const message::Verdict& verdict) {
    auto because = context.because(context.emit(happened(EventKind::stale, arrival)));
    if (verdict.conflict) because.emit(happened(EventKind::conflict, arrival, "same-version"));
    const EntryKey key{arrival.rumor.name, arrival.rumor.key};
    const auto& held = *entries.find(key);
    // Digests cannot show that only the payloads differ, so in a reconciliation the greater one is told back.
    const bool hidden = arrival.synced && held.version == arrival.rumor.version && held.uuid == arrival.rumor.uuid;
    const bool straight = verdict.correct && arrival.teller == arrival.rumor.name;
    if (straight || hidden) correct(because, arrival, held);
}

/// Tells the teller what is held, or was.
void Rumors::State::correct(Context& because, const Arrival& arrival, const Entry& held) {
    if (arrival.door || !peers.reachable(arrival.teller)) return;
    const EntryKey key{arrival.rumor.name, arrival.rumor.key};
    send_copies(because, peers, arrival.teller, {copy_of(key, held, 0, peers.self(), because.now)},
                CopyReason::corrected);
}

void Rumors::State::refuted(Context& context, const Arrival& arrival) {
    const auto& rumor = arrival.rumor;
    const EntryKey key{rumor.name, rumor.key};
    auto because = context.because(context.emit(happened(EventKind::refuted, arrival)));
    const bool elsewhere =
        !rumor.address.empty() && (rumor.address != ip_text(settings.address) || rumor.port != settings.address.port);
    if (elsewhere && context.now - arrival.age >= started + conflict_slack) {
        because.emit(
            happened(EventKind::conflict, arrival, "our name at " + rumor.address + ':' + std::to_string(rumor.port)));
    }
    const auto above = message::outbid(rumor.version, rumor.uuid, fresh_uuid(because));
    WATERCOOLER_ASSERT(above);  // what cannot be outbid is rejected
    say_again(because, key, above->first, above->second);
}

/// They hold what we said in a former life, in which we counted as far as we do now. Others may have driven us so high
/// that nothing is above: then ours stays as it is, and it is the greater one.
void Rumors::State::outlived(Context& context, std::string_view from, const message::RumorId& row) {
    const EntryKey key{row.name, row.key};
    const auto& held = *entries.find(key);
    const auto above = message::outbid(held.version, held.uuid, fresh_uuid(context));
    if (!above) return;
    auto event = about(EventKind::refuted, key, held);
    event.uuid = row.uuid;
    event.peer = from;
    event.reason = "former life";
    auto because = context.because(context.emit(std::move(event)));
    say_again(because, key, above->first, above->second);
}

/// Our own value, above what was claimed of us.
void Rumors::State::say_again(Context& because, const EntryKey& key, Version version, const Uuid& uuid) {
    const auto* held = entries.find(key);
    const auto born = own(because, key, held ? held->value : std::string{}, version, uuid, "refutation");
    auto told = because.because(born);
    if (refutations.may_tell(told, key.key)) tell_own(told, key, CopyReason::corrected);
}

Sequence Rumors::State::own(Context& context, const EntryKey& key, std::string value, Version version, const Uuid& uuid,
                            std::string_view reason) {
    entries.put(key, {.value = std::move(value),
                      .version = version,
                      .uuid = uuid,
                      .address = ip_text(settings.address),
                      .port = settings.address.port,
                      .from = {},
                      .hops = 0,
                      .applied_at = context.now,
                      .said_at = context.now});
    const auto& entry = *entries.find(key);
    seen.remember(context.now, uuid, message::content_hash(copy_of(key, entry, 0, {}, context.now).rumor));
    auto event = about(EventKind::born, key, entry);
    event.hop = 0;
    event.reason = reason;
    event.value = entry.value;
    return context.emit(std::move(event));
}

void Rumors::State::tell_own(Context& context, const EntryKey& key, CopyReason reason) {
    spread.news(context, key, ttl_for(peers.living(), settings.fanout), {}, reason);
}

Uuid Rumors::State::fresh_uuid(Context& context) const {
    const auto since_zero = std::chrono::duration_cast<std::chrono::milliseconds>(context.now.time_since_epoch());
    const auto high = context.random.next();
    return make_uuid_v7(static_cast<std::uint64_t>(boot.wall_zero_ms + since_zero.count()), high,
                        context.random.next());
}

// ---- age ----

void Rumors::State::arm_expiry(Context& context) {
    const auto oldest = entries.oldest_said();
    if (!oldest) return context.cancel(TimerKind::expire);
    const auto at = *oldest + settings.entry_age_max;
    if (context.timers.at(TimerKind::expire, {}) != at) context.arm(at - context.now, TimerKind::expire);
}

void Rumors::State::expire(Context& context) {
    seen.age(context.now);
    for (const auto& key : entries.expired(context.now - settings.entry_age_max, is_member())) {
        forget(context, key, EventKind::expired, {});
    }
    arm_expiry(context);
}

// ---- commands ----

void Rumors::start(Context& context) {
    state_->started = context.now;
    const auto self = state_->peers.self();
    std::size_t told = 0;
    for (const auto& row : state_->boot.memory.entries) {
        if (!check_key(row.key) || !check_payload(row.value) || told >= limits::keys_per_origin_max) continue;
        const auto above = message::outbid(row.version, row.uuid, state_->fresh_uuid(context));
        if (!above || row.version.value > limits::version_max) continue;
        ++told;
        const EntryKey key{self, row.key};
        auto because = context.because(state_->own(context, key, row.value, above->first, above->second, "remembered"));
        state_->tell_own(because, key, CopyReason::pushed);
    }
}

tl::expected<Version, RumorError> Rumors::set(Context& context, std::string_view key, std::string_view value) {
    if (auto good = check_key(key); !good) return tl::unexpected{good.error()};
    if (auto good = check_payload(value); !good) return tl::unexpected{good.error()};
    const EntryKey place{state_->peers.self(), std::string{key}};
    const auto* held = state_->entries.find(place);
    if (!held && !state_->entries.room(place, context.now, true, state_->is_member())) {
        return tl::unexpected{RumorError{"key", "too-many-keys",
                                         "there are 32 keys already; the limit is 32 keys per member. "
                                         "Use one of them."}};
    }
    std::optional above{std::pair{Version{1}, state_->fresh_uuid(context)}};
    if (held) above = message::outbid(held->version, held->uuid, above->second);
    if (!above) {
        return tl::unexpected{
            RumorError{"version", "version-exhausted", "the version cannot be raised any further (2^53 - 1)."}};
    }
    auto because = context.because(state_->own(context, place, std::string{value}, above->first, above->second, {}));
    context.cancel(TimerKind::refute, place.key);  // this tells it
    state_->tell_own(because, place, CopyReason::pushed);
    return above->first;
}

Told Rumors::tell(Context& context, const Rumor& rumor, std::string_view from) {
    const Arrival arrival{.rumor = rumor, .teller = std::string{from}, .hops = 0, .age = {}, .door = true};
    if (const auto good = check(rumor); !good) {
        context.emit(state_->happened(EventKind::rejected, arrival, good.error().reason));
        return {Outcome::rejected, good.error().reason};
    }
    return state_->take(context, arrival);
}

// ---- messages ----

void Rumors::State::received(Context& context, const std::string& from, const message::RumorCopy& copy) {
    const auto uuid = copy.rumor.uuid;
    const bool synced = !spread.pulling(uuid) && sync.expects(context.now, from, copy);
    const auto age = std::min<std::uint64_t>(copy.age_ms, std::chrono::milliseconds{age_max}.count());
    const auto told = take(context, {.rumor = copy.rumor,
                                     .teller = from,
                                     .hops = copy.hops,
                                     .age = std::chrono::milliseconds{age},
                                     .door = false,
                                     .synced = synced});
    if (told.outcome == Outcome::rejected) {
        spread.refused(context, from, uuid);
    } else {
        spread.told(context, from, uuid);
    }
    sync.arrived(context, from, copy);
}

void Rumors::receive(Context& context, std::string_view from, const message::RumorCopy& copy) {
    state_->received(context, std::string{from}, copy);
}

void Rumors::receive(Context& context, std::string_view from, const message::RumorBatch& batch) {
    for (const auto& copy : batch.rumors) state_->received(context, std::string{from}, copy);
}

void Rumors::receive(Context& context, std::string_view from, const message::Announce& announce) {
    state_->spread.receive(context, std::string{from}, announce);
}

void Rumors::receive(Context& context, std::string_view from, const message::Have& have) {
    state_->spread.receive(context, std::string{from}, have);
}

void Rumors::receive(Context& context, std::string_view from, const message::Pull& pull) {
    state_->spread.receive(context, std::string{from}, pull);
    state_->sync.receive(context, std::string{from}, pull);
}

void Rumors::receive(Context& context, std::string_view from, const message::Sums& sums) {
    state_->sync.receive(context, std::string{from}, sums);
}

void Rumors::receive(Context& context, std::string_view from, const message::Digests& digests) {
    for (const auto& row : state_->sync.receive(context, std::string{from}, digests))
        state_->outlived(context, from, row);
}

// ---- what membership says ----

void Rumors::compare(Context& context, std::string_view peer, const message::Fingerprint& theirs) {
    state_->sync.compare(context, std::string{peer}, theirs);
}

/// Who holds us for dead, as of one who comes back it does, answers nothing: it is told that we live.
void Rumors::sync_now(Context& context, std::string_view peer) {
    std::vector<message::Message> first;
    if (auto alive = state_->peers.member_message(state_->peers.self())) first.push_back(std::move(*alive));
    state_->sync.begin(context, std::string{peer}, std::move(first));
}

void Rumors::unreachable(Context& context, std::string_view peer) {
    state_->spread.unreachable(context, std::string{peer});
    state_->sync.unreachable(context, std::string{peer});
}

void Rumors::reaped(Context& context, std::string_view member) {
    if (member == state_->peers.self()) return;
    state_->entries.mark_stranger(member, true);
    state_->arm_expiry(context);
}

void Rumors::timer(Context& context, const Timer& timer) {
    switch (timer.kind) {
        case TimerKind::announce:
        case TimerKind::answer:
        case TimerKind::pull:
            return state_->spread.timer(context, timer);
        case TimerKind::refute:
            state_->refutations.told(context, timer.subject);
            return state_->tell_own(context, {state_->peers.self(), timer.subject}, CopyReason::corrected);
        case TimerKind::sync:
            return state_->sync.timed_out(context, timer.subject);
        case TimerKind::expire:
            return state_->expire(context);
        default:
            WATERCOOLER_ASSERT(!"a timer that is not for rumors");
    }
}

// ---- views ----

message::Fingerprint Rumors::fingerprint() const { return state_->sync.fingerprint(); }

EntryView Rumors::State::view(const EntryKey& key, const Entry& entry, Instant now) const {
    EntryView result;
    result.origin = key.origin;
    result.key = key.key;
    result.value = entry.value;
    result.version = entry.version;
    result.uuid = entry.uuid;
    result.address = entry.address;
    result.port = entry.port;
    result.from = entry.from;
    result.hops = entry.hops;
    result.age = now - entry.said_at;
    result.own = key.origin == peers.self();
    result.stranger = stranger(key.origin);
    return result;
}

std::vector<EntryView> Rumors::entries(Instant now) const {
    std::vector<EntryView> result;
    for (const auto& [key, entry] : state_->entries.rows()) result.push_back(state_->view(key, entry, now));
    return result;
}

std::optional<EntryView> Rumors::entry(std::string_view origin, std::string_view key, Instant now) const {
    const auto* entry = state_->entries.find({origin, key});
    if (!entry) return std::nullopt;
    return state_->view({std::string{origin}, std::string{key}}, *entry, now);
}

std::vector<MessageView> Rumors::messages(Instant) const {
    std::vector<MessageView> result;
    state_->spread.view(result);
    return result;
}

std::vector<Memory::Entry> Rumors::own_entries() const {
    std::vector<Memory::Entry> result;
    for (const auto& [key, entry] : state_->entries.rows()) {
        if (key.origin == state_->peers.self()) result.push_back({key.key, entry.value, entry.version, entry.uuid});
    }
    return result;
}

}  // namespace watercooler::core
