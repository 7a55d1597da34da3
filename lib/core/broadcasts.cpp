#include "core/broadcasts.hpp"

#include <algorithm>
#include <utility>
#include <watercooler/assert.hpp>

namespace watercooler::core {

void Broadcasts::insert(const Key& key, Broadcast broadcast) {
    bytes_ += broadcast.bytes.size();
    keys_.emplace(key.number, key);
    if (!broadcast.about.empty()) about_[broadcast.about] = key.number;
    queue_.emplace(key, std::move(broadcast));
}

Broadcast Broadcasts::remove(Queue::iterator place) {
    auto broadcast = std::move(place->second);
    bytes_ -= broadcast.bytes.size();
    keys_.erase(place->first.number);
    if (!broadcast.about.empty()) about_.erase(broadcast.about);
    queue_.erase(place);
    return broadcast;
}

std::uint64_t Broadcasts::add(Broadcast broadcast) {
    WATERCOOLER_ASSERT(!broadcast.bytes.empty());
    if (const auto old = about_.find(broadcast.about); old != about_.end()) remove(queue_.find(keys_.at(old->second)));
    const Key key{0, broadcast.bytes.size(), ++last_};
    insert(key, std::move(broadcast));
    for (; queue_.size() > count_max_; ++dropped_) remove(std::prev(queue_.end()));
    return key.number;
}

std::vector<Broadcast> Broadcasts::take(const Take& how) {
    std::vector<Broadcast> taken;
    std::vector<std::pair<Key, Broadcast>> again;  // told once more; back in the queue when the packet is complete
    auto room = how.room;
    auto place = queue_.begin();
    while (place != queue_.end() && taken.size() < how.count_max && room > how.per_part) {
        const auto key = place->first;
        if (key.size + how.per_part > room) {  // the longest of this count that still fits, else the next count
            place = queue_.lower_bound(Key{key.transmits, room - how.per_part, ~std::uint64_t{0}});
            continue;
        }
        const auto next = std::next(place);
        auto broadcast = remove(place);
        room -= key.size + how.per_part;
        taken.push_back(broadcast);
        if (key.transmits + 1 < how.limit) {
            again.emplace_back(Key{key.transmits + 1, key.size, key.number}, std::move(broadcast));
        }
        place = next;
    }
    for (auto& [key, broadcast] : again) insert(key, std::move(broadcast));
    return taken;
}

std::vector<Broadcasts::View> Broadcasts::view() const {
    std::vector<View> views;
    for (const auto& [key, broadcast] : queue_) views.push_back({&broadcast, key.transmits});
    return views;
}

}  // namespace watercooler::core
