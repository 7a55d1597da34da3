#include "store/sqlite_rows.hpp"

#include <algorithm>

namespace watercooler::store::sqlite {

StreamRow read_stream(const Statement& row) {
    StreamRow stream;
    stream.id = row.integer(0);
    stream.run = row.integer(1);
    stream.name = {row.text(2), row.text(3), BootId{row.number(4)}};
    stream.about = row.text(5);
    stream.first = row.seq(6);
    stream.last = row.seq(7);
    stream.events = row.number(8);
    stream.lost = row.number(9);
    stream.bytes = row.number(10);
    stream.first_wall = row.integer(11);
    stream.last_wall = row.integer(12);
    stream.open_block = row.integer(13);
    return stream;
}

Block read_head(const Statement& row) {
    Block block{.id = row.integer(0), .stream = row.integer(1)};
    auto& head = block.head;
    head.first = row.seq(2);
    head.last = row.seq(3);
    head.first_wall = row.integer(4);
    head.last_wall = row.integer(5);
    head.kinds = row.number(6);
    head.events = row.number(7);
    head.bytes = row.number(8);
    head.counts = read_counts(row.bytes(9));
    return block;
}

RumorRow read_rumor(const Statement& row) {
    RumorRow rumor;
    const auto uuid = bytes_of(row.bytes(0));
    if (uuid.size() == rumor.uuid.bytes.size()) std::copy(uuid.begin(), uuid.end(), rumor.uuid.bytes.begin());
    rumor.origin = row.text(1);
    rumor.key = row.text(2);
    if (!row.is_null(3)) rumor.version = Version{row.number(3)};
    rumor.value = row.text(4);
    rumor.born_ns = row.integer(5);
    rumor.born = row.integer(6) != 0;
    return rumor;
}

Expected<std::vector<StreamRow>> streams_in(Expected<Statement>& found) {
    std::vector<StreamRow> streams;
    auto fine = each_row(found, [&](const Statement& row) { streams.push_back(read_stream(row)); });
    if (!fine) return tl::unexpected{fine.error()};
    return streams;
}

Expected<std::vector<Block>> heads_in(Expected<Statement>& found) {
    std::vector<Block> blocks;
    auto fine = each_row(found, [&](const Statement& row) { blocks.push_back(read_head(row)); });
    if (!fine) return tl::unexpected{fine.error()};
    return blocks;
}

Expected<std::optional<StreamRow>> find_stream(Connection& connection, const StreamKey& key) {
    auto found = connection.prepare(std::string{"SELECT "} + stream_columns +
                                    " FROM stream WHERE run = (SELECT id FROM run WHERE name = ?) AND member = ? "
                                    "AND club = ? AND boot = ?");
    if (found) found->bind(key.run, key.stream.member, key.stream.club, key.stream.boot);
    auto rows = streams_in(found);
    if (!rows) return tl::unexpected{rows.error()};
    if (rows->empty()) return std::nullopt;
    return std::move(rows->front());
}

}  // namespace watercooler::store::sqlite
