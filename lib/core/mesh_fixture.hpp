#pragma once

// Rumor sides of many nodes, joined by a made-up network with latency and loss: what the tests of spreading run on.
// Membership is a list that everybody shares; there are no bytes.
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/hash.hpp"
#include "core/peers.hpp"
#include "core/rumors.hpp"

namespace watercooler::core {

class Mesh {
public:
    struct Manners {
        std::size_t members = 2;
        std::uint64_t seed = 1;
        Duration latency_min = std::chrono::milliseconds{1}, latency_max = std::chrono::milliseconds{3};
        std::uint32_t loss_percent = 0;  // of datagrams; streams lose nothing
        bool refusals = true;            // the host of a dead member says so (ICMP)
        Duration ping_interval{};        // fingerprints are exchanged this often; 0 = never
        Settings settings{};
    };

    class Member final : public Peers {
    public:
        Member(Mesh& mesh, std::size_t index, const Manners& manners)
            : mesh_(mesh), index_(index), name_(name_of(index)), random_(manners.seed * 1000 + index) {
            settings = manners.settings;
            settings.name = name_;
            settings.address = *parse_ip("127.0.0.1", static_cast<std::uint16_t>(8000 + index));
            boot.id = {index + 1};
            boot.wall_zero_ms = 1'700'000'000'000;
            rumors = std::make_unique<Rumors>(settings, boot, *this);
        }

        template <class Do>
        auto with(Do&& act, Sequence cause = {}) {
            Context context{mesh_.now_, cause, out, journal, timers, random_, totals};
            if constexpr (std::is_void_v<decltype(act(context))>) {
                act(context);
                mesh_.wakeups_[index_] = timers.next();
            } else {
                auto result = act(context);
                mesh_.wakeups_[index_] = timers.next();
                return result;
            }
        }
        Version set(std::string_view value, std::string_view key = "book") {
            return with([&](Context& context) { return *rumors->set(context, key, value); });
        }
        std::uint64_t count(EventKind kind) const { return journal.count(kind); }
        std::string value_of(std::string_view origin, std::string_view key = "book") const {
            const auto entry = rumors->entry(origin, key, mesh_.now_);
            return entry ? entry->value : "(none)";
        }

        // Peers.
        const std::string& self() const override { return name_; }
        bool is_member(std::string_view name) const override { return mesh_.index_.contains(name); }
        bool reachable(std::string_view name) const override {
            return is_member(name) && !mesh_.known_dead_.contains(name);
        }
        std::size_t living() const override { return mesh_.index_.size() - mesh_.known_dead_.size(); }
        std::vector<std::string> pick(Context& context, std::size_t count,
                                      const std::vector<std::string>& except) override {
            std::vector<const std::string*> good, refused;
            for (const auto& [name, index] : mesh_.index_) {
                const bool excepted = std::find(except.begin(), except.end(), name) != except.end();
                if (index == index_ || excepted || !reachable(name)) continue;
                (refused_.contains(name) ? refused : good).push_back(&name);
            }
            context.random.shuffle(good);
            context.random.shuffle(refused);
            good.insert(good.end(), refused.begin(), refused.end());
            std::vector<std::string> picked;
            for (std::size_t at = 0; at < good.size() && at < count; ++at) picked.push_back(*good[at]);
            return picked;
        }
        std::optional<std::string> successor(std::string_view after) const override {
            const auto& ring = mesh_.ring_;
            const auto from = ring.find(place(after.empty() ? std::string_view{name_} : after));
            for (auto next = std::next(from); next != from; ++next) {
                if (next == ring.end()) next = ring.begin();
                if (next == from) break;
                if (next->second != name_ && reachable(next->second)) return next->second;
            }
            return std::nullopt;
        }
        std::size_t datagram_room() const override { return 1300; }
        std::size_t encoded_size(const message::Message& message) const override {
            return std::visit([](const auto& one) { return size(one); }, message);
        }
        void send(Context&, std::string_view to, const std::vector<message::Message>& messages) override {
            for (const auto& message : messages) {
                sent_bytes += encoded_size(message);
                mesh_.post(name_, std::string{to}, message, encoded_size(message) > datagram_room());
            }
        }
        std::vector<message::Digests::Member> member_digests() const override { return {}; }
        std::vector<std::uint64_t> member_sums() const override { return std::vector<std::uint64_t>(16); }
        Differs compare_member(Context&, const message::Digests::Member&) override { return Differs::no; }
        std::optional<message::Message> member_message(std::string_view) const override { return std::nullopt; }

        Settings settings;
        Boot boot;
        Timers timers;
        Journal journal;
        Outbox out;
        Totals totals;
        std::unique_ptr<Rumors> rumors;
        std::uint64_t sent_bytes = 0;
        bool running = true;

    private:
        friend class Mesh;
        static std::pair<std::uint64_t, std::string> place(std::string_view name) {
            return {Hash{}.text(name).value(), std::string{name}};
        }
        static std::size_t size(const message::RumorId& id) { return 40 + id.name.size() + id.key.size(); }
        static std::size_t size(const message::RumorCopy& copy) {
            const auto& rumor = copy.rumor;
            return 100 + rumor.name.size() + rumor.address.size() + rumor.key.size() + rumor.payload.size();
        }
        template <class Items>
        static std::size_t sum(const Items& items) {
            std::size_t bytes = 20;
            for (const auto& item : items) bytes += size(item);
            return bytes;
        }
        static std::size_t size(const message::Announce& one) { return sum(one.ids); }
        static std::size_t size(const message::Have& one) { return 20 + 18 * one.uuids.size(); }
        static std::size_t size(const message::Pull& one) { return sum(one.ids); }
        static std::size_t size(const message::Sums&) { return 320; }
        static std::size_t size(const message::Digests& one) { return sum(one.entries); }
        static std::size_t size(const message::RumorBatch& one) { return sum(one.rumors); }
        template <class Other>
        static std::size_t size(const Other&) {
            return 50;
        }

        Mesh& mesh_;
        std::size_t index_;
        std::string name_;
        Random random_;
        std::set<std::string> refused_;
    };

    explicit Mesh(const Manners& manners) : manners_(manners), random_(manners.seed), wakeups_(manners.members, never) {
        for (std::size_t index = 0; index < manners.members; ++index) {
            index_.emplace(name_of(index), index);
            ring_.insert(Member::place(name_of(index)));
        }
        for (std::size_t index = 0; index < manners.members; ++index) {
            members_.push_back(std::make_unique<Member>(*this, index, manners));
        }
        for (auto& member : members_) member->with([&](Context& context) { member->rumors->start(context); });
        if (manners.ping_interval != Duration{}) next_ping_ = now_ + manners.ping_interval;
    }

    static std::string name_of(std::size_t index) {
        auto digits = std::to_string(index);
        return "m" + std::string(5 - std::min<std::size_t>(5, digits.size()), '0') + digits;
    }
    static std::size_t number_of(std::string_view name) { return std::stoul(std::string{name.substr(1)}); }
    Member& operator[](std::size_t index) { return *members_[index]; }
    std::size_t size() const { return members_.size(); }
    Instant now() const { return now_; }

    /// The process is gone. `known`: everyone's membership says so already.
    void kill(std::size_t index, bool known = false) {
        members_[index]->running = false;
        if (known) known_dead_.insert(name_of(index));
    }
    /// Nobody lists this member any more.
    void forget(std::size_t index) {
        kill(index);
        index_.erase(name_of(index));
    }
    /// Nothing reaches these until they are connected again; nobody notices.
    void cut_off(std::size_t index, bool cut) {
        cut ? (void)cut_.insert(name_of(index)) : (void)cut_.erase(name_of(index));
    }

    void run(Duration span) {
        const auto end = now_ + span;
        while (step(end)) {
        }
        now_ = end;
    }
    /// Runs until `done`, at most `span`; returns how long it took.
    template <class Done>
    Duration run_until(Duration span, Done&& done) {
        const auto begin = now_;
        while (!done() && step(begin + span)) {
        }
        return now_ - begin;
    }

    /// Hands a message over at once.
    void deliver(const std::string& from, Member& to, const message::Message& message) {
        to.with([&](Context& context) {
            std::visit([&](const auto& one) { receive(context, *to.rumors, from, one); }, message);
        });
    }

    std::size_t living_with(std::string_view origin, std::string_view value) const {
        std::size_t count = 0;
        for (const auto& member : members_) count += member->running && member->value_of(origin) == value;
        return count;
    }
    std::size_t living() const {
        std::size_t count = 0;
        for (const auto& member : members_) count += member->running;
        return count;
    }
    bool agree() const {
        const auto sum = members_.front()->rumors->fingerprint();
        return std::all_of(members_.begin(), members_.end(), [&](const auto& member) {
            return !member->running || member->rumors->fingerprint() == sum;
        });
    }
    Totals totals() const {
        Totals sum;
        for (const auto& member : members_) {
            sum.payload_copies += member->totals.payload_copies;
            sum.copies_pushed += member->totals.copies_pushed;
            sum.copies_answered += member->totals.copies_answered;
            sum.copies_synced += member->totals.copies_synced;
            sum.copies_corrected += member->totals.copies_corrected;
            sum.copies_duplicate_in += member->totals.copies_duplicate_in;
            sum.announce_messages += member->totals.announce_messages;
            sum.queue_drops += member->totals.queue_drops;
        }
        return sum;
    }
    std::uint64_t count(EventKind kind) const {
        std::uint64_t sum = 0;
        for (const auto& member : members_) sum += member->count(kind);
        return sum;
    }

private:
    struct Parcel {
        std::string from;
        std::size_t to = 0;
        message::Message message;
        bool refusal = false;  // instead of a message: `from` refuses
    };

    template <class One>
    static auto receive(Context& context, Rumors& rumors, const std::string& from, const One& one)
        -> decltype(rumors.receive(context, from, one)) {
        rumors.receive(context, from, one);
    }
    template <class... Ignored>
    static void receive(Context&, Rumors&, Ignored&&...) {}

    Duration latency() {
        const auto width = static_cast<std::uint64_t>((manners_.latency_max - manners_.latency_min).count()) + 1;
        return manners_.latency_min + Duration{static_cast<Duration::rep>(random_.below(width))};
    }
    void post(const std::string& from, const std::string& to, message::Message message, bool stream) {
        if (!stream && random_.below(100) < manners_.loss_percent) return;
        if (cut_.contains(from) || cut_.contains(to)) return;
        parcels_.emplace(std::pair{now_ + latency(), ++posted_}, Parcel{from, number_of(to), std::move(message)});
    }
    void hand_over(const Parcel& parcel) {
        auto& to = *members_[parcel.to];
        if (parcel.refusal) {
            to.refused_.insert(parcel.from);
            if (to.running) to.with([&](Context& context) { to.rumors->unreachable(context, parcel.from); });
        } else if (to.running) {
            to.refused_.erase(parcel.from);
            deliver(parcel.from, to, parcel.message);
        } else if (manners_.refusals) {
            parcels_.emplace(std::pair{now_ + latency(), ++posted_},
                             Parcel{to.name_, number_of(parcel.from), message::Have{}, true});
        }
    }
    void ping_all() {
        for (auto& member : members_) {
            if (!member->running) continue;
            const auto picked = member->with([&](Context& context) { return member->pick(context, 1, {}); });
            if (picked.empty()) continue;
            auto& other = *members_[number_of(picked.front())];
            if (!other.running || cut_.contains(other.name_) || cut_.contains(member->name_)) continue;
            const auto mine = member->rumors->fingerprint();
            const auto theirs = other.rumors->fingerprint();
            other.with([&](Context& context) { other.rumors->compare(context, member->name_, mine); });
            member->with([&](Context& context) { member->rumors->compare(context, other.name_, theirs); });
        }
        next_ping_ += manners_.ping_interval;
    }
    /// The next thing that happens, if it happens before `end`.
    bool step(Instant end) {
        auto next = parcels_.empty() ? never : parcels_.begin()->first.first;
        Member* waking = nullptr;
        for (auto& member : members_) {
            if (!member->running || wakeups_[member->index_] >= next) continue;
            next = wakeups_[member->index_];
            waking = member.get();
        }
        const bool pings = next_ping_ < next;
        if (pings) next = next_ping_;
        if (next > end) {
            now_ = end;
            return false;
        }
        now_ = next;
        if (pings) {
            ping_all();
        } else if (waking) {
            const auto timer = waking->timers.pop(now_);
            waking->with([&](Context& context) { waking->rumors->timer(context, *timer); }, timer->cause);
        } else {
            const auto parcel = std::move(parcels_.begin()->second);
            parcels_.erase(parcels_.begin());
            hand_over(parcel);
        }
        return true;
    }

    Manners manners_;
    Random random_;
    Instant now_{};
    Instant next_ping_ = never;
    std::uint64_t posted_ = 0;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::set<std::pair<std::uint64_t, std::string>> ring_;  // members in hash order
    std::set<std::string, std::less<>> known_dead_;
    std::set<std::string, std::less<>> cut_;
    std::vector<Instant> wakeups_;  // of each member
    std::vector<std::unique_ptr<Member>> members_;
    std::map<std::pair<Instant, std::uint64_t>, Parcel> parcels_;
};

/// A mesh of so many members, with all else as usual.
inline Mesh::Manners manners(std::size_t members, std::uint64_t seed = 1, std::uint32_t loss_percent = 0) {
    Mesh::Manners result;
    result.members = members;
    result.seed = seed;
    result.loss_percent = loss_percent;
    return result;
}

/// The latest event of a kind that is in a member's outbox; an empty one if there is none.
inline const Event& last(Mesh::Member& member, EventKind kind) {
    static const Event none;
    const Event* found = &none;
    for (const auto& event : member.out.events) {
        if (event.kind == kind) found = &event;
    }
    return *found;
}

}  // namespace watercooler::core
