#include "store/sqlite_copy.hpp"

#include "store/sqlite_schema.hpp"

namespace watercooler::store::sqlite {

Expected<Copy> Copy::begin(const std::string& path) {
    auto connection = Connection::open(path, true, std::chrono::seconds{2});
    if (!connection) return tl::unexpected{connection.error()};
    // Nobody reads it before it is finished, and then it is synced as a whole.
    auto done = connection->run(
        "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = OFF; PRAGMA synchronous = "
        "OFF");
    if (done) done = migrate(*connection);
    if (done) done = connection->run("BEGIN");
    if (!done) return tl::unexpected{done.error()};
    return Copy{std::move(*connection)};
}

Expected<void> Copy::run(std::int64_t id, std::string_view name) {
    return connection_.write("INSERT INTO run VALUES (?, ?)", id, name);
}

Expected<void> Copy::stream(const StreamRow& row) {
    return connection_.write("INSERT INTO stream VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row.id, row.run,
                             row.name.club, row.name.member, row.name.boot, row.about, row.first, row.last, row.events,
                             row.lost, row.bytes, row.first_wall, row.last_wall, row.open_block);
}

Expected<void> Copy::gap(const GapRow& row) {
    return connection_.write("INSERT INTO gap VALUES (?, ?, ?)", row.stream, row.first, row.last);
}

Expected<void> Copy::block(std::int64_t run, const Block& block) {
    const auto& h = block.head;
    std::optional<std::string_view> words;
    if (!h.any_words) words = h.words;
    auto fine = connection_.write("INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", block.id, run,
                                  block.stream, h.first, h.last, h.first_wall, h.last_wall, h.kinds, h.events, h.bytes,
                                  write_counts(h.counts), h.packets, words);
    if (!fine) return fine;
    return connection_.write("INSERT INTO block_data VALUES (?, ?)", block.id, block.data);
}

Expected<void> Copy::ref(const RumorRef& ref) {
    return connection_.write("INSERT INTO rumor_block VALUES (?, ?, ?)", ref.run, ref.uuid, ref.block);
}

Expected<void> Copy::rumor(const RunRumor& rumor) {
    const auto& row = rumor.row;
    std::optional<std::uint64_t> version;
    if (row.version) version = row.version->value;
    return connection_.write("INSERT INTO rumor VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rumor.run, row.uuid, row.origin,
                             row.key, version, row.value, row.born_ns, row.born ? 1 : 0);
}

Expected<void> Copy::finish() { return connection_.run("COMMIT"); }

}  // namespace watercooler::store::sqlite
