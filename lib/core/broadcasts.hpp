#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/bytes.hpp>
#include <watercooler/number.hpp>

namespace watercooler::core {

/// One message that waits to be told to several others.
struct Broadcast {
    std::string_view kind;  // "alive", "suspect" ...: a literal
    std::string about;      // a newer one about the same replaces it; empty: nothing does
    Buffer bytes;           // the whole part, type byte included; never empty
    Sequence cause;         // the event that led to it
};

/// Broadcasts that are told a limited number of times, the least told first. Source: memberlist-wire 10.2.
class Broadcasts {
public:
    explicit Broadcasts(std::size_t count_max) : count_max_(count_max) {}

    /// Queues one; returns its number. What no longer fits is dropped: the most told, then the shortest; see `dropped`.
    std::uint64_t add(Broadcast broadcast);
    /// Takes for one packet: within a transmit count the longest that fits, then the newest. Each costs its size and
    /// `per_part`; after `limit` tellings (at least one) it is forgotten.
    struct Take {
        std::size_t room = 0;
        std::size_t per_part = 0;
        std::size_t count_max = 0;
        std::uint32_t limit = 0;
    };
    std::vector<Broadcast> take(const Take& how);

    bool waits(std::uint64_t number) const { return keys_.contains(number); }
    bool empty() const { return queue_.empty(); }
    std::size_t size() const { return queue_.size(); }
    /// Bytes that all together would take in a packet.
    std::size_t bytes(std::size_t per_part) const { return bytes_ + per_part * queue_.size(); }
    std::uint64_t dropped() const { return dropped_; }

    struct View {
        const Broadcast* broadcast;
        std::uint32_t transmits;
    };
    std::vector<View> view() const;

private:
    struct Key {
        std::uint32_t transmits;
        std::size_t size;
        std::uint64_t number;
        // The order of taking: least told, longest, newest.
        friend bool operator<(const Key& a, const Key& b) {
            if (a.transmits != b.transmits) return a.transmits < b.transmits;
            if (a.size != b.size) return a.size > b.size;
            return a.number > b.number;
        }
    };
    using Queue = std::map<Key, Broadcast>;

    void insert(const Key& key, Broadcast broadcast);
    Broadcast remove(Queue::iterator place);

    std::size_t count_max_;
    std::size_t bytes_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t last_ = 0;
    Queue queue_;
    std::map<std::uint64_t, Key> keys_;
    std::map<std::string, std::uint64_t> about_;
};

}  // namespace watercooler::core
