#include "store/sqlite_session.hpp"

#include "store/sqlite_rows.hpp"
#include "store/sqlite_scan.hpp"

namespace watercooler::store::sqlite {
namespace {

class SqliteSession : public Session {
public:
    explicit SqliteSession(Connection reader) : reader_{std::move(reader)} {}

    Expected<void> begin_read() override { return reader_.run("BEGIN"); }
    void end_read() override { (void)reader_.run("COMMIT"); }

    Expected<std::vector<std::string>> runs() override {
        std::vector<std::string> runs;
        auto found = reader_.prepare("SELECT name FROM run");
        auto fine = each_row(found, [&](const Statement& row) { runs.push_back(row.text(0)); });
        if (!fine) return tl::unexpected{fine.error()};
        return runs;
    }

    Expected<std::optional<std::int64_t>> run(const std::string& name) override {
        std::optional<std::int64_t> id;
        auto found = reader_.prepare("SELECT id FROM run WHERE name = ?");
        if (found) found->bind(name);
        auto fine = each_row(found, [&](const Statement& row) { id = row.integer(0); });
        if (!fine) return tl::unexpected{fine.error()};
        return id;
    }

    Expected<std::vector<StreamRow>> streams(const std::string& run,
                                             const std::optional<std::string>& member) override {
        const auto sql =
            std::string{"SELECT "} + stream_columns + " FROM stream WHERE run = (SELECT id FROM run WHERE name = ?)";
        auto found = reader_.prepare(sql + (member ? " AND member = ? ORDER BY id" : " ORDER BY id"));
        if (found && member) found->bind(run, *member);
        if (found && !member) found->bind(run);
        return streams_in(found);
    }

    Expected<std::vector<StreamRow>> streams_by_id(std::span<const std::int64_t> ids) override {
        std::vector<StreamRow> streams;
        for (const auto id : ids) {
            auto found = reader_.prepare(std::string{"SELECT "} + stream_columns + " FROM stream WHERE id = ?");
            if (found) found->bind(id);
            auto rows = streams_in(found);
            if (!rows) return rows;
            for (auto& row : *rows) streams.push_back(std::move(row));
        }
        return streams;
    }

    Expected<std::optional<StreamRow>> stream(const StreamKey& key) override { return find_stream(reader_, key); }

    Expected<std::vector<GapRow>> gaps(std::int64_t run) override {
        std::vector<GapRow> gaps;
        auto found = reader_.prepare(
            "SELECT g.stream, g.first_seq, g.last_seq FROM stream s JOIN gap g ON g.stream = s.id WHERE s.run = ? "
            "ORDER BY g.stream, g.first_seq DESC");
        if (found) found->bind(run);
        auto fine =
            each_row(found, [&](const Statement& row) { gaps.push_back({row.integer(0), row.seq(1), row.seq(2)}); });
        if (!fine) return tl::unexpected{fine.error()};
        return gaps;
    }

    Expected<Scanned> scan(const Selection& selection, const std::optional<BlockKey>& after,
                           std::size_t rows) override {
        return sqlite::scan(reader_, selection, after, rows);
    }

    Expected<void> each_data(std::span<const BlockRef> blocks,
                             const std::function<void(std::size_t at, Bytes data)>& with) override {
        for (std::size_t at = 0; at < blocks.size(); ++at) {
            auto found = reader_.prepare("SELECT data FROM block_data WHERE id = ?");
            if (found) found->bind(blocks[at].id);
            auto fine = each_row(found, [&](const Statement& row) { with(at, bytes_of(row.bytes(0))); });
            if (!fine) return fine;
        }
        return {};
    }

    Expected<std::vector<Block>> blocks_of(std::int64_t run, const filter::UuidRange& range,
                                           std::size_t most) override {
        auto found =
            reader_.prepare(std::string{"SELECT "} + head_columns +
                            " FROM block WHERE id IN (SELECT DISTINCT block FROM rumor_block WHERE run = ? AND "
                            "uuid >= ? AND uuid <= ? LIMIT ?)");
        if (found) found->bind(run, range.first, range.last, std::uint64_t{most});
        return heads_in(found);
    }

    Expected<std::vector<Block>> blocks_of(std::int64_t stream, Sequence first, Sequence last,
                                           std::size_t most) override {
        // Blocks of a stream do not overlap: from the one that holds `first` (or the next) on.
        auto found = reader_.prepare(
            std::string{"SELECT "} + head_columns +
            " FROM block INDEXED BY block_seq WHERE stream = ?1 AND first_seq <= ?3 AND first_seq >= coalesce("
            "(SELECT max(first_seq) FROM block INDEXED BY block_seq WHERE stream = ?1 AND first_seq <= ?2), 0) "
            "AND last_seq >= ?2 LIMIT ?4");
        if (found) found->bind(stream, first, last, std::uint64_t{most});
        return heads_in(found);
    }

    Expected<std::vector<BlockRef>> blocks_of(std::int64_t run, const Uuid& uuid) override {
        std::vector<BlockRef> blocks;
        auto found = reader_.prepare(
            "SELECT b.id, b.stream, b.bytes FROM rumor_block r JOIN block b ON b.id = r.block WHERE r.run = ? AND "
            "r.uuid = ? ORDER BY r.block");
        if (found) found->bind(run, uuid);
        auto fine = each_row(
            found, [&](const Statement& row) { blocks.push_back({row.integer(0), row.integer(1), row.number(2)}); });
        if (!fine) return tl::unexpected{fine.error()};
        return blocks;
    }

    Expected<void> each_from(std::span<const Place> places, std::size_t most, const WithPiece& with) override {
        for (std::size_t place = 0; place < places.size(); ++place) {
            // Blocks of a stream do not overlap: from the one that holds the place (or the next) on.
            auto found = reader_.prepare(
                "SELECT b.last_seq, d.data FROM block b INDEXED BY block_seq JOIN block_data d ON d.id = b.id WHERE "
                "b.stream = ?1 AND b.first_seq >= coalesce((SELECT max(first_seq) FROM block INDEXED BY block_seq "
                "WHERE "
                "stream = ?1 AND first_seq <= ?2), 0) AND b.last_seq >= ?2 ORDER BY b.first_seq LIMIT ?3");
            if (found) found->bind(places[place].stream, places[place].from, std::uint64_t{most});
            auto fine = each_row(found, [&](const Statement& row) { with(place, row.seq(0), bytes_of(row.bytes(1))); });
            if (!fine) return fine;
        }
        return {};
    }

    Expected<std::vector<RumorRow>> rumors(std::int64_t run, const filter::UuidRange& range,
                                           std::size_t limit) override {
        const bool all = range.first == Uuid{} && range.last.bytes.front() == 0xff;
        std::vector<RumorRow> rumors;
        auto found =
            reader_.prepare(std::string{"SELECT uuid, origin, key, version, value, born_wall, born FROM rumor "} +
                            (all ? "INDEXED BY rumor_newest " : "") +
                            "WHERE run = ? AND uuid >= ? AND uuid <= ? ORDER BY born_wall DESC, uuid DESC LIMIT ?");
        if (found) found->bind(run, range.first, range.last, std::uint64_t{limit});
        auto fine = each_row(found, [&](const Statement& row) { rumors.push_back(read_rumor(row)); });
        if (!fine) return tl::unexpected{fine.error()};
        return rumors;
    }

    Expected<Totals> totals() override {
        Totals totals;
        auto found = reader_.prepare(
            "SELECT (SELECT count(*) FROM stream), (SELECT count(*) FROM block), (SELECT coalesce(sum(events), 0) FROM "
            "stream), (SELECT coalesce(sum(bytes), 0) FROM stream), (SELECT page_count FROM pragma_page_count()) * "
            "(SELECT page_size FROM pragma_page_size()), (SELECT user_version FROM pragma_user_version())");
        auto fine = each_row(found, [&](const Statement& row) {
            totals = {static_cast<int>(row.integer(5)),
                      row.number(0),
                      row.number(1),
                      row.number(2),
                      row.number(3),
                      row.number(4)};
        });
        if (!fine) return tl::unexpected{fine.error()};
        return totals;
    }

private:
    Connection reader_;
};

}  // namespace

Expected<std::unique_ptr<Session>> open_session(const std::string& path, std::chrono::milliseconds patience) {
    auto reader = Connection::open(path, false, patience);
    if (!reader) return tl::unexpected{reader.error()};
    if (auto fine = reader->run("PRAGMA cache_size = -32768"); !fine) return tl::unexpected{fine.error()};
    return std::make_unique<SqliteSession>(std::move(*reader));
}

}  // namespace watercooler::store::sqlite
