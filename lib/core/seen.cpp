#include "core/seen.hpp"

#include <limits>

#include "core/hash.hpp"

namespace watercooler::core {
namespace {
std::uint64_t hash_of(const Uuid& uuid) { return Hash{}.bytes(uuid.bytes).value(); }
}  // namespace

std::size_t Seen::home_of(std::uint32_t place) const { return hash_of(record(place).uuid) & (slots_.size() - 1); }

/// The slot that holds `uuid`, or the empty one where it would go.
std::size_t Seen::slot_of(const Uuid& uuid) const {
    auto slot = hash_of(uuid) & (slots_.size() - 1);
    while (slots_[slot] != 0 && record(slots_[slot]).uuid != uuid) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
}

std::optional<std::uint64_t> Seen::content(const Uuid& uuid) const {
    if (slots_.empty()) return std::nullopt;
    const auto place = slots_[slot_of(uuid)];
    if (place == 0) return std::nullopt;
    return record(place).content;
}

void Seen::remember(Instant now, const Uuid& uuid, std::uint64_t content) {
    age(now);
    if (!slots_.empty() && slots_[slot_of(uuid)] != 0) {
        record(slots_[slot_of(uuid)]).content = content;
        return;
    }
    while (used_ >= count_max_) drop_oldest();
    const bool serials_end = first_ + records_.size() >= std::numeric_limits<std::uint32_t>::max() - 1;
    if (slots_.size() < 2 * (used_ + 1) || records_.size() > 2 * used_ + 64 || serials_end) rebuild();
    records_.push_back({uuid, content, now, true});
    slots_[slot_of(uuid)] = first_ + static_cast<std::uint32_t>(records_.size() - 1);
    ++used_;
}

void Seen::forget(const Uuid& uuid) {
    if (slots_.empty()) return;
    const auto slot = slot_of(uuid);
    if (slots_[slot] == 0) return;
    record(slots_[slot]).live = false;
    clear(slot);
    while (!records_.empty() && !records_.front().live) {
        records_.pop_front();
        ++first_;
    }
}

void Seen::age(Instant now) {
    while (!records_.empty() && now - records_.front().at > age_max_) drop_oldest();
}

void Seen::drop_oldest() { forget(Uuid{records_.front().uuid}); }

/// Empties a slot and moves back what stood behind it only because it was taken.
void Seen::clear(std::size_t slot) {
    const auto mask = slots_.size() - 1;
    slots_[slot] = 0;
    --used_;
    for (auto next = (slot + 1) & mask; slots_[next] != 0; next = (next + 1) & mask) {
        const auto home = home_of(slots_[next]);
        if (((next - home) & mask) < ((next - slot) & mask)) continue;
        slots_[slot] = slots_[next];
        slots_[next] = 0;
        slot = next;
    }
}

/// Makes the table large enough, and leaves out the records that were forgotten in between.
void Seen::rebuild() {
    std::erase_if(records_, [](const Record& one) { return !one.live; });
    first_ = 1;
    std::size_t size = 64;
    while (size < 4 * (used_ + 1)) size *= 2;
    slots_.assign(size, 0);
    for (std::uint32_t at = 0; at < records_.size(); ++at) slots_[slot_of(records_[at].uuid)] = first_ + at;
}

}  // namespace watercooler::core
