#include <limits.h>
#include <stdlib.h>

#include <cerrno>
#include <map>

#include "store/files.hpp"
#include "store/sqlite_changes.hpp"
#include "store/sqlite_rows.hpp"
#include "store/sqlite_scan.hpp"
#include "store/sqlite_schema.hpp"

namespace watercooler::store {
namespace {

using namespace sqlite;

class SqliteEngine : public Engine {
public:
    SqliteEngine(OwnerLock owner, Connection writer, Connection reader, std::string path)
        : owner_{std::move(owner)}, writer_{std::move(writer)}, reader_{std::move(reader)}, path_{std::move(path)} {}

    // --- writing ---

    Expected<void> begin() override { return writer_.run("BEGIN IMMEDIATE"); }

    Expected<void> commit() override {
        if (auto fine = writer_.run("COMMIT"); !fine) return fine;
        if (writer_.has_moved()) {  // what is in a file that nobody can open again must not be acknowledged
            return failed("WC-STORE-MOVED", path_ + " is no longer the file that was opened",
                          "stop Sauron and start it again: it goes on with what is there now");
        }
        for (auto& [key, row] : written_) cache_[key] = std::move(row);
        written_.clear();
        locked_.clear();
        if (std::exchange(removed_, false)) (void)writer_.run("PRAGMA incremental_vacuum(4096)");
        return {};
    }

    void rollback() override {
        if (writer_.in_transaction()) (void)writer_.run("ROLLBACK");
        cache_.clear();
        written_.clear();
        locked_.clear();
        next_block_ = 0;
        removed_ = false;
    }

    Expected<std::vector<StreamRow>> lock(std::span<const StreamKey> keys) override {
        if (cache_.size() > cache_max) cache_.clear();
        std::vector<StreamRow> rows;
        for (const auto& key : keys) {
            auto row = lock_one(key);
            if (!row) return tl::unexpected{row.error()};
            locked_[row->id] = key;
            rows.push_back(std::move(*row));
        }
        return rows;
    }

    Expected<std::int64_t> new_block_id() override {
        if (next_block_ == 0) {
            // Never an id again that was used: what is remembered by it elsewhere must not come to mean another block.
            auto last = writer_.number("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'block'");
            if (!last) return last;
            next_block_ = *last + 1;
        }
        return next_block_++;
    }

    Expected<void> put(const Changes& changes) override {
        auto done = sqlite::put(writer_, changes);
        if (done) remember(changes.streams);
        return done;
    }

    Expected<void> remove(const Removal& removal) override {
        removed_ = true;
        const auto streams = sqlite::remove(writer_, removal);
        if (!streams) return tl::unexpected{streams.error()};
        remember(*streams);
        return {};
    }

    Expected<void> drop(std::int64_t run) override {
        removed_ = true;
        cache_.clear();
        return sqlite::drop(writer_, run);
    }

    bool shared() const override { return false; }  // the file is ours alone
    Expected<bool> may_clean_up() override { return true; }

    // --- reading ---

    Expected<void> begin_read() override { return reader_.run("BEGIN"); }
    void end_read() override { (void)reader_.run("COMMIT"); }

    Expected<std::vector<std::pair<std::int64_t, std::string>>> runs() override {
        std::vector<std::pair<std::int64_t, std::string>> runs;
        auto found = reader_.prepare("SELECT id, name FROM run");
        auto fine = each_row(found, [&](const Statement& row) { runs.emplace_back(row.integer(0), row.text(1)); });
        if (!fine) return tl::unexpected{fine.error()};
        return runs;
    }

    Expected<std::vector<StreamRow>> streams(std::int64_t run, const std::optional<std::string>& member) override {
        const auto sql = std::string{"SELECT "} + stream_columns + " FROM stream WHERE run = ?";
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

    Expected<std::optional<StreamRow>> stream(const StreamKey& key) override { return find(reader_, key); }

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

    Expected<void> load(std::span<Block> blocks) override {
        for (auto& block : blocks) {
            auto found = reader_.prepare("SELECT data FROM block_data WHERE id = ?");
            if (found) found->bind(block.id);
            auto fine = each_row(found, [&](const Statement& row) {
                const auto data = bytes_of(row.bytes(0));
                block.data.assign(data.begin(), data.end());
            });
            if (!fine) return fine;
        }
        return {};
    }

    Expected<std::vector<std::int64_t>> blocks_of(std::int64_t run, const filter::UuidRange& range,
                                                  std::size_t most) override {
        auto found = reader_.prepare(
            range.first == range.last
                ? "SELECT block FROM rumor_block WHERE run = ? AND uuid >= ? AND uuid <= ? LIMIT ?"
                : "SELECT DISTINCT block FROM rumor_block WHERE run = ? AND uuid >= ? AND uuid <= ? LIMIT ?");
        if (found) found->bind(run, range.first, range.last, std::uint64_t{most});
        return ids_in(found);
    }

    Expected<std::vector<std::int64_t>> blocks_of(std::int64_t stream, Sequence first, Sequence last,
                                                  std::size_t most) override {
        // Blocks of a stream do not overlap: from the one that holds `first` (or the next) on.
        auto found = reader_.prepare(
            "SELECT id FROM block INDEXED BY block_seq WHERE stream = ?1 AND first_seq <= ?3 AND first_seq >= coalesce("
            "(SELECT max(first_seq) FROM block INDEXED BY block_seq WHERE stream = ?1 AND first_seq <= ?2), 0) "
            "AND last_seq >= ?2 LIMIT ?4");
        if (found) found->bind(stream, first, last, std::uint64_t{most});
        return ids_in(found);
    }

    Expected<void> each_of_rumor(std::int64_t run, const Uuid& uuid,
                                 const std::function<void(std::int64_t, Bytes)>& with) override {
        auto found = reader_.prepare(
            "SELECT b.stream, d.data FROM rumor_block r JOIN block b ON b.id = r.block JOIN block_data d ON d.id = "
            "r.block WHERE r.run = ? AND r.uuid = ?");
        if (found) found->bind(run, uuid);
        return each_row(found, [&](const Statement& row) { with(row.integer(0), bytes_of(row.bytes(1))); });
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

    Expected<std::vector<Block>> heads(std::span<const std::int64_t> ids) override {
        std::vector<Block> blocks;
        for (const auto id : ids) {
            auto found = reader_.prepare(std::string{"SELECT "} + head_columns + " FROM block WHERE id = ?");
            if (found) found->bind(id);
            auto fine = each_row(found, [&](const Statement& row) { blocks.push_back(read_head(row)); });
            if (!fine) return tl::unexpected{fine.error()};
        }
        return blocks;
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

    Expected<void> copy_to(const std::string& path) override {
        // A connection of its own: a VACUUM stands in no transaction, and readers and the writer go on meanwhile.
        auto source = Connection::open(path_, false, std::chrono::seconds{10});
        if (!source) return tl::unexpected{source.error()};
        auto copy = source->prepare("VACUUM INTO CAST(? AS TEXT)");
        if (!copy) return tl::unexpected{copy.error()};
        return copy->bind(path).run();
    }

    std::pair<std::string, std::string> who() const override { return {"sqlite", path_}; }

private:
    static constexpr std::size_t cache_max = 20'000;

    static Expected<std::optional<StreamRow>> find(Connection& connection, const StreamKey& key) {
        auto found = connection.prepare(std::string{"SELECT "} + stream_columns +
                                        " FROM stream WHERE run = (SELECT id FROM run WHERE name = ?) AND member = ? "
                                        "AND club = ? AND boot = ?");
        if (found) found->bind(key.run, key.stream.member, key.stream.club, key.stream.boot);
        auto rows = streams_in(found);
        if (!rows) return tl::unexpected{rows.error()};
        if (rows->empty()) return std::nullopt;
        return std::move(rows->front());
    }

    Expected<StreamRow> lock_one(const StreamKey& key) {
        if (const auto cached = cache_.find(key); cached != cache_.end()) return cached->second;
        auto row = find(writer_, key);
        if (row && !*row) {
            if (auto fine = make_stream(key); !fine) return tl::unexpected{fine.error()};
            row = find(writer_, key);
        }
        if (!row) return tl::unexpected{row.error()};
        if (auto fine = find_open_block(**row); !fine) return tl::unexpected{fine.error()};
        return std::move(**row);
    }

    Expected<void> make_stream(const StreamKey& key) {
        if (auto fine = writer_.write("INSERT OR IGNORE INTO run (name) VALUES (?)", key.run); !fine) return fine;
        return writer_.write(
            "INSERT INTO stream SELECT NULL, id, ?, ?, ?, x'', 1, 0, 0, 0, 0, 0, 0, 0 FROM run WHERE name = ?",
            key.stream.club, key.stream.member, key.stream.boot, key.run);
    }

    Expected<void> find_open_block(StreamRow& stream) {
        if (stream.open_block == 0) return {};
        auto found = writer_.prepare(std::string{"SELECT "} + head_columns + " FROM block WHERE id = ?");
        if (found) found->bind(stream.open_block);
        return each_row(found, [&](const Statement& row) {
            stream.open = read_head(row);
            stream.open->head.packets = row.text(10);
            stream.open->head.any_words = row.is_null(11);
            stream.open->head.words = row.text(11);
        });
    }

    /// What was written is what is in the file, once it is committed.
    void remember(const std::vector<StreamRow>& streams) {
        for (const auto& stream : streams) {
            if (const auto key = locked_.find(stream.id); key != locked_.end()) written_[key->second] = stream;
        }
    }

    OwnerLock owner_;
    Connection writer_, reader_;
    std::string path_;
    std::map<StreamKey, StreamRow> cache_;    // as they are in the file
    std::map<StreamKey, StreamRow> written_;  // as they will be after the commit
    std::map<std::int64_t, StreamKey> locked_;
    std::int64_t next_block_ = 0;
    bool removed_ = false;
};

Expected<std::string> real_path(const std::string& path) {
    if (path.empty()) return failed("WC-STORE-ADDRESS", "sqlite: needs a path", "such as sqlite:/var/lib/sauron.db");
    char buffer[PATH_MAX];
    if (::realpath(path.c_str(), buffer)) return std::string{buffer};
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    if (!::realpath(folder.c_str(), buffer)) {
        auto error = system_error("open", path, errno);
        error.code = "WC-STORE-OPEN";
        return tl::unexpected{std::move(error)};
    }
    return std::string{buffer} + '/' + (slash == std::string::npos ? path : path.substr(slash + 1));
}

/// Of the writer, once the file is known to be ours. Pages of 8 KiB hold most blocks; a checkpoint comes at 32 MiB.
std::string settings(Durable durable) {
    return std::string{"PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -32768; "} +
           (durable == Durable::power_cut ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

}  // namespace

Expected<std::unique_ptr<Engine>> open_sqlite(const std::string& given, const OpenOptions& options) {
    const auto path = real_path(given);
    if (!path) return tl::unexpected{path.error()};
    auto owner = OwnerLock::take(*path + ".lock");
    if (!owner) return tl::unexpected{owner.error()};
    auto writer = Connection::open(*path, true, options.patience);
    if (!writer) return tl::unexpected{writer.error()};
    // These two change a new file only.
    auto done = writer->run("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
    if (done) done = sqlite::migrate_to(*writer, 0);  // looks whose it is, before anything is changed
    if (done) done = writer->run(settings(options.durable));
    if (done) done = sqlite::migrate(*writer);
    if (!done) return tl::unexpected{done.error()};
    auto reader = Connection::open(*path, false, options.patience);
    if (!reader) return tl::unexpected{reader.error()};
    if (auto fine = reader->run("PRAGMA cache_size = -32768"); !fine) return tl::unexpected{fine.error()};
    return std::make_unique<SqliteEngine>(std::move(*owner), std::move(*writer), std::move(*reader), *path);
}

}  // namespace watercooler::store
