#include "store/sqlite_scan.hpp"

#include <algorithm>
#include <cstring>

#include "store/sqlite_rows.hpp"

namespace watercooler::store::sqlite {
namespace {

bool has_one(std::string_view bytes, const std::vector<std::string>& needles) {
    return std::any_of(needles.begin(), needles.end(), [&](const std::string& needle) {
        return ::memmem(bytes.data(), bytes.size(), needle.data(), needle.size()) != nullptr;
    });
}

/// Decides by the row as it lies there: most rows of a rare question are left at once.
bool may_hold(const Selection& selection, const Statement& row) {
    const auto stream = row.integer(1);
    const auto kinds = row.number(6);
    if ((kinds & selection.kinds) == 0) return false;
    if (row.seq(3) < selection.seq_from || row.seq(2) > selection.seq_to) return false;
    const auto is_of = [&](const std::vector<std::int64_t>& ids) {
        return std::binary_search(ids.begin(), ids.end(), stream);
    };
    if (selection.streams && !is_of(*selection.streams)) return false;
    for (const auto& needles : selection.packets) {
        if (!has_one(row.bytes(10), needles.any)) return false;
    }
    for (const auto& needles : selection.words) {
        const bool excused = row.is_null(11) || (kinds & needles.excused_kinds) != 0 || is_of(needles.excused_streams);
        if (!excused && !has_one(row.bytes(11), needles.any)) return false;
    }
    return true;
}

std::string scan_sql(const Selection& selection) {
    const std::string by = selection.newest_first ? "last_wall" : "first_wall";
    const std::string whose = selection.stream ? "stream" : "run";
    const std::string index =
        std::string{selection.stream ? "block_stream_" : "block_"} + (selection.newest_first ? "newest" : "oldest");
    const std::string way = selection.newest_first ? " DESC" : "";
    return std::string{"SELECT "} + head_columns + " FROM block INDEXED BY " + index + " WHERE " + whose +
           " = ? AND (" + by + ", id) " + (selection.newest_first ? "<" : ">") +
           " (?, ?) AND last_wall >= ? AND first_wall <= ? ORDER BY " + by + way + ", id" + way + " LIMIT ?";
}

}  // namespace

Expected<Scanned> scan(Connection& reader, const Selection& selection, const std::optional<BlockKey>& after,
                       std::size_t rows) {
    const bool newest = selection.newest_first;
    const auto limit = newest ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
    const auto key = after.value_or(BlockKey{limit, newest ? limit : -1});
    auto found = reader.prepare(scan_sql(selection));
    if (found) {
        found->bind(selection.stream.value_or(selection.run), key.wall, key.id, selection.from, selection.to,
                    std::uint64_t{rows});
    }
    Scanned scanned;
    std::size_t seen = 0;
    auto fine = each_row(found, [&](const Statement& row) {
        scanned.end = BlockKey{row.integer(newest ? 5 : 4), row.integer(0)};
        ++seen;
        if (may_hold(selection, row)) scanned.hits.push_back(read_head(row));
    });
    if (!fine) return tl::unexpected{fine.error()};
    if (seen < rows) scanned.end.reset();
    return scanned;
}

}  // namespace watercooler::store::sqlite
