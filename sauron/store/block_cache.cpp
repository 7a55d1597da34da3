#include "store/block_cache.hpp"

namespace watercooler::store {

const Buffer* BlockCache::find(std::int64_t block, std::uint64_t bytes) {
    const auto place = places_.find(block);
    if (place == places_.end() || place->second->data.size() != bytes) return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, place->second);
    return &place->second->data;
}

void BlockCache::put(std::int64_t block, Bytes data) {
    if (const auto place = places_.find(block); place != places_.end()) forget(place->second);
    if (data.size() > bytes_max_) return;
    while (bytes_ + data.size() > bytes_max_) forget(std::prev(by_use_.end()));
    by_use_.push_front({block, {data.begin(), data.end()}});
    places_[block] = by_use_.begin();
    bytes_ += data.size();
}

void BlockCache::clear() {
    by_use_.clear();
    places_.clear();
    bytes_ = 0;
}

void BlockCache::forget(std::list<Kept>::iterator kept) {
    bytes_ -= kept->data.size();
    places_.erase(kept->block);
    by_use_.erase(kept);
}

}  // namespace watercooler::store
