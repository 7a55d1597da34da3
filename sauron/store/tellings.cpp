#include "store/tellings.hpp"

#include <algorithm>
#include <utility>

namespace watercooler::store {
namespace {

/// Of those that are kept in memory: what they are made of, and the texts that are too long to be in it.
std::size_t bytes_of(const RumorEvents& told) {
    std::size_t bytes = told.records.size() * (sizeof told.records[0] + sizeof told.positions[0]);
    for (const auto& [event, context] : told.records) {
        for (const auto* text :
             {&event.peer, &event.reason, &event.origin, &event.key, &event.value, &context.club, &context.member})
            if (text->capacity() > std::string{}.capacity()) bytes += text->capacity();
    }
    return bytes;
}

}  // namespace

std::shared_ptr<const RumorEvents> Tellings::find(const Rumor& rumor, std::span<const BlockRef> blocks) {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find(kept_, rumor, &Kept::rumor);
    if (found == kept_.end() || !std::ranges::equal(found->blocks, blocks)) return nullptr;
    std::rotate(found, found + 1, kept_.end());
    return kept_.back().events;
}

void Tellings::put(const Rumor& rumor, std::vector<BlockRef> blocks, std::shared_ptr<const RumorEvents> events) {
    const auto bytes = bytes_of(*events) + blocks.size() * sizeof(BlockRef);
    const std::lock_guard lock{mutex_};
    if (const auto old = std::ranges::find(kept_, rumor, &Kept::rumor); old != kept_.end()) forget(old);
    if (bytes > bytes_max_) return;
    while (kept_.size() >= rumors_max || bytes_ + bytes > bytes_max_) forget(kept_.begin());
    kept_.push_back({rumor, std::move(blocks), std::move(events), bytes});
    bytes_ += bytes;
}

std::size_t Tellings::bytes() const {
    const std::lock_guard lock{mutex_};
    return bytes_;
}

void Tellings::forget(std::deque<Kept>::iterator kept) {
    bytes_ -= kept->bytes;
    kept_.erase(kept);
}

}  // namespace watercooler::store
