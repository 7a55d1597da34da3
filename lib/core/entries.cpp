#include "core/entries.hpp"

#include <algorithm>
#include <iterator>
#include <watercooler/assert.hpp>
#include <watercooler/rumor.hpp>

#include "core/hash.hpp"

namespace watercooler::core {
namespace {

std::uint64_t hash_of(EntryKeyView key, const Entry& entry) {
    return Hash{}
        .text(key.origin)
        .text(key.key)
        .number(entry.version.value)
        .bytes(entry.uuid.bytes)
        .text(entry.value)
        .value();
}

}  // namespace

std::size_t bucket_of(EntryKeyView key) { return Hash{}.text(key.origin).text(key.key).value() >> 60; }

const Entry* Entries::find(EntryKeyView key) const {
    const auto row = rows_.find(key);
    return row == rows_.end() ? nullptr : &row->second;
}

std::uint64_t Entries::sum() const {
    std::uint64_t total = 0;
    for (const auto sum : sums_) total += sum;
    return total;
}

void Entries::count(const EntryKey& key, const Entry& entry, bool in) {
    const auto hash = hash_of(key, entry);
    sums_[bucket_of(key)] += in ? hash : ~hash + 1;
}

Entries::Range Entries::of(std::string_view origin) const {
    const auto begin = rows_.lower_bound(EntryKeyView{origin, {}});
    auto end = begin;
    while (end != rows_.end() && end->first.origin == origin) ++end;
    return {begin, end};
}

Instant Entries::youngest(std::string_view origin) const {
    auto result = Instant::min();
    const auto [begin, end] = of(origin);
    for (auto row = begin; row != end; ++row) result = std::max(result, row->second.said_at);
    return result;
}

void Entries::index(std::string_view origin, bool in) {
    const auto [begin, end] = of(origin);
    if (begin == end) return;
    if (in) {
        strangers_.emplace(origin);
        strangers_by_age_.emplace(youngest(origin), origin);
        for (auto row = begin; row != end; ++row) ageing_.emplace(row->second.said_at, row->first);
    } else {
        strangers_.erase(strangers_.find(origin));
        strangers_by_age_.erase({youngest(origin), std::string{origin}});
        for (auto row = begin; row != end; ++row) ageing_.erase({row->second.said_at, row->first});
    }
}

void Entries::mark_stranger(std::string_view origin, bool stranger) {
    if (strangers_.contains(origin) != stranger) index(origin, stranger);
}

void Entries::put(const EntryKey& key, Entry entry) {
    const bool stranger = strangers_.contains(key.origin);
    if (stranger) index(key.origin, false);
    auto [row, added] = rows_.try_emplace(key);
    if (!added) count(key, row->second, false);
    row->second = std::move(entry);
    count(key, row->second, true);
    if (stranger) index(key.origin, true);
}

void Entries::erase(const EntryKey& key) {
    const auto row = rows_.find(key);
    WATERCOOLER_ASSERT(row != rows_.end());
    const auto origin = key.origin;  // `key` may be the row's own
    const bool stranger = strangers_.contains(origin);
    if (stranger) index(origin, false);
    count(row->first, row->second, false);
    rows_.erase(row);
    if (stranger) index(origin, true);
}

tl::expected<std::vector<EntryKey>, std::string> Entries::room(EntryKeyView key, Instant said_at, bool own,
                                                               const IsMember& is_member) {
    const auto [begin, end] = of(key.origin);
    if (static_cast<std::size_t>(std::distance(begin, end)) >= limits::keys_per_origin_max) {
        const auto& last = std::prev(end)->first;
        // Our own keys never make room for somebody's claim about us.
        if (own || key.key > last.key) return tl::unexpected{std::string{"too-many-keys"}};
        return std::vector{last};
    }
    if (own || begin != end || is_member(key.origin)) return std::vector<EntryKey>{};
    return room_among_strangers(said_at, is_member);
}

tl::expected<std::vector<EntryKey>, std::string> Entries::room_among_strangers(Instant said_at,
                                                                               const IsMember& is_member) {
    std::vector<EntryKey> gone;
    std::size_t leaving = 0;
    for (auto next = strangers_by_age_.begin(); strangers_by_age_.size() - leaving >= limits::strangers_max;) {
        const auto [said, origin] = *next++;
        if (is_member(origin)) {
            mark_stranger(origin, false);
            continue;
        }
        if (said_at <= said) return tl::unexpected{std::string{"too-many-strangers"}};
        const auto [begin, end] = of(origin);
        for (auto row = begin; row != end; ++row) gone.push_back(row->first);
        ++leaving;
    }
    return gone;
}

std::optional<Instant> Entries::oldest_said() const {
    if (ageing_.empty()) return std::nullopt;
    return std::get<Instant>(*ageing_.begin());
}

std::vector<EntryKey> Entries::expired(Instant limit, const IsMember& is_member) {
    std::vector<std::string> members;
    for (const auto& origin : strangers_) {
        if (is_member(origin)) members.push_back(origin);
    }
    for (const auto& origin : members) mark_stranger(origin, false);
    std::vector<EntryKey> result;
    for (const auto& [said, key] : ageing_) {
        if (said > limit) break;
        result.push_back(key);
    }
    return result;
}

}  // namespace watercooler::core
