#include "store/postgres_scan.hpp"

namespace watercooler::store::postgres {

/// What a block says is looked through by the server: of most rows of a rare question only their key is sent.
std::pair<std::string, Parameters> scan_sql(const Selection& selection, const std::optional<BlockKey>& after,
                                            std::size_t limit) {
    const bool newest = selection.newest_first;
    const std::string by = newest ? "last_wall" : "first_wall", way = newest ? " DESC" : "";
    const auto end = newest ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
    const auto key = after.value_or(BlockKey{end, newest ? end : -1});
    Parameters parameters;
    int next = 0;
    const auto placed = [&](auto&&... value) {
        parameters.add(value...);
        return '$' + std::to_string(++next);
    };
    const auto ids = [&](const std::vector<std::int64_t>& list) {
        parameters.add_column(list);
        return "stream = ANY ($" + std::to_string(++next) + ')';
    };
    const auto any_in = [&](const char* column, const Selection::Needles& needles) {
        std::string sql;
        for (const auto& needle : needles.any) {
            parameters.add_bytes(needle);
            sql += (sql.empty() ? "" : " OR ") + std::string{"position($"} + std::to_string(++next) + " in " + column +
                   ") > 0";
        }
        return sql;
    };
    std::string inner = "SELECT * FROM block WHERE ";
    inner += selection.stream ? "stream = " + placed(*selection.stream) : "run = " + placed(selection.run);
    inner += " AND (" + by + ", id) " + (newest ? "<" : ">") + " (" + placed(key.wall);
    inner += ", " + placed(key.id) + ") AND last_wall >= " + placed(selection.from);
    inner += " AND first_wall <= " + placed(selection.to);
    inner += " ORDER BY " + by + way + ", id" + way + " LIMIT " + placed(std::uint64_t{limit});
    std::string hit = "(kinds & " + placed(selection.kinds) + ") <> 0";
    hit += " AND last_seq >= " + placed(selection.seq_from);
    hit += " AND first_seq <= " + placed(selection.seq_to);
    if (selection.streams) hit += " AND " + ids(*selection.streams);
    for (const auto& needles : selection.packets) hit += " AND (" + any_in("packets", needles) + ')';
    for (const auto& needles : selection.words) {
        hit += " AND (words IS NULL OR (kinds & " + placed(needles.excused_kinds) + ") <> 0 OR ";
        if (!needles.excused_streams.empty()) hit += ids(needles.excused_streams) + " OR ";
        hit += any_in("words", needles) + ')';
    }
    return {
        "SELECT id, stream, first_seq, last_seq, first_wall, last_wall, kinds, events, bytes, CASE WHEN hit THEN "
        "counts END, hit FROM (SELECT b.*, (" +
            hit + ") AS hit FROM (" + inner + ") b) x ORDER BY " + by + way + ", id" + way,
        parameters};
}

}  // namespace watercooler::store::postgres
