#pragma once

#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "store/narrow.hpp"

namespace watercooler::store {

/// What streams are called, by id: neither ever changes.
using Names = std::unordered_map<std::int64_t, journal::Stream>;
/// Looks up those of these streams that are not known. Errors: the session's; WC-STORE-DAMAGED when one is not there.
Expected<void> learn_names(Session& session, Names& names, std::vector<std::int64_t> streams);

/// The blocks that a query is about, one after the other in its order, read as they are needed.
/// Between begin_read() and end_read() of the session.
class Walk {
public:
    /// Errors: the session's. A run that nobody knows has no blocks.
    static Expected<Walk> begin(Session& session, Names& names, const Query& query);

    /// Everything that is still to come lies at or behind this wall time (at or before, when the newest come first).
    /// Nothing: there is no more.
    std::optional<std::int64_t> bound() const;
    /// The next block, without its data; or nothing, when looking on brought none: ask bound() again.
    Expected<std::optional<Block>> next();
    /// Its data; `ahead`: also that of the blocks that are likely to come next.
    Expected<void> load(Block& block, bool ahead);

    const Narrow& what() const { return narrow_; }
    /// Of a block that was loaded.
    const journal::Stream& stream_of(const Block& block) const;

private:
    /// One scan: of the whole run, or of one stream.
    struct Lane {
        Selection selection;
        std::deque<Block> ready{};
        std::optional<BlockKey> end{};
        bool more = true;
        std::size_t rows = rows_min;
    };
    static constexpr std::size_t rows_min = 32, rows_hit_max = 256, rows_max = 1024, lanes_max = 16;

    Walk(Session& session, Names& names, const Query& query) : session_{&session}, names_{&names}, query_{&query} {}
    Expected<void> choose_lanes(std::int64_t run, const std::vector<StreamRow>& streams);
    void scan_lanes();
    Expected<bool> list_rumor_blocks();
    Expected<bool> list_seq_blocks();
    bool list(std::vector<Block> blocks);
    bool may_hold(const Block& block) const;
    Expected<void> fill(Lane& lane);
    std::optional<std::int64_t> bound(const Lane& lane) const;
    std::int64_t clamped(std::int64_t wall) const;
    Lane* front();
    bool earlier(std::int64_t a, std::int64_t b) const { return query_->newest_first ? a > b : a < b; }

    Session* session_;
    Names* names_;
    const Query* query_;
    Narrow narrow_;
    std::vector<Lane> lanes_;
    std::size_t ahead_ = 8;                            // blocks to read at once
    std::unordered_map<std::int64_t, Buffer> loaded_;  // data that was read ahead
};

}  // namespace watercooler::store
