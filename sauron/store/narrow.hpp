#pragma once

#include "store/engine.hpp"

namespace watercooler::store {

/// A query, taken apart: what blocks say about themselves decides first, and `rest` is asked of each event.
struct Narrow {
    Selection selection;                      // without run and streams
    filter::Filter members{};                 // terms that the stream's member decides alone
    filter::Filter rest{};                    // what only the event itself can tell
    std::optional<filter::UuidRange> uuid{};  // all that is asked for carries a uuid of this range, and it is narrow

    bool wants(const StreamRow& stream) const;
    bool wants(const journal::Stamped& stamped, const std::string& member) const;
    /// Whether every event of such kinds in the block is asked for, so that its counts are the answer.
    bool whole(const Head& head) const;

    std::optional<std::string> member{};
    std::optional<BootId> boot{};
};

/// `streams`: all that may be asked, to know who a `from:` or `to:` means.
Narrow narrow(const Query& query, const std::vector<StreamRow>& streams);
/// Whether the query can be narrowed without knowing the streams' names.
bool needs_streams(const Query& query);

}  // namespace watercooler::store
