#include <limits.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "store/files.hpp"
#include "store/sqlite.hpp"
#include "store/sqlite_schema.hpp"

namespace watercooler::store {
namespace {

using sqlite::Connection;
using sqlite::Statement;

constexpr const char* stream_columns =
    "id, run, club, member, boot, about, first_seq, last_seq, events, lost, bytes, first_wall, last_wall, open_block";
constexpr const char* head_columns =
    "id, stream, first_seq, last_seq, first_wall, last_wall, kinds, events, bytes, counts, packets, words";

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

/// Without packets and words.
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

/// Calls `with` for each row. Errors: the database's.
template <class With>
Expected<void> each_row(Expected<Statement>& statement, const With& with) {
    if (!statement) return tl::unexpected{statement.error()};
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected{row.error()};
        if (!*row) return {};
        with(*statement);
    }
}

class SqliteEngine : public Engine {
public:
    SqliteEngine(OwnerLock owner, Connection writer, Connection reader, std::string path)
        : owner_{std::move(owner)}, writer_{std::move(writer)}, reader_{std::move(reader)}, path_{std::move(path)} {}

    // --- writing ---

    Expected<void> begin() override { return writer_.run("BEGIN IMMEDIATE"); }

    Expected<void> commit() override {
        if (auto fine = writer_.run("COMMIT"); !fine) return fine;
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
        for (const auto& block : changes.fresh) {
            if (auto fine = insert(block); !fine) return fine;
        }
        for (const auto& block : changes.grown) {
            if (auto fine = grow(block); !fine) return fine;
        }
        for (const auto& ref : changes.refs) {
            if (auto fine = write("INSERT OR IGNORE INTO rumor_block VALUES (?, ?, ?)", ref.run, ref.uuid, ref.block);
                !fine)
                return fine;
        }
        for (const auto& rumor : changes.rumors) {
            if (auto fine = put_rumor(rumor); !fine) return fine;
        }
        for (const auto& gap : changes.gaps) {
            if (auto fine = write("INSERT OR IGNORE INTO gap VALUES (?, ?, ?)", gap.stream, gap.first, gap.last); !fine)
                return fine;
        }
        for (const auto& stream : changes.streams) {
            if (auto fine = update(stream); !fine) return fine;
        }
        return {};
    }

    Expected<void> remove(const Removal& removal) override {
        removed_ = true;
        for (const auto id : removal.blocks) {
            if (auto fine = write("DELETE FROM block WHERE id = ?", id); !fine) return fine;
            if (auto fine = write("DELETE FROM block_data WHERE id = ?", id); !fine) return fine;
        }
        for (const auto& ref : removal.refs) {
            if (auto fine = write("DELETE FROM rumor_block WHERE run = ? AND uuid = ? AND block = ?", ref.run, ref.uuid,
                                  ref.block);
                !fine)
                return fine;
            if (auto fine = write("DELETE FROM rumor WHERE run = ?1 AND uuid = ?2 AND NOT EXISTS "
                                  "(SELECT 1 FROM rumor_block WHERE run = ?1 AND uuid = ?2)",
                                  ref.run, ref.uuid);
                !fine)
                return fine;
        }
        for (auto stream : removal.streams) {
            auto first = first_kept(stream);
            if (!first) return tl::unexpected{first.error()};
            stream.first = *first;
            if (auto fine = update(stream); !fine) return fine;
        }
        return {};
    }

    Expected<void> drop(std::int64_t run) override {
        removed_ = true;
        cache_.clear();
        for (const auto* sql : {"DELETE FROM block_data WHERE id IN (SELECT id FROM block WHERE run = ?)",
                                "DELETE FROM block WHERE run = ?",
                                "DELETE FROM gap WHERE stream IN (SELECT id FROM stream WHERE run = ?)",
                                "DELETE FROM stream WHERE run = ?", "DELETE FROM rumor_block WHERE run = ?",
                                "DELETE FROM rumor WHERE run = ?", "DELETE FROM run WHERE id = ?"}) {
            if (auto fine = write(sql, run); !fine) return fine;
        }
        return {};
    }

    Expected<bool> may_clean_up() override { return true; }  // the file is ours alone

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
        const bool newest = selection.newest_first;
        const auto limit = newest ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
        const auto key = after.value_or(BlockKey{limit, newest ? limit : -1});
        auto found = reader_.prepare(scan_sql(selection));
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

    template <class... Value>
    Expected<void> write(const char* sql, const Value&... values) {
        auto statement = writer_.prepare(sql);
        if (!statement) return tl::unexpected{statement.error()};
        return statement->bind(values...).run();
    }

    static Expected<std::vector<StreamRow>> streams_in(Expected<Statement>& found) {
        std::vector<StreamRow> streams;
        auto fine = each_row(found, [&](const Statement& row) { streams.push_back(read_stream(row)); });
        if (!fine) return tl::unexpected{fine.error()};
        return streams;
    }
    static Expected<std::vector<std::int64_t>> ids_in(Expected<Statement>& found) {
        std::vector<std::int64_t> ids;
        auto fine = each_row(found, [&](const Statement& row) { ids.push_back(row.integer(0)); });
        if (!fine) return tl::unexpected{fine.error()};
        return ids;
    }
    static RumorRow read_rumor(const Statement& row) {
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
        if (auto fine = write("INSERT OR IGNORE INTO run (name) VALUES (?)", key.run); !fine) return fine;
        return write("INSERT INTO stream SELECT NULL, id, ?, ?, ?, x'', 1, 0, 0, 0, 0, 0, 0, 0 FROM run WHERE name = ?",
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

    static std::optional<std::string_view> words_of(const Head& head) {
        if (head.any_words) return std::nullopt;
        return head.words;
    }

    Expected<void> insert(const Block& block) {
        const auto& h = block.head;
        auto fine = write(
            "INSERT INTO block SELECT ?1, run, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 FROM stream WHERE id = ?2",
            block.id, block.stream, h.first, h.last, h.first_wall, h.last_wall, h.kinds, h.events, h.bytes,
            write_counts(h.counts), h.packets, words_of(h));
        if (!fine) return fine;
        return write("INSERT INTO block_data VALUES (?, ?)", block.id, block.data);
    }

    Expected<void> grow(const Block& block) {
        const auto& h = block.head;
        auto fine = write(
            "UPDATE block SET last_seq = ?2, first_wall = ?3, last_wall = ?4, kinds = ?5, events = ?6, bytes = ?7, "
            "counts = ?8, packets = ?9, words = ?10 WHERE id = ?1",
            block.id, h.last, h.first_wall, h.last_wall, h.kinds, h.events, h.bytes, write_counts(h.counts), h.packets,
            words_of(h));
        if (!fine) return fine;
        return write("UPDATE block_data SET data = CAST(data || ?2 AS BLOB) WHERE id = ?1", block.id, block.data);
    }

    Expected<void> put_rumor(const RunRumor& rumor) {
        const auto& row = rumor.row;
        std::optional<std::uint64_t> version;
        if (row.version) version = row.version->value;
        return write(
            "INSERT INTO rumor VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET origin = excluded.origin, "
            "key = excluded.key, version = excluded.version, value = excluded.value, born_wall = excluded.born_wall, "
            "born = excluded.born WHERE excluded.born > born OR (excluded.born = born AND excluded.born_wall < "
            "born_wall)",
            rumor.run, row.uuid, row.origin, row.key, version, row.value, row.born_ns, row.born ? 1 : 0);
    }

    Expected<void> update(const StreamRow& stream) {
        auto fine = write(
            "UPDATE stream SET about = ?2, first_seq = ?3, last_seq = ?4, events = ?5, lost = ?6, bytes = ?7, "
            "first_wall = ?8, last_wall = ?9, open_block = ?10 WHERE id = ?1",
            stream.id, stream.about, stream.first, stream.last, stream.events, stream.lost, stream.bytes,
            stream.first_wall, stream.last_wall, stream.open_block);
        if (!fine) return fine;
        if (const auto key = locked_.find(stream.id); key != locked_.end()) written_[key->second] = stream;
        return {};
    }

    Expected<Sequence> first_kept(const StreamRow& stream) {
        auto found = writer_.prepare("SELECT min(first_seq) FROM block INDEXED BY block_seq WHERE stream = ?");
        if (found) found->bind(stream.id);
        Sequence first{stream.last.value + 1};
        auto fine = each_row(found, [&](const Statement& row) {
            if (!row.is_null(0)) first = row.seq(0);
        });
        if (!fine) return tl::unexpected{fine.error()};
        return first;
    }

    static std::string scan_sql(const Selection& selection) {
        const std::string by = selection.newest_first ? "last_wall" : "first_wall";
        const std::string whose = selection.stream ? "stream" : "run";
        const std::string index =
            std::string{selection.stream ? "block_stream_" : "block_"} + (selection.newest_first ? "newest" : "oldest");
        const std::string way = selection.newest_first ? " DESC" : "";
        return std::string{"SELECT "} + head_columns + " FROM block INDEXED BY " + index + " WHERE " + whose +
               " = ? AND (" + by + ", id) " + (selection.newest_first ? "<" : ">") +
               " (?, ?) AND last_wall >= ? AND first_wall <= ? ORDER BY " + by + way + ", id" + way + " LIMIT ?";
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
