#pragma once

#include <deque>
#include <mutex>

#include "store/engine.hpp"

namespace watercooler::store {

/// What rumors had been told when they were asked for. Blocks only grow, and no id is used
/// twice: the same blocks of the same sizes hold the same events. Any thread may call: all sessions of a store share
/// one, since whichever is free is asked.
class Tellings {
public:
    struct Rumor {
        std::int64_t run = 0;
        Uuid uuid;
        friend bool operator==(const Rumor&, const Rumor&) = default;
    };
    static constexpr std::size_t rumors_max = 64;
    explicit Tellings(std::size_t bytes_max) : bytes_max_{bytes_max} {}

    /// Null: it is not kept, or these are not its blocks any more.
    std::shared_ptr<const RumorEvents> find(const Rumor& rumor, std::span<const BlockRef> blocks);
    /// What was not asked for longest makes room. More than all that may be kept is not kept.
    void put(const Rumor& rumor, std::vector<BlockRef> blocks, std::shared_ptr<const RumorEvents> events);
    std::size_t bytes() const;

private:
    struct Kept {
        Rumor rumor;
        std::vector<BlockRef> blocks;
        std::shared_ptr<const RumorEvents> events;
        std::size_t bytes;
    };
    void forget(std::deque<Kept>::iterator kept);

    mutable std::mutex mutex_;
    std::size_t bytes_max_, bytes_ = 0;
    std::deque<Kept> kept_;  // asked for last: back
};

}  // namespace watercooler::store
