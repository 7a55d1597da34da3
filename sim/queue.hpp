#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>
#include <watercooler/time.hpp>

namespace watercooler::sim {

/// What is yet to happen, by (time, rank, insertion). Ranks make packets come before timers at one instant.
template <class T>
class Queue {
public:
    void push(Instant at, std::uint8_t rank, T what) {
        std::size_t slot = items_.size();
        if (free_.empty()) {
            items_.push_back(std::move(what));
        } else {
            slot = free_.back();
            free_.pop_back();
            items_[slot] = std::move(what);
        }
        heap_.push_back({at, rank, ++pushed_, slot});
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
    bool empty() const { return heap_.empty(); }
    std::size_t size() const { return heap_.size(); }
    Instant next() const { return heap_.empty() ? never : heap_.front().at; }
    T pop() {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        const auto slot = heap_.back().slot;
        heap_.pop_back();
        free_.push_back(slot);
        return std::move(items_[slot]);
    }

private:
    struct Entry {
        Instant at;
        std::uint8_t rank;
        std::uint64_t order;
        std::size_t slot;
    };
    static bool later(const Entry& a, const Entry& b) {
        if (a.at != b.at) return a.at > b.at;
        return a.rank != b.rank ? a.rank > b.rank : a.order > b.order;
    }
    std::vector<Entry> heap_;
    std::vector<T> items_;
    std::vector<std::size_t> free_;
    std::uint64_t pushed_ = 0;
};

}  // namespace watercooler::sim
