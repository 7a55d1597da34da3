#include "store/postgres_rows.hpp"

namespace watercooler::store::postgres {

StreamRow read_stream(const Rows& rows, int at) {
    StreamRow stream;
    stream.id = rows.integer(at, 0);
    stream.run = rows.integer(at, 1);
    stream.name = {rows.text(at, 2), rows.text(at, 3), BootId{rows.number(at, 4)}};
    stream.about = rows.text(at, 5);
    stream.first = rows.seq(at, 6);
    stream.last = rows.seq(at, 7);
    stream.events = rows.number(at, 8);
    stream.lost = rows.number(at, 9);
    stream.bytes = rows.number(at, 10);
    stream.first_wall = rows.integer(at, 11);
    stream.last_wall = rows.integer(at, 12);
    stream.open_block = rows.integer(at, 13);
    return stream;
}

Block read_head(const Rows& rows, int at) {
    Block block{.id = rows.integer(at, 0), .stream = rows.integer(at, 1)};
    auto& head = block.head;
    head.first = rows.seq(at, 2);
    head.last = rows.seq(at, 3);
    head.first_wall = rows.integer(at, 4);
    head.last_wall = rows.integer(at, 5);
    head.kinds = rows.number(at, 6);
    head.events = rows.number(at, 7);
    head.bytes = rows.number(at, 8);
    head.counts = read_counts(rows.bytes(at, 9));
    return block;
}

void read_words(const Rows& rows, int at, int packets, Head& head) {
    head.packets = rows.text(at, packets);
    head.any_words = rows.is_null(at, packets + 1);
    head.words = rows.text(at, packets + 1);
}

Buffer read_data(const Rows& rows, int at, int column) {
    const auto data = bytes_of(rows.bytes(at, column));
    return {data.begin(), data.end()};
}

RumorRow read_rumor(const Rows& rows, int at, int first) {
    RumorRow rumor;
    rumor.uuid = rows.uuid(at, first);
    rumor.origin = rows.text(at, first + 1);
    rumor.key = rows.text(at, first + 2);
    if (!rows.is_null(at, first + 3)) rumor.version = Version{rows.number(at, first + 3)};
    rumor.value = rows.text(at, first + 4);
    rumor.born_ns = rows.integer(at, first + 5);
    rumor.born = rows.integer(at, first + 6) != 0;
    return rumor;
}

Expected<std::vector<StreamRow>> streams_in(const Expected<Rows>& rows) {
    if (!rows) return tl::unexpected{rows.error()};
    std::vector<StreamRow> streams;
    for (int i = 0; i < rows->count(); ++i) streams.push_back(read_stream(*rows, i));
    return streams;
}

Expected<std::vector<Block>> heads_in(const Expected<Rows>& rows) {
    if (!rows) return tl::unexpected{rows.error()};
    std::vector<Block> blocks;
    for (int i = 0; i < rows->count(); ++i) blocks.push_back(read_head(*rows, i));
    return blocks;
}

Expected<std::vector<BlockRef>> refs_in(const Expected<Rows>& rows) {
    if (!rows) return tl::unexpected{rows.error()};
    std::vector<BlockRef> refs;
    for (int i = 0; i < rows->count(); ++i)
        refs.push_back({rows->integer(i, 0), rows->integer(i, 1), rows->number(i, 2)});
    return refs;
}

}  // namespace watercooler::store::postgres
