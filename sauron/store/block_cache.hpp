#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>

#include "store/block.hpp"

namespace watercooler::store {

/// The data of blocks that were read lately, for an engine that asks another process for them. A block only ever grows:
/// what is kept is right for as long as its size is.
class BlockCache {
public:
    explicit BlockCache(std::size_t bytes_max) : bytes_max_{bytes_max} {}

    /// Null: it is not there, or has grown since. Good until the next put() or clear().
    const Buffer* find(std::int64_t block, std::uint64_t bytes);
    /// What was not asked for longest goes first. More than all that may be kept is not kept.
    void put(std::int64_t block, Bytes data);
    void clear();
    std::size_t bytes() const { return bytes_; }

private:
    struct Kept {
        std::int64_t block;
        Buffer data;
    };
    void forget(std::list<Kept>::iterator kept);

    std::size_t bytes_max_, bytes_ = 0;
    std::list<Kept> by_use_;  // asked for last: front
    std::unordered_map<std::int64_t, std::list<Kept>::iterator> places_;
};

}  // namespace watercooler::store
